// The door as this phone works it: what it knows, what it sends, and what it says of a scan.
// No page in here: the scanner's page listens to `onChange` and `onCorrection`.

import { DoorError } from './door-client.js';
import { emptyRoster, judgeHere, withRoster } from './door-judge.js';
import {
  answered, due, emptyQueue, failed, newScan, state, wake, withScan, withShown,
} from './scan-queue.js';
import { makeVerifier, split } from './token.js';

export const ANSWER_WITHIN_MS = 900; // then the phone says itself what it knows
const NAMED_WITHIN_MS = 8000;
const MOST_REMEMBERED = 2000; // scans of this phone, for its own answers
const ASK_EVERY_MS = 15_000;
const READ_ROSTER_EVERY_MS = 60_000;
const READ_WHOLE_ROSTER_EVERY_MS = 15 * 60_000; // what a late writer may have slipped past

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** A working door. `client`: the device's requests; `store`: where scans outlive the page. */
export function makeDoor({
  client, store, info = null,
  onChange = () => {}, onCorrection = () => {}, onStopped = () => {}, onFull = () => {},
}) {
  const door = {
    info, // what the server said of the event, its points and this device
    point: null,
    direction: 'in',
    online: true,
    stopped: false,
    misled: false,
    syncedAt: null,
    inside: null, // by the server's last word, and what was scanned here since
    people: null,
  };
  let queue = {
    ...store.waiting().reduce(withScan, emptyQueue),
    rejected: store.rejected(),
  };
  let roster = emptyRoster;
  let verify = makeVerifier({});
  let log = [];
  let sending = false;
  const told = new Map(); // scan id → what the steward was shown, until the server answered
  const heard = new Map(); // scan id → who waits for the server's answer
  const last = { asked: -Infinity, roster: -Infinity, whole: -Infinity };

  const offset = () => door.info?.offset ?? null;

  function heardOf(error) {
    if (!(error instanceof DoorError)) throw error;
    if (error.status === 401) {
      door.stopped = true;
      roster = emptyRoster; // a device that was taken back keeps no names
      onStopped();
    }
    door.misled = error.status === 404; // a link to an event that is not this device's
    door.online = error.status !== 0 && error.status < 500;
    onChange();
  }

  function keep(scan) {
    if (!store.put(scan)) onFull();
    queue = withScan(queue, scan);
    onChange();
  }

  function settle(sent, results) {
    for (const result of results) {
      const scan = sent.find(({ id }) => id === result.id);
      if (!scan) continue;
      store.done(scan, result.error ?? null);
      heard.get(scan.id)?.(result);
      heard.delete(scan.id);
      if (told.has(scan.id)) {
        onCorrection(told.get(scan.id), result);
        told.delete(scan.id);
      }
    }
    queue = answered(queue, results);
    door.online = true;
    door.syncedAt = Date.now();
    onChange();
  }

  /** Send what is due. One request at a time, so that batches never overlap. */
  async function flush() {
    const scans = due(queue, Date.now());
    if (sending || door.stopped || !scans.length) return;
    sending = true;
    try {
      settle(scans, await client.checkIns(scans));
    } catch (error) {
      const { status = 0, waitMs = 0 } = error;
      queue = failed(queue, Date.now(), { waitMs, tooLarge: status === 413 || status === 422 });
      heardOf(error);
    } finally {
      sending = false;
    }
    if (due(queue, Date.now()).length) flush();
  }

  async function readRoster(whole) {
    let next = whole ? { ...emptyRoster, keys: roster.keys } : roster;
    for (;;) {
      const page = await client.roster(next.cursor);
      next = withRoster(next, page);
      if (!page.badges.length) break;
    }
    if (JSON.stringify(next.keys) !== JSON.stringify(roster.keys)) verify = makeVerifier(next.keys);
    roster = next;
  }

  /** Ask the server for news: figures and clock often, the roster now and then. */
  async function ask() {
    const at = Date.now();
    try {
      if (at - last.asked >= ASK_EVERY_MS) {
        last.asked = at;
        door.info = await client.door();
        Object.assign(door, {
          inside: door.info.inside, people: door.info.people, online: true, syncedAt: Date.now(),
        });
        onChange();
      }
      if (at - last.roster >= READ_ROSTER_EVERY_MS) {
        last.roster = at;
        const whole = at - last.whole >= READ_WHOLE_ROSTER_EVERY_MS;
        if (whole) last.whole = at;
        await readRoster(whole);
      }
    } catch (error) {
      heardOf(error);
    }
  }

  /** Keep the figures going between two answers of the server. */
  function count({ verdict }) {
    if (verdict === 'admitted') {
      door.inside += 1;
      door.people += 1;
    } else if (verdict === 'exited' && door.inside > 0) {
      door.inside -= 1;
    }
    onChange();
  }

  async function remember(scan, at, point) {
    const { token } = scan.badge ? await verify(scan.badge) : {};
    if (!token) return;
    const { id, direction } = scan;
    log = [...log.slice(-MOST_REMEMBERED), { id, serial: token.serial, at, direction, point }];
  }

  /** The phone's own answer, noted on the scan: the server will say whether it was right. */
  async function answerHere(scan, at, point) {
    const mine = { id: scan.id, badge: scan.badge, at, point, direction: scan.direction };
    const known = { verify, roster: roster.badges, event: door.info.event, log };
    const said = { ...(await judgeHere(mine, known)), local: true };
    told.set(scan.id, said.verdict);
    queue = withShown(queue, scan.id, said.verdict);
    const noted = queue.waiting.find(({ id }) => id === scan.id);
    if (noted) store.put(noted);
    return said;
  }

  /**
   * Note a scan and say what it means: the server's answer when it comes in time, else the
   * phone's own. `who`: {badge} or {registration}; of a person found by name only the server
   * knows anything, so the verdict may be null. Nothing noted is ever lost.
   */
  door.scan = async (who, direction = door.direction) => {
    const { point } = door;
    const at = Date.now();
    const scan = newScan({ ...who, point: point.code, direction, at, offset: offset() });
    const answer = new Promise((resolve) => { heard.set(scan.id, resolve); });
    keep(scan);
    flush();
    const patience = who.badge ? (door.online ? ANSWER_WITHIN_MS : 0) : NAMED_WITHIN_MS;
    let said = await Promise.race([answer, pause(patience).then(() => null)]);
    if (!said && who.badge) said = await answerHere(scan, at + (offset() ?? 0), point);
    if (!said) told.set(scan.id, 'unknown');
    await remember(scan, at + (offset() ?? 0), point);
    if (said?.verdict) count(said);
    return { verdict: null, ...said, looksLikeBadge: Boolean(who.badge && split(who.badge)), who };
  };

  door.peopleNamed = (words) => client.people(words);
  door.waiting = () => state(queue);
  door.unsent = () => [...queue.waiting, ...queue.rejected];
  /** First send, then ask: figures that leave out what was just scanned would jump back. */
  door.tick = async () => {
    await flush();
    await ask();
  };
  door.hurry = () => {
    queue = wake(queue);
    last.asked = -Infinity;
    return door.tick();
  };
  return door;
}
