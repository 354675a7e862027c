// What a kiosk says to a visitor, for every verdict.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { REFUSALS } from '../../static/js/registrations/admission.js';
import { ASKS, kioskScreen } from '../../static/js/registrations/kiosk-screen.js';

const KEYS = [
  'welcomeAll', 'printing', 'comeIn', 'deskPrints', 'repeatTitle', 'repeat', 'waitingTitle', 'waiting', 'offeredTitle', 'offered', 'pendingTitle',
  'pending', 'cancelledTitle', 'cancelled', 'revokedTitle', 'revoked', 'wrong_timeTitle', 'otherEventTitle',
  'elsewhereTitle', 'elsewhere', 'unknownTitle', 'unknown', 'closed',
];
const WORDS = {
  ...Object.fromEntries(KEYS.map((key) => [key, key])),
  welcome: 'Chào {name}', waitingNumber: 'Số {number}', hours: '{opens}–{closes}', days: '{first} đến {last}',
};
const POINT = { name: 'Cổng 1', opens: null, closes: null };
const context = { event: { first: '2026-12-03', last: '2026-12-05' }, point: POINT };
const say = (answer, visitor = null, point = POINT) => {
  const { kind, title, text } = kioskScreen(answer, visitor, WORDS, { ...context, point });
  return [kind, title, text];
};
const person = { status: 'confirmed', name: 'Lò Thị Ý', paper: null };

test('who is let in is greeted and told where the badge is', () => {
  const admitted = { verdict: 'admitted', name: '' };
  assert.deepEqual(say(admitted, { ...person, paper: '<div>' }), ['ok', 'Chào Lò Thị Ý', 'printing']);
  assert.deepEqual(say(admitted, person), ['ok', 'Chào Lò Thị Ý', 'comeIn']);
  assert.deepEqual(say(admitted), ['ok', 'welcomeAll', 'deskPrints'], 'without a network the desk prints');
});

test('repeats, waiting, cancelled and not today are told where to go', () => {
  assert.deepEqual(say({ verdict: 'repeat' }), ['again', 'repeatTitle', 'repeat']);
  assert.deepEqual(say({ verdict: 'revoked' }, { ...person, status: 'waiting' }), ['no', 'waitingTitle', 'waiting']);
  assert.deepEqual(say({ verdict: 'revoked' }, { ...person, status: 'pending' }), ['no', 'pendingTitle', 'pending']);
  assert.deepEqual(say({ verdict: 'cancelled' }, { ...person, status: 'cancelled' }), ['no', 'cancelledTitle', 'cancelled']);
  assert.deepEqual(say({ verdict: 'wrong_time' }), ['no', 'wrong_timeTitle', '03/12 đến 05/12']);
  const gate = { ...POINT, opens: '08:00', closes: null };
  assert.deepEqual(say({ verdict: 'wrong_time' }, null, gate)[2], '08:00–24:00');
});

test('who waits hears at which place, and who is offered a place how to take it', () => {
  const waiting = { ...person, status: 'waiting', offered: false };
  const answer = { verdict: 'cancelled' };
  assert.deepEqual(say(answer, { ...waiting, position: 3 }), ['no', 'waitingTitle', 'Số 3']);
  assert.deepEqual(say(answer, { ...waiting, position: null }), ['no', 'waitingTitle', 'waiting'], 'an older server');
  assert.deepEqual(say(answer, { ...waiting, position: null, offered: true }), ['no', 'offeredTitle', 'offered']);
});

test('every refusal has words, and only what may print or wait is asked about', () => {
  for (const verdict of REFUSALS) {
    const [kind, title, text] = say({ verdict });
    assert.deepEqual([kind, Boolean(title && text), title === 'closed'], ['no', true, false], verdict);
  }
  assert.deepEqual([...ASKS].sort(), ['admitted', 'cancelled', 'revoked']);
});
