// The door as this phone works it: what it knows, what it sends, and what it says of a scan.
// No page in here: the scanner's page listens to `onChange` and `onCorrection`.

import { local } from './admission.js';
import { companyOf } from './company.js';
import { DoorError } from './door-client.js';
import { judgeHere } from './door-judge.js';
import { makeNews } from './door-news.js';
import { SENDING, oneAtATime } from './one-sender.js';
import {
  answered, due, emptyQueue, failed, newScan, state, wake, withScan, withShown,
} from './scan-queue.js';
import { makeVerifier, split } from './token.js';

export const ANSWER_WITHIN_MS = 150; // then the phone says itself what it knows
const NAMED_WITHIN_MS = 8000;
const ALL_WITHIN_MS = 1000;

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/**
 * A working door. `client`: the device's requests; `base`: where things outlive the page;
 * `owner`: the device, written on every scan, so that no other one sends it.
 */
export async function openDoor({
  client, base, owner = {},
  onChange = () => {}, onCorrection = () => {}, onStopped = () => {}, onFull = () => {}, onUnsent = () => {},
}) {
  const kept = (await base.kept('roster')) ?? {};
  const door = {
    info: (await base.kept('info')) ?? null, // what the server said of event, points and device
    point: null,
    direction: 'in',
    online: true,
    slow: false, // the network is there, the server does not answer in time
    stopped: false,
    misled: false,
    syncedAt: (await base.kept('syncedAt')) ?? null,
    listedAt: kept.at ?? null, // when the roster was read last
    inside: null, // by the server's last word, and what was scanned here since
    people: null,
  };
  const mine = ({ owner: other }) => !other || other.token === owner.token;
  let queue = {
    ...(await base.waiting()).filter(mine).reduce(withScan, emptyQueue),
    rejected: (await base.rejected()).filter(mine),
  };
  let verify = makeVerifier(door.info?.keys ?? {});
  let sending = false;
  let nameless = false;
  let hear;
  door.told = new Promise((resolve) => { hear = resolve; }); // the server spoke of the event
  const told = new Map(); // scan id → what the steward was shown, until the server answered
  const heard = new Map(); // scan id → who waits for the server's answer

  const offset = () => door.info?.offset ?? null;

  /** Whether the event's last day is past: then names are no longer kept. */
  const over = () => Boolean(door.info)
    && local(Date.now() + (offset() ?? 0), door.info.event.zone).day > door.info.event.last;

  const news = makeNews({
    client,
    base,
    learnt(info) {
      if (JSON.stringify(info.keys) !== JSON.stringify(door.info?.keys)) {
        verify = makeVerifier(info.keys);
      }
      Object.assign(door, { info, inside: info.inside, people: info.people });
      base.keep('info', info);
      reached();
      hear();
    },
    listed() { door.listedAt = Date.now(); },
  });

  function reached() {
    Object.assign(door, { online: true, slow: false, misled: false, syncedAt: Date.now() });
    base.keep('syncedAt', door.syncedAt);
    onChange();
  }

  async function heardOf(error) {
    if (!(error instanceof DoorError)) throw error;
    if (error.status === 401) {
      door.stopped = true;
      await base.forget(); // a device that was taken back keeps no names
      await base.keep('device', { ...owner, stopped: true });
      onStopped();
    }
    door.misled = error.status === 404; // a link to an event that is not this device's
    door.online = error.status !== 0 && error.status < 500;
    door.slow = Boolean(error.late) || error.status >= 500;
    onChange();
  }

  async function keep(scan) {
    if (!(await base.put({ ...scan, owner }))) onFull();
    queue = withScan(queue, scan);
    onChange();
  }

  async function settle(sent, results) {
    for (const result of results) {
      const scan = sent.find(({ id }) => id === result.id);
      if (!scan) continue;
      await base.done(scan, result.error ?? null);
      heard.get(scan.id)?.(result);
      heard.delete(scan.id);
      if (told.has(scan.id)) {
        onCorrection(scan.id, told.get(scan.id), result);
        told.delete(scan.id);
      }
    }
    queue = answered(queue, results);
    reached();
  }

  async function sendDue() {
    const scans = due(queue, Date.now());
    try {
      await settle(scans, await client.checkIns(scans));
    } catch (error) {
      const { status = 0, waitMs = 0 } = error;
      const how = { waitMs, tooLarge: status === 413 || status === 422, broken: status === 500 };
      queue = failed(queue, Date.now(), how);
      onUnsent();
      await heardOf(error);
    }
  }

  /** Send what is due. One request at a time, so that batches never overlap. */
  async function flush() {
    if (sending || door.stopped || !due(queue, Date.now()).length) return;
    sending = true;
    try {
      await oneAtATime(SENDING, sendDue);
    } finally {
      sending = false;
    }
    if (due(queue, Date.now()).length) flush();
  }

  /** Keep the figures going between two answers of the server. */
  function count({ verdict, step }) {
    if (verdict === 'admitted') {
      door.inside += step ?? 1;
      door.people += 1;
    } else if (verdict === 'exited' && door.inside > 0) {
      door.inside -= 1;
    }
    onChange();
  }

  /** What this phone knows when it judges by itself. */
  async function known() {
    const { event, points } = door.info;
    const { badge, badgesOf, logged } = base;
    const seats = (await base.kept('seats'))?.[door.point.code] ?? null;
    return { verify, badge, badgesOf, logged, event, points, seats, listed: door.listedAt !== null };
  }

  const hereAndNow = () => ({ at: Date.now() + (offset() ?? 0), point: door.point });

  /** The phone's own answer, and the scan in its own log of who came when. */
  async function answerHere(who, scan) {
    const made = { ...who, ...hereAndNow(), id: scan.id, direction: scan.direction };
    const again = Boolean(scan.reason);
    const said = await judgeHere({ ...made, again }, await known());
    if (said.serial) {
      const { id, at, direction } = made;
      const { name: device } = door.info.device;
      const { serial } = said;
      await base.log([{ id, serial, at, direction, point: door.point.code, device, again }]);
    }
    return { ...said, local: true, slow: door.online || door.slow };
  }

  /** Write on the scan what the steward is told, for the server to compare. */
  function noteShown(scan, verdict) {
    told.set(scan.id, verdict);
    queue = withShown(queue, scan.id, verdict);
    const noted = queue.waiting.find(({ id }) => id === scan.id);
    if (noted) base.put({ ...noted, owner });
  }

  /** Note a scan for good; nothing is said of it before. A phone that fails to judge says nothing. */
  async function note(who, direction, reason = null) {
    const at = Date.now();
    const scan = newScan({ ...who, point: door.point.code, direction, at, offset: offset(), reason });
    const answer = new Promise((resolve) => { heard.set(scan.id, resolve); });
    const own = who.registration ? Promise.resolve(null) : answerHere(who, scan).catch(() => null);
    await keep(scan);
    return { who, scan, answer, own };
  }

  /** What a scan means: the server's answer when it comes in time, else the phone's own. */
  async function answerTo({ who, scan, answer, own }, patience) {
    let said = await Promise.race([answer, pause(patience).then(() => null)]);
    if (!said) {
      said = await own;
      noteShown(scan, said?.verdict ?? 'unknown');
    }
    await own;
    if (said?.verdict) count(said);
    const looksLikeBadge = Boolean(who.badge && split(who.badge));
    return { verdict: null, ...said, id: scan.id, looksLikeBadge, who };
  }

  /**
   * Scan somebody. `who`: {badge}, {serial} or {registration}; of the last only the server knows
   * anything, so the verdict may be null. `reason`: a supervisor's, to let them in once more.
   */
  door.scan = async (who, direction = door.direction, reason = null) => {
    const noted = await note(who, direction, reason);
    flush();
    const patience = who.registration ? NAMED_WITHIN_MS : door.online ? ANSWER_WITHIN_MS : 0;
    return answerTo(noted, patience);
  };

  /** Scan many at once, each with a scan of its own; the answers in their order. */
  door.scanAll = async (people, direction) => {
    const noted = [];
    for (const who of people) noted.push(await note(who, direction));
    flush();
    return Promise.all(noted.map((one) => answerTo(one, door.online ? ALL_WITHIN_MS : 0)));
  };

  /** The others of the same delegation who are not in yet: {people, numbered}, or null. */
  door.companyOf = async (who) => companyOf(who, { ...hereAndNow(), direction: 'in' }, await known());

  /** People by name: of the roster on this phone, and of the server when it is in reach. */
  door.peopleNamed = async (words) => {
    const here = (await base.peopleNamed(words)).map((badge) => ({ ...badge, has_badge: true }));
    try {
      return { people: await client.people(words), whole: true };
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      return { people: here, whole: false };
    }
  };

  door.waiting = () => state(queue);
  door.unsent = () => [...queue.waiting, ...queue.rejected];
  door.over = over;
  /** First send, then ask: figures that leave out what was just scanned would jump back. */
  door.tick = async () => {
    await flush();
    try {
      await news.ask({ over });
    } catch (error) {
      await heardOf(error);
    }
    if (over() && !nameless) {
      nameless = true;
      await base.forgetNames();
    }
  };
  door.hurry = () => {
    queue = wake(queue);
    news.hurry();
    return door.tick();
  };
  return door;
}
