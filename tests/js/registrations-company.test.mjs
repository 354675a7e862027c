// A delegation at the door: who of it is not in yet, all let in at once, all taken back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { companyOf, outcomeOf, questionOf, serialOf } from '../../static/js/registrations/company.js';
import { DoorError } from '../../static/js/registrations/door-client.js';
import { openDoor } from '../../static/js/registrations/door.js';
import { memoryTables, scanBase } from '../../static/js/registrations/scan-base.js';
import { makeVerifier } from '../../static/js/registrations/token.js';

const VECTORS = JSON.parse(readFileSync(new URL('../vectors/tokens.json', import.meta.url)));
const [GENUINE] = VECTORS.genuine.slice(5);
const NOON = Date.parse('2026-12-03T05:00:00Z');
const GATE = { id: 1, code: 'gate-1', name: 'Cổng 1', kind: 'gate', opens: null, closes: null };
const EVENT = {
  number: GENUINE.event, first: '2000-01-01', last: '2099-12-31', zone: 'Asia/Ho_Chi_Minh',
};
const badge = (serial, name, more = {}) => (
  { serial, name, organisation: 'Xã A', category: 'Khách', state: 'valid', group: 'g', ...more }
);
const LEADER = badge(GENUINE.serial, 'Đỗ Ưu');
const GROUP = [LEADER, badge('3', 'Lê Ba'), badge('2', 'Đào Hai'), badge('4', 'Bùi Tư', { state: 'cancelled' })];

async function baseWith(badges, log = []) {
  const base = scanBase({ ...memoryTables(), lasting: true });
  await base.learnBadges(badges);
  await base.log(log);
  return base;
}

async function ask(badges, log = [], who = { badge: GENUINE.token }, point = GATE) {
  const { badge: listed, badgesOf, logged } = await baseWith(badges, log);
  const known = { verify: makeVerifier(VECTORS.keys), badge: listed, badgesOf, logged, event: EVENT, points: [point] };
  const found = await companyOf(who, { at: NOON, point, direction: 'in' }, known);
  return found && [found.people.map(({ name }) => name), found.numbered];
}

test('the others with a valid badge who are not in yet are asked about, by name', async () => {
  assert.deepEqual(await ask(GROUP), [['Đào Hai', 'Lê Ba'], false]);
  const log = [{ id: 'a', serial: '3', at: NOON - 60_000, direction: 'in', point: 'gate-1' }];
  assert.deepEqual(await ask(GROUP, log), [['Đào Hai'], false]);
});

test('nobody is asked about without a group, with the group inside, or where they may not come in', async () => {
  const alone = [badge(GENUINE.serial, 'Đỗ Ưu', { group: undefined }), ...GROUP.slice(1)];
  const inside = ['2', '3'].map((serial) => (
    { id: `a${serial}`, serial, at: NOON - 60_000, direction: 'in', point: 'gate-1' }
  ));
  const closed = { ...GATE, closes: '09:00' };
  assert.deepEqual(
    [await ask(alone), await ask(GROUP, inside), await ask(GROUP, [], { badge: GENUINE.token }, closed)],
    [null, null, null],
  );
  assert.equal(await ask(GROUP, [], { registration: 'dkx74m2pdkx74m2p' }), null);
  assert.equal(await ask([{ ...LEADER, state: 'revoked' }, ...GROUP.slice(1)]), null);
});

test('a head count comes in the order of its numbers', async () => {
  const heads = ['10', '9', '100'].map((n) => badge(n, `Trường A · ${n}`, { numbered: true }));
  const mine = { ...LEADER, name: 'Trường A · 1', numbered: true };
  assert.deepEqual(await ask([mine, ...heads]), [['Trường A · 9', 'Trường A · 10', 'Trường A · 100'], true]);
});

test('the serial is in the badge, or was found by name', () => {
  assert.deepEqual(
    [{ badge: GENUINE.token }, { serial: '7' }, { badge: 'x' }, { registration: 'y' }].map(serialOf),
    [GENUINE.serial, '7', null, null],
  );
});

test('the question and what came of it say how many', () => {
  const words = {
    companyNotIn: '{number} nữa', letAllIn: 'Mời cả {number}', headsNotIn: '{number} thẻ', letHeadsIn: 'Mời',
    ofCompany: '{number} người', notLetIn: 'Chưa vào: {names}',
  };
  const people = [{ name: 'Đào Hai' }, { name: 'Lê Ba' }];
  const { said, act, names } = questionOf({ people, numbered: false }, words);
  assert.deepEqual([said, act, names], ['2 nữa', 'Mời cả 2', ['Đào Hai', 'Lê Ba']]);
  const answers = [
    { verdict: 'admitted', name: 'Đào Hai', who: { serial: '2' } }, { verdict: 'repeat', name: 'Lê Ba', who: { serial: '3' } },
  ];
  const first = { verdict: 'admitted', who: { badge: 'b' } };
  assert.deepEqual(outcomeOf(answers, first, words), { name: '2 người', why: 'Chưa vào: Lê Ba', people: [{ badge: 'b' }, { serial: '2' }] });
  assert.deepEqual(outcomeOf(answers, { ...first, verdict: 'repeat' }, words).people, [{ serial: '2' }], 'who was in before stays in');
});

test('without a network all wait, each with a scan of their own, and an undo takes all back', async () => {
  const base = await baseWith(GROUP);
  const sent = [];
  let away = true;
  const client = {
    async checkIns(scans) {
      if (away) throw new DoorError(0);
      sent.push(...scans);
      return scans.map(({ id }) => ({ id, verdict: 'admitted', changed: false, first: null }));
    },
    door: async () => ({ event: EVENT, points: [GATE], keys: VECTORS.keys, device: { name: 'L-03' }, inside: 0, people: 0, offset: 0 }),
    roster: async (cursor) => ({ cursor: 'c', badges: cursor ? [] : GROUP }),
    scans: async () => ({ items: [], cursor: '0', next: null }),
  };
  const door = await openDoor({ client, base, owner: { slug: 'fair', token: 'mine' } });
  await door.tick();
  door.point = GATE;
  await door.scan({ badge: GENUINE.token });
  const { people } = await door.companyOf({ badge: GENUINE.token });
  const all = people.map(({ serial }) => ({ serial }));
  const answers = await door.scanAll(all, 'in');
  assert.deepEqual(answers.map(({ verdict }) => verdict), ['admitted', 'admitted']);
  assert.equal(await door.companyOf({ badge: GENUINE.token }), null, 'nobody is left outside');
  await door.scanAll([{ badge: GENUINE.token }, ...all], 'out');
  assert.deepEqual([door.inside, door.waiting().waiting, (await base.waiting()).length], [0, 6, 6]);
  away = false;
  await door.hurry();
  assert.deepEqual([sent.length, new Set(sent.map(({ id }) => id)).size, door.waiting().waiting], [6, 6, 0]);
});
