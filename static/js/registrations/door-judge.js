// What a phone can say by itself while the server is out of reach: the badge's signature, the
// roster it read, the hours of the point, and the scans it made. The server says the last word.

import { judge } from './admission.js';

const nobody = { name: null, organisation: null, category: null };

/**
 * The phone's own answer to a scan, in the shape of the server's, with a `note` on what it could
 * not know: 'bySignature', 'unchecked' or 'notEnrolledHere'.
 *
 * scan: {id, badge, at, point, direction}; point: {code, kind, opens, closes}
 * known: {verify, roster: Map serial → badge, event: {number, first, last, zone}, log}
 * log: scans this phone made before, {id, serial, at, direction, point}
 */
export async function judgeHere(scan, known) {
  const { state, token } = await known.verify(scan.badge);
  if (state === 'forged') return { ...nobody, verdict: 'forged', first: null, step: 0 };
  if (token.event !== known.event.number) {
    return { ...nobody, verdict: 'wrong_event', first: null, step: 0 };
  }
  const badge = known.roster.get(token.serial);
  const person = badge ? pick(badge) : nobody;
  const said = { ...person, serial: token.serial, first: null, step: 0 };
  if (badge && badge.state !== 'valid') return { ...said, verdict: badge.state };
  const mine = { ...scan, serial: token.serial };
  const line = [...known.log, mine]
    .filter(({ serial }) => serial === token.serial)
    .map(({ id, at, direction, point }) => ({ id, at, direction, point, badge: {} }));
  const judged = judge(line, known.event)[scan.id];
  const first = line.find(({ id }) => id === judged.first);
  return {
    ...said,
    verdict: judged.verdict,
    step: judged.step,
    first: first ? { at: new Date(first.at).toISOString(), point: first.point.code, device: null } : null,
    note: noteOn(state, scan.point, judged.verdict),
  };
}

function noteOn(state, point, verdict) {
  if (verdict !== 'admitted') return null;
  if (state === 'unchecked') return 'unchecked';
  return point.kind === 'session' ? 'notEnrolledHere' : 'bySignature';
}

function pick({ name, organisation, category }) {
  return { name, organisation, category };
}

/** The roster after an answer of the server: badges by serial, keys, and where to read on. */
export function withRoster(roster, page) {
  const badges = new Map(roster.badges);
  for (const badge of page.badges) badges.set(badge.serial, badge);
  return { badges, keys: page.keys, cursor: page.cursor };
}

export const emptyRoster = Object.freeze({ badges: new Map(), keys: {}, cursor: '' });
