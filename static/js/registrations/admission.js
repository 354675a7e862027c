// Who may come in, judged on the phone exactly as app/registrations/checkin/admission.py
// judges on the server (same cases: tests/vectors/admission.json). The set of facts decides,
// never the order in which they arrived. Times are milliseconds since 1970, days 'YYYY-MM-DD'.
//
// scan:  {id, at, direction: 'in'|'out', point, badge, seatSince?, category?, again?}; seatSince:
//        null without a seat, left out where none is asked for or it is not known; category: its
//        number; again: a supervisor lets this person in once more
// point: {code, kind: 'gate'|'session'|'booth'|'meal', opens?, closes?, closedAt?, rule?, categories?,
//        seats?}: hours local 'HH:MM', rule 'once'|'daily'|'many', numbers of categories let in
// badge: {revokedAt?, cancelledAt?}
// days:  {first, last, zone}

export const RETURN_MS = 30 * 60 * 1000;

export const REFUSALS = new Set([
  'forged', 'unknown', 'wrong_event', 'revoked', 'cancelled', 'wrong_time', 'wrong_category',
  'not_enrolled',
]);

const formats = new Map();

/** A moment as the clocks of a zone show it: {day: 'YYYY-MM-DD', time: 'HH:MM'}. */
export function local(at, zone) {
  if (!formats.has(zone)) {
    const shape = { dateStyle: 'short', timeStyle: 'short', timeZone: zone };
    formats.set(zone, new Intl.DateTimeFormat('sv-SE', shape));
  }
  const text = formats.get(zone).format(at);
  return { day: text.slice(0, 10), time: text.slice(-5) };
}

function isOpen(point, at, days) {
  if (point.closedAt != null && at >= point.closedAt) return false;
  const { day, time } = local(at, days.zone);
  if (day < days.first || day > days.last) return false;
  return (point.opens ?? '') <= time && (point.closes == null || time < point.closes);
}

/** Whether only people with a seat are let in: the server says so, or it is a session's door. */
export const asksForSeats = ({ kind, seats }) => seats ?? kind === 'session';

/** Why this scan is refused whatever the others say; null when it is not. */
export function refusal({ at, point, badge, seatSince, category }, days) {
  if (badge.revokedAt != null && at >= badge.revokedAt) return 'revoked';
  if (badge.cancelledAt != null && at >= badge.cancelledAt) return 'cancelled';
  if (!isOpen(point, at, days)) return 'wrong_time';
  if (point.categories && !point.categories.includes(category)) return 'wrong_category';
  if (asksForSeats(point) && seatSince === null) return 'not_enrolled';
  return null;
}

const byTimeThenId = (a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));

/** Scans of somebody sent to the desk for a seat, who came back with one that day. */
function sentAway(standing, zone) {
  const early = [];
  const cameBack = new Set();
  for (const { id, at, direction, point, seatSince } of standing) {
    if (!asksForSeats(point)) continue;
    const { day } = local(at, zone);
    if (seatSince != null && at < seatSince) early.push([day, id]);
    else if (direction === 'in') cameBack.add(day);
  }
  return new Set(early.filter(([day]) => cameBack.has(day)).map(([, id]) => id));
}

/** The admission that another entry would repeat, by the rule of the point. */
function heldBy(rule, inside, ever) {
  if (rule === 'many') return null;
  return rule === 'once' ? ever : inside;
}

/** Judge what one person did at one place, given in order. */
function fold(taken, zone, judgements) {
  let today = null;
  let inside = null; // the admission that let the person in, today
  let ever = null; // the same, on whatever day
  let wentOut = null;
  for (const { id, at, direction, point, again = false } of taken) {
    const { day } = local(at, zone);
    if (day !== today) [today, inside] = [day, null];
    const held = heldBy(point.rule, inside, ever);
    if (direction === 'out') {
      const step = inside === null ? 0 : -1;
      judgements[id] = { verdict: 'exited', first: null, step, visit: false };
      [inside, ever, wentOut] = [null, null, at];
    } else if (held !== null && !again) {
      judgements[id] = { verdict: 'repeat', first: held, step: 0, visit: false };
    } else {
      const backSoon = wentOut !== null && at - wentOut <= RETURN_MS;
      const step = inside === null ? 1 : 0;
      judgements[id] = { verdict: 'admitted', first: null, step, visit: !backSoon && held === null };
      [inside, ever] = [id, id];
    }
  }
}

/** The judgement on every scan of one registration, by scan id: {verdict, first, step, visit}. */
export function judge(scans, days) {
  const judgements = {};
  const places = new Map();
  const distinct = [...new Map(scans.map((scan) => [scan.id, scan])).values()];
  for (const scan of distinct.sort(byTimeThenId)) {
    const refused = refusal(scan, days);
    if (refused) {
      judgements[scan.id] = { verdict: refused, first: null, step: 0, visit: false };
      continue;
    }
    const { kind, code } = scan.point;
    const place = kind === 'gate' ? kind : `${kind} ${code}`;
    if (!places.has(place)) places.set(place, []);
    places.get(place).push(scan);
  }
  for (const standing of places.values()) {
    const gone = sentAway(standing, days.zone);
    for (const id of gone) judgements[id] = { verdict: 'not_enrolled', first: null, step: 0, visit: false };
    fold(standing.filter(({ id }) => !gone.has(id)), days.zone, judgements);
  }
  return judgements;
}
