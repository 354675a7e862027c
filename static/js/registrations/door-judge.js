// What a phone can say by itself while the server is out of reach: the badge's signature, the
// roster it read, the rules of the point, and the scans it knows of. The server says the last word.

import { asksForSeats, judge } from './admission.js';

const nobody = { name: null, organisation: null, category: null };

/**
 * The phone's own answer to a scan, in the shape of the server's, with a `note` on what it could
 * not know: 'bySignature', 'notListed', 'noList', 'unchecked' or 'notEnrolledHere'.
 *
 * scan: {id, badge or serial, at, point, direction}; point: as the server's door says it
 * known: {verify, badge(serial), logged(serial), event: {number, first, last, zone, categories},
 *         points, listed: whether the list was read to its end, seats: since when who has a seat at this point, by serial; null when not known}
 */
export async function judgeHere(scan, known) {
  const { state, token } = scan.serial
    ? { state: 'genuine', token: { serial: scan.serial, event: known.event.number } }
    : await known.verify(scan.badge);
  if (state === 'forged') return { ...nobody, verdict: 'forged', first: null, step: 0 };
  if (token.event !== known.event.number) {
    return { ...nobody, verdict: 'wrong_event', first: null, step: 0 };
  }
  const badge = await known.badge(token.serial);
  const said = { ...(badge ? pick(badge) : nobody), serial: token.serial, first: null, step: 0 };
  if (badge && badge.state !== 'valid') return { ...said, verdict: STATES.has(badge.state) ? badge.state : null };
  const category = token.category ?? known.event.categories?.[badge?.category];
  const seatSince = seatOf(scan.point, token.serial, known.seats);
  const mine = { ...scan, category, seatSince };
  const line = lineOf(mine, await known.logged(token.serial), known.points.map(placeOf));
  const judged = judge(line, known.event)[scan.id];
  const first = line.find(({ id }) => id === judged.first);
  return {
    ...said,
    verdict: judged.verdict,
    step: judged.step,
    first: first && {
      at: new Date(first.at).toISOString(), point: first.point.code, device: first.device ?? null,
    },
    note: noteOn(state, badge, judged.verdict, seatSince === NOT_KNOWN && asksForSeats(scan.point), known.listed),
  };
}

const NOT_KNOWN = undefined;
const STATES = new Set(['revoked', 'cancelled']); // of another one this phone can say nothing

/** Since when the person has a seat (milliseconds), null without one, or not known. */
function seatOf(point, serial, seats) {
  if (!asksForSeats(point) || !seats) return NOT_KNOWN;
  return seats[serial] ? Date.parse(seats[serial]) : null;
}

/** A point as the rule takes it, from what the server's door says. */
export const placeOf = ({ closed_at: closed, ...point }) => (
  { ...point, closedAt: closed ? Date.parse(closed) : null }
);

/** All scans known of the person, this one too, as the rule takes them. */
function lineOf(scan, logged, points) {
  const places = new Map(points.map((point) => [point.code, point]));
  const before = logged
    .filter(({ id, refused, point }) => !refused && id !== scan.id && places.has(point))
    .map((entry) => ({ ...entry, point: places.get(entry.point), badge: {} }));
  return [...before, { ...scan, point: places.get(scan.point.code), badge: {} }];
}

function noteOn(state, badge, verdict, seatNotKnown, listed = true) {
  if (verdict !== 'admitted') return null;
  if (state === 'unchecked') return 'unchecked';
  if (seatNotKnown) return 'notEnrolledHere';
  if (badge) return 'bySignature';
  return listed ? 'notListed' : 'noList';
}

function pick({ name, organisation, category }) {
  return { name, organisation, category };
}
