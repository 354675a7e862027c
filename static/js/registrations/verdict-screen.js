// From an answer to what stands on the screen. Pure: words and times in, texts out.

import { local } from './admission.js';

const CLOCK_OFF_MS = 60_000;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** "08:14", as the clocks at the event show it. */
export function clockText(moment, zone) {
  return local(typeof moment === 'number' ? moment : Date.parse(moment), zone).time;
}

/** "03/12", from '2026-12-03'. */
const dayText = (day) => day.split('-').slice(1).reverse().join('/');

/** When the point, or the event, is open: said to who comes outside of that. */
export function whyNotNow(words, { event, point }) {
  const hours = { point: point.name, opens: point.opens ?? '00:00', closes: point.closes ?? '24:00' };
  if (point.opens || point.closes) return fill(words.hours, hours);
  return fill(words.days, { first: dayText(event.first), last: dayText(event.last) });
}

function whyOf(answer, words, { event, points, point }) {
  const { verdict, first, revoked, note, slow } = answer;
  if (verdict === 'repeat' && first) {
    const values = {
      time: clockText(first.at, event.zone),
      point: nameOf(points, first.point),
      device: first.device,
    };
    return fill(first.device ? words.first : words.firstHere, values);
  }
  if (verdict === 'revoked' && revoked) {
    const time = clockText(revoked.at, event.zone);
    return fill(revoked.replaced ? words.replaced : words.revokedAt, { time });
  }
  if (verdict === 'wrong_time') return whyNotNow(words, { event, point });
  if (!note) return words.screens[verdict].advice;
  return slow ? `${words[`${note}Slow`]} ${words.slowAnswer}` : words[note];
}

/** The name of a point by its code. */
export const nameOf = (points, code) => points.find((one) => one.code === code)?.name ?? code;

/**
 * What the screen says. `answer` is the server's or the phone's own; `looksLikeBadge`: the code
 * had the shape of a badge. kind: 'ok', 'again', 'out' or 'no'.
 */
export function screenOf(answer, words, context) {
  const { kind, icon, word } = words.screens[answer.verdict];
  const stranger = ['forged', 'unknown'].includes(answer.verdict);
  const name = stranger
    ? (answer.looksLikeBadge ? words.forgedBadge : words.notABadge)
    : answer.name;
  return {
    kind, icon, word,
    why: whyOf(answer, words, context) ?? '',
    name: name ?? '',
    organisation: answer.organisation ?? '',
    category: answer.category ?? '',
  };
}

/**
 * What is said when the server judges otherwise than the phone showed; null when it agrees or
 * the phone showed nothing.
 */
export function correctionOf(shown, answer, words, { event, points }) {
  if (!shown || !words.screens[answer.verdict] || shown === answer.verdict) return null;
  const name = answer.name ?? '';
  if (answer.verdict === 'repeat' && answer.first) {
    const time = clockText(answer.first.at, event.zone);
    return fill(words.correction, { name, time, point: nameOf(points, answer.first.point) });
  }
  return fill(words.corrected, { name, word: words.screens[answer.verdict].word });
}

/** The state line: {network, waiting, synced, clock}. `now` and `syncedAt` in milliseconds. */
export function stateLine({ online, slow = false, waiting, rejected, syncedAt, offset = 0 }, words, now, zone) {
  const late = syncedAt === null || now - syncedAt > 90_000;
  const synced = syncedAt === null
    ? words.notSynced
    : late ? fill(words.syncedAt, { time: clockText(syncedAt, zone) }) : words.syncedNow;
  return {
    network: slow ? words.slow : online ? words.online : words.offline,
    waiting: rejected
      ? `${fill(words.waiting, { number: waiting })} · ${fill(words.rejected, { number: rejected })}`
      : fill(words.waiting, { number: waiting }),
    synced,
    clock: Math.abs(offset) > CLOCK_OFF_MS
      ? fill(words.clockOff, { minutes: Math.round(Math.abs(offset) / 60_000) })
      : '',
  };
}

export { fill };
