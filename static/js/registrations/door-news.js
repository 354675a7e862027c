// What the phone learns from the server while it is in reach, kept for when it is not: the
// event and its points, the roster, and who was scanned at any gate.

import { REFUSALS } from './admission.js';

const ASK_EVERY_MS = 15_000;
const READ_EVERY_MS = 60_000;
const READ_AGAIN = 200; // scans: on PostgreSQL a slow writer's rows appear behind later ones

/** A scan of the server's list as the phone keeps it; null when nobody's badge was shown. */
export function entryOf({ id, serial, at, direction, point, device, verdict }) {
  if (!serial) return null;
  const refused = REFUSALS.has(verdict);
  return { id, serial, at: Date.parse(at), direction, point, device, refused };
}

/** Asks for news. `learnt(info)` gets what the server says of the door; `listed()`: the roster is whole. */
export function makeNews({ client, base, learnt, listed }) {
  const last = { asked: -Infinity, read: -Infinity };
  let door = { points: [] };

  async function readRoster() {
    let { cursor = '', at = null } = (await base.kept('roster')) ?? {};
    for (;;) {
      let page;
      try {
        page = await client.roster(cursor);
      } catch (error) {
        if (error.status !== 422 || !cursor) throw error;
        [cursor, at] = ['', null]; // the server was restored, or moved: everything anew
        continue;
      }
      await base.learnBadges(page.badges);
      cursor = page.cursor;
      if (!page.badges.length) at = Date.now(); // only a list read to its end is as of now
      await base.keep('roster', { cursor, at });
      if (!page.badges.length) {
        listed();
        return;
      }
    }
  }

  /** Who is enrolled, where a point asks for it. A phone at the gates needs no such list. */
  async function readSeats(points) {
    if (points.some(({ seats }) => seats)) await base.keep('seats', await client.seats());
  }

  async function readScans() {
    let cursor = (await base.kept('scans')) ?? 0;
    let after = Math.max(0, cursor - READ_AGAIN);
    for (;;) {
      const page = await client.scans(after);
      await base.log(page.items.map(entryOf).filter(Boolean));
      cursor = Math.max(cursor, Number(page.cursor));
      await base.keep('scans', cursor);
      if (!page.next) return;
      after = page.next;
    }
  }

  return {
    /** Figures and clock often, the roster and the scans now and then. */
    async ask({ over }) {
      const at = Date.now();
      if (at - last.asked >= ASK_EVERY_MS) {
        last.asked = at;
        door = await client.door();
        learnt(door);
      }
      if (over() || at - last.read < READ_EVERY_MS) return;
      last.read = at;
      try {
        await readRoster();
        if (!door.device?.kiosk) await readScans(); // a kiosk sees no lists
        await readSeats(door.points);
      } catch (error) {
        last.read = at - READ_EVERY_MS + ASK_EVERY_MS; // cut short: soon again, where it stopped
        throw error;
      }
    },
    hurry() {
      last.asked = -Infinity;
    },
  };
}
