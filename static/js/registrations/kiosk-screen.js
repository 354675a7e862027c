// What a kiosk says to a visitor. Pure: the answer of the door in, the words of a screen out.

import { whyNotNow } from './verdict-screen.js';

const ELSEWHERE = new Set(['wrong_category', 'not_enrolled']);
const UNKNOWN = new Set(['forged', 'unknown']);

/** Verdicts after which the server is asked how the registration stands, and for the badge. */
export const ASKS = new Set(['admitted', 'revoked', 'cancelled']);

const no = (icon, title, text) => ({ kind: 'no', icon, title, text });

function letIn({ name }, visitor, words) {
  const who = visitor?.name || name;
  const title = who ? words.welcome.replace('{name}', who) : words.welcomeAll;
  if (!visitor) return { kind: 'ok', icon: 'circle-check', title, text: words.deskPrints };
  if (!visitor.paper) return { kind: 'ok', icon: 'circle-check', title, text: words.comeIn };
  return { kind: 'ok', icon: 'printer', title, text: words.printing };
}

/** Where somebody without a place stands: the number in the queue, or that a place is on offer. */
function notYet({ status, position, offered }, words) {
  if (offered) return no('clock', words.offeredTitle, words.offered);
  const text = position ? words.waitingNumber.replace('{number}', position) : words[status];
  return no('clock', words[`${status}Title`], text);
}

/**
 * {kind: 'ok', 'again' or 'no', icon, title, text}. `answer`: the door's; `visitor`: what the
 * server said of the badge ({status, name, paper, position, offered}), null without a network.
 */
export function kioskScreen(answer, visitor, words, context) {
  const { verdict } = answer;
  if (verdict === 'admitted') return letIn(answer, visitor, words);
  if (verdict === 'repeat') return { kind: 'again', icon: 'repeat', title: words.repeatTitle, text: words.repeat };
  if (verdict === 'wrong_time') return no('clock', words.wrong_timeTitle, whyNotNow(words, context));
  if (visitor && ['waiting', 'pending'].includes(visitor.status)) {
    return notYet(visitor, words);
  }
  if (verdict === 'revoked' || verdict === 'cancelled') return no('info-circle', words[`${verdict}Title`], words[verdict]);
  if (verdict === 'wrong_event') return no('info-circle', words.otherEventTitle, words.unknown);
  if (ELSEWHERE.has(verdict)) return no('info-circle', words.elsewhereTitle, words.elsewhere);
  if (!UNKNOWN.has(verdict)) return no('info-circle', words.closed, '');
  return no('info-circle', words.unknownTitle, words.unknown);
}
