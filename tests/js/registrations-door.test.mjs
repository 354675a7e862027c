// The phone at the door without a page: what it says, keeps, sends and corrects.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { DoorError, doorClient, offsetOf } from '../../static/js/registrations/door-client.js';
import { judgeHere } from '../../static/js/registrations/door-judge.js';
import { sendLeft } from '../../static/js/registrations/door-sync.js';
import { exported, sendLeftovers } from '../../static/js/registrations/door-leftovers.js';
import { openDoor } from '../../static/js/registrations/door.js';
import { codesOfKeys } from '../../static/js/registrations/key-codes.js';
import { memoryTables, scanBase } from '../../static/js/registrations/scan-base.js';
import { deviceOfLink, meaningOf, pair } from '../../static/js/registrations/scan-device.js';
import { SIGNALS } from '../../static/js/registrations/signals.js';
import { makeVerifier } from '../../static/js/registrations/token.js';
import { correctionOf, screenOf, stateLine } from '../../static/js/registrations/verdict-screen.js';

const VECTORS = JSON.parse(readFileSync(new URL('../vectors/tokens.json', import.meta.url)));
const [GENUINE] = VECTORS.genuine.slice(5);
const GATE = { id: 1, code: 'gate-1', name: 'Cổng 1', kind: 'gate', opens: null, closes: null };
const GATE_2 = { ...GATE, id: 2, code: 'gate-2', name: 'Cổng 2' };
const EVENT = {
  slug: 'fair', name: 'Techmart', number: GENUINE.event,
  first: '2000-01-01', last: '2099-12-31', zone: 'Asia/Ho_Chi_Minh',
};
const NOON = Date.parse('2026-12-03T05:00:00Z');
const PERSON = { serial: GENUINE.serial, name: 'Đỗ Ưu', organisation: 'Viện Thử', category: 'Khách' };
const INFO = {
  now: new Date().toISOString(), event: EVENT, points: [GATE, GATE_2], keys: VECTORS.keys,
  device: { name: 'L-03', point_id: 1 }, inside: 10, people: 20, offset: 0,
};

const lasting = () => scanBase({ ...memoryTables(), lasting: true });

const VALID = { ...PERSON, state: 'valid' };
const known = ({ badge = VALID, log = [], ...more } = {}) => ({
  verify: makeVerifier(VECTORS.keys), event: EVENT, points: [GATE, GATE_2],
  badge: async () => badge ?? undefined, logged: async () => log, ...more,
});
const shown = (more = {}) => ({
  id: 'b', badge: GENUINE.token, at: NOON, point: GATE, direction: 'in', ...more,
});

// -- what the phone says by itself --

test('a genuine badge of the roster is let in, with a note on what only the server knows', async () => {
  const said = await judgeHere(shown(), known());
  assert.deepEqual(
    [said.verdict, said.name, said.note, said.step], ['admitted', 'Đỗ Ưu', 'bySignature', 1],
  );
});

test('a badge made after the roster was read is let in by its signature', async () => {
  const said = await judgeHere(shown(), known({ badge: null }));
  assert.deepEqual([said.verdict, said.name, said.note], ['admitted', null, 'notListed']);
});

test('what this phone scanned before makes a repeat that names the first', async () => {
  const log = [{ id: 'a', at: NOON - 60_000, direction: 'in', point: 'gate-2', device: 'L-05' }];
  const said = await judgeHere(shown(), known({ log }));
  assert.deepEqual(said.first, { at: '2026-12-03T04:59:00.000Z', point: 'gate-2', device: 'L-05' });
  assert.deepEqual([said.verdict, said.note], ['repeat', null]);
  const refused = [{ ...log[0], refused: true }, { ...log[0], id: 'x', point: 'gone' }];
  assert.equal((await judgeHere(shown(), known({ log: refused }))).verdict, 'admitted');
});

test('a person found on the phone\'s list is judged by the badge\'s serial', async () => {
  const by = { badge: undefined, serial: GENUINE.serial };
  assert.deepEqual(
    [(await judgeHere(shown(by), known())).verdict, (await judgeHere(shown(by), known({ badge: { ...VALID, state: 'revoked' } }))).verdict],
    ['admitted', 'revoked'],
  );
});

test('forged, foreign, revoked and cancelled are told apart without the server', async () => {
  const verdicts = [
    (await judgeHere(shown({ badge: VECTORS.refused[30].token }), known())).verdict,
    (await judgeHere(shown(), known({ event: { ...EVENT, number: 1 } }))).verdict,
    ...await Promise.all(['revoked', 'cancelled'].map(async (state) => {
      return (await judgeHere(shown(), known({ badge: { ...PERSON, state } }))).verdict;
    })),
    (await judgeHere(shown({ at: Date.parse('1999-01-01') }), known())).verdict,
  ];
  assert.deepEqual(verdicts, ['forged', 'wrong_event', 'revoked', 'cancelled', 'wrong_time']);
});

test('what the phone cannot check it says', async () => {
  const unable = known({ verify: makeVerifier(VECTORS.keys, null) });
  assert.equal((await judgeHere(shown(), unable)).note, 'unchecked');
  const session = { ...GATE, code: 's10', kind: 'session' };
  const there = known({ points: [session] });
  assert.equal((await judgeHere(shown({ point: session }), there)).note, 'notEnrolledHere');
});

test('seats that the phone read are asked for without the server', async () => {
  const lunch = { ...GATE, code: 'lunch', kind: 'meal', seats: true };
  const say = async (seats) => {
    const { verdict, note } = await judgeHere(shown({ point: lunch }), known({ points: [lunch], seats }));
    return [verdict, note];
  };
  assert.deepEqual(await say({ [GENUINE.serial]: '2026-12-01T00:00:00Z' }), ['admitted', 'bySignature']);
  assert.deepEqual(await say({}), ['not_enrolled', null]);
  assert.deepEqual(await say(null), ['admitted', 'notEnrolledHere']);
});

test('a point for some categories goes by the one in the badge, or on the list', async () => {
  const vip = { ...GATE, categories: [GENUINE.category] };
  const event = { ...EVENT, categories: { Khách: GENUINE.category } };
  const say = async (scan, point) => (await judgeHere(shown({ point, ...scan }), known({ points: [point], event }))).verdict;
  const listed = { badge: undefined, serial: GENUINE.serial };
  assert.deepEqual(
    [await say({}, vip), await say(listed, vip), await say({}, { ...vip, categories: [4711] })],
    ['admitted', 'admitted', 'wrong_category'],
  );
});

// -- the door --

/** A server that answers as told: verdict, 'late' (after the phone spoke), or a status. */
function server(plan) {
  const got = new Map();
  return {
    got,
    plan,
    async checkIns(scans) {
      const todo = this.plan;
      if (typeof todo === 'number') throw new DoorError(todo);
      for (const scan of scans) got.set(scan.id, scan);
      if (todo === 'lost') throw new DoorError(0);
      if (todo.late) await new Promise((resolve) => { setTimeout(resolve, todo.late); });
      return scans.map(({ id }) => ({ id, changed: false, name: 'Đỗ Ưu', first: null, ...todo.answer }));
    },
    async door() {
      if (this.away) throw new DoorError(0);
      return INFO;
    },
    async scans(after) {
      const items = Number(after) < this.scanned.length ? this.scanned : [];
      return { items, cursor: String(this.scanned.length), next: null };
    },
    scanned: [],
    async roster(cursor) {
      if (this.listless) return new Promise(() => {});
      return { cursor: 'c', badges: cursor ? [] : [{ ...PERSON, state: 'valid' }] };
    },
    async people() { return []; },
  };
}

async function doorWith(plan, { base = lasting(), away = false, scanned = [] } = {}) {
  const client = Object.assign(server(plan), { away, scanned });
  const events = [];
  const door = await openDoor({
    client, base, owner: { slug: 'fair', token: 'mine' },
    onCorrection: (id, was, answer) => events.push([was, answer.verdict]),
    onStopped: () => events.push('stopped'),
  });
  await door.tick();
  door.point = GATE;
  return { door, client, events, base };
}

test('the server\'s answer is shown when it comes in time', async () => {
  const { door, client } = await doorWith({ answer: { verdict: 'admitted' } });
  const said = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([said.verdict, said.local, said.looksLikeBadge], ['admitted', undefined, true]);
  const [sent] = client.got.values();
  assert.deepEqual(Object.keys(sent).sort(), ['badge', 'clock_offset_ms', 'direction', 'id', 'point', 'scanned_at']);
  assert.deepEqual([door.inside, door.people, door.waiting().waiting], [11, 21, 0]);
});

test('a badge is checked before the roster has come', async () => {
  const client = Object.assign(server({ late: 400, answer: { verdict: 'admitted' } }), { listless: true });
  const door = await openDoor({ client, base: lasting() });
  await Promise.race([door.tick(), door.told]);
  door.point = GATE;
  const said = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([said.verdict, said.local, said.note], ['admitted', true, 'noList']);
});

test('when it does not, the phone speaks at once and is corrected later', async () => {
  const first = { at: '2026-12-03T01:14:00Z', point: 'gate-2', device: 'L-05' };
  const { door, events } = await doorWith({ late: 700, answer: { verdict: 'repeat', first } });
  const asked = Date.now();
  const said = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([said.verdict, said.local], ['admitted', true]);
  assert.ok(Date.now() - asked < 600, 'before the server answered');
  await new Promise((resolve) => { setTimeout(resolve, 800); });
  assert.deepEqual([events, door.waiting().waiting], [[['admitted', 'repeat']], 0]);
});

test('without a network scans wait with what was shown, and arrive once it is back', async () => {
  const { door, client, base } = await doorWith(0);
  const once = await door.scan({ badge: GENUINE.token });
  const again = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([once.verdict, again.verdict], ['admitted', 'repeat']);
  assert.deepEqual([door.online, door.waiting().waiting], [false, 2]);
  assert.deepEqual((await base.waiting()).map(({ shown: said }) => said).sort(), ['admitted', 'repeat']);

  client.plan = { answer: { verdict: 'admitted' } };
  await door.hurry();
  assert.deepEqual([client.got.size, door.waiting().waiting, door.online], [2, 0, true]);
  assert.deepEqual(await base.waiting(), []);
});

test('a page opened again sends what the last one left', async () => {
  const { door, base } = await doorWith(500);
  await door.scan({ badge: GENUINE.token });
  const next = await doorWith({ answer: { verdict: 'admitted' } }, { base });
  await next.door.hurry();
  assert.deepEqual([next.client.got.size, next.door.waiting().waiting], [1, 0]);
});

test('an answer that got lost is asked for again under the same id', async () => {
  const { door, client } = await doorWith('lost');
  await door.scan({ badge: GENUINE.token });
  const [id] = client.got.keys();
  client.plan = { answer: { verdict: 'admitted' } };
  await door.hurry();
  assert.deepEqual([[...client.got.keys()], door.waiting().waiting], [[id], 0]);
});

test('a device that was taken back stops, forgets the names and keeps its scans', async () => {
  const { door, events, base } = await doorWith(401);
  await door.scan({ badge: GENUINE.token });
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  assert.deepEqual([events, door.stopped, door.unsent().length], [['stopped'], true, 1]);
  assert.deepEqual([await base.badge(PERSON.serial), (await base.kept('device')).stopped], [undefined, true]);
  assert.equal((await base.waiting()).length, 1);
});

test('what the server cannot take is set aside, the rest goes on', async () => {
  const { door } = await doorWith({ answer: { error: 'point' } });
  await door.scan({ badge: GENUINE.token });
  assert.deepEqual(door.waiting(), { waiting: 0, since: null, rejected: 1 });
});

test('a supervisor lets in once more, with the reason, also without the server', async () => {
  const { door, client } = await doorWith(0);
  await door.scan({ badge: GENUINE.token });
  const again = await door.scan({ badge: GENUINE.token }, 'in', 'quên quét lúc ra');
  const after = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([again.verdict, again.step, after.verdict], ['admitted', 0, 'repeat']);
  client.plan = { answer: { verdict: 'admitted' } };
  await door.hurry();
  assert.deepEqual([...client.got.values()].map(({ reason }) => reason), [undefined, 'quên quét lúc ra', undefined]);
});

test('a person found by name is sent by registration', async () => {
  const { door, client } = await doorWith({ answer: { verdict: 'admitted' } });
  await door.scan({ registration: 'dkx74m2pdkx74m2p' });
  const [sent] = client.got.values();
  assert.deepEqual([sent.registration, 'badge' in sent], ['dkx74m2pdkx74m2p', false]);
});

// -- requests --

test('the clock\'s offset is the server\'s time against the middle of asking and hearing', () => {
  assert.equal(offsetOf(10_000, 1000, 1200), 8900);
});

test('requests carry the token, and failures their status', async () => {
  const asked = [];
  const answers = [
    new Response(JSON.stringify({ results: [] }), { status: 200 }),
    new Response('', { status: 429, headers: { 'Retry-After': '7' } }),
  ];
  const fetch = async (url, options) => {
    asked.push([url, options.headers.Authorization, options.credentials]);
    const answer = answers.shift();
    if (!answer) throw new TypeError('no network');
    return answer;
  };
  const client = doorClient('/api/v1/events/fair', 'secret', { fetch });
  assert.deepEqual(await client.checkIns([]), []);
  await assert.rejects(client.people('đỗ'), { status: 429, waitMs: 7000 });
  await assert.rejects(client.door(), { status: 0 });
  assert.deepEqual(asked[1], ['/api/v1/events/fair/door/people?q=%C4%91%E1%BB%97', 'Bearer secret', 'omit']);
});

// -- what stands on the screen --

const WORDS = {
  screens: {
    admitted: { kind: 'ok', icon: 'circle-check', word: 'MỜI VÀO', advice: '' },
    repeat: { kind: 'again', icon: 'repeat', word: 'ĐÃ VÀO RỒI', advice: '' },
    revoked: { kind: 'no', icon: 'circle-x', word: 'THẺ ĐÃ THU HỒI', advice: 'Mời đến bàn.' },
    forged: { kind: 'no', icon: 'ban', word: 'MÃ LẠ', advice: 'Tìm theo tên.' },
    wrong_time: { kind: 'no', icon: 'clock', word: 'CHƯA ĐẾN GIỜ', advice: '' },
  },
  first: 'Lần đầu {time}, {point}, máy {device}', firstHere: 'Lần đầu {time}, {point}',
  replaced: 'Thay lúc {time}.', revokedAt: 'Thu hồi lúc {time}.',
  notABadge: 'Không phải thẻ', forgedBadge: 'Giống thẻ', hours: '{point} mở {opens}–{closes}',
  days: 'Từ {first} đến {last}', bySignature: 'Kiểm bằng chữ ký.',
  correction: '{name} đã vào: {time}, {point}.', corrected: '{name}: {word}',
  clockOff: 'lệch {minutes}', online: 'Trực tuyến', offline: 'Mất mạng', waiting: '{number} chờ', rejected: '{number} không nhận',
  syncedNow: 'vừa xong', syncedAt: 'lúc {time}', notSynced: 'chưa',
};
const context = { event: EVENT, points: [GATE, GATE_2], point: GATE };

test('the screen says word, person and reason', () => {
  const first = { at: '2026-12-03T01:14:00Z', point: 'gate-2', device: 'L-05' };
  const say = (answer) => {
    const { kind, word, why, name } = screenOf({ first: null, name: 'Đỗ Ưu', ...answer }, WORDS, context);
    return [kind, word, why, name];
  };
  assert.deepEqual(say({ verdict: 'admitted' }), ['ok', 'MỜI VÀO', '', 'Đỗ Ưu']);
  assert.deepEqual(say({ verdict: 'admitted', note: 'bySignature' })[2], 'Kiểm bằng chữ ký.');
  assert.deepEqual(say({ verdict: 'repeat', first }), ['again', 'ĐÃ VÀO RỒI', 'Lần đầu 08:14, Cổng 2, máy L-05', 'Đỗ Ưu']);
  assert.equal(say({ verdict: 'repeat', first: { ...first, device: null } })[2], 'Lần đầu 08:14, Cổng 2');
  const at = '2026-12-03T00:52:00Z';
  assert.equal(say({ verdict: 'revoked', revoked: { at, replaced: true } })[2], 'Thay lúc 07:52.');
  assert.equal(say({ verdict: 'revoked', revoked: { at, replaced: false } })[2], 'Thu hồi lúc 07:52.');
  assert.equal(say({ verdict: 'revoked' })[2], 'Mời đến bàn.');
  assert.deepEqual(say({ verdict: 'forged', name: null }), ['no', 'MÃ LẠ', 'Tìm theo tên.', 'Không phải thẻ']);
  assert.equal(say({ verdict: 'forged', name: null, looksLikeBadge: true })[3], 'Giống thẻ');
  assert.equal(say({ verdict: 'wrong_time' })[2], 'Từ 01/01 đến 31/12');
  const hours = { ...context, point: { ...GATE, opens: '08:00' } };
  assert.equal(screenOf({ verdict: 'wrong_time' }, WORDS, hours).why, 'Cổng 1 mở 08:00–24:00');
});

test('a correction is said only where the server judges otherwise', () => {
  const first = { at: '2026-12-03T01:14:00Z', point: 'gate-2' };
  const answer = { verdict: 'repeat', name: 'Đỗ Ưu', first };
  assert.equal(correctionOf('admitted', answer, WORDS, context), 'Đỗ Ưu đã vào: 08:14, Cổng 2.');
  assert.equal(correctionOf('admitted', { ...answer, verdict: 'revoked' }, WORDS, context), 'Đỗ Ưu: THẺ ĐÃ THU HỒI');
  assert.equal(correctionOf('repeat', answer, WORDS, context), null);
  assert.equal(correctionOf(undefined, answer, WORDS, context), null);
});

test('the state line', () => {
  const zone = EVENT.zone;
  const line = (state, now = NOON) => Object.values(stateLine(
    { online: true, waiting: 0, rejected: 0, syncedAt: NOON, ...state }, WORDS, now, zone,
  ));
  assert.deepEqual(line({}), ['Trực tuyến', '0 chờ', 'vừa xong', '']);
  assert.deepEqual(line({ online: false, waiting: 37 }, NOON + 100_000), ['Mất mạng', '37 chờ', 'lúc 12:00', '']);
  assert.equal(line({ offset: -185_000 })[3], 'lệch 3');
  assert.deepEqual(line({ syncedAt: null, rejected: 2 }), ['Trực tuyến', '0 chờ · 2 không nhận', 'chưa', '']);
});

test('sound and vibration differ for every kind of answer', () => {
  for (const part of ['notes', 'buzz']) {
    const all = Object.values(SIGNALS).map((signal) => JSON.stringify(signal[part]));
    assert.equal(new Set(all).size, 4, part);
  }
});

// -- the device, and what is typed --

test('a device comes from its link and is kept; another link wipes what it knew', async () => {
  const token = 'A'.repeat(43);
  assert.deepEqual(deviceOfLink(`#techmart-1.${token}`), { slug: 'techmart-1', token });
  for (const bad of ['', '#', '#techmart', '#techmart.short', `#Tech mart.${token}`, `#a.${token}.b`]) {
    assert.equal(deviceOfLink(bad), null, bad);
  }
  const base = lasting();
  assert.equal(await pair(base, null), null);
  await pair(base, { slug: 's', token });
  await base.keep('device', { slug: 's', token, point: 'gate-1' });
  assert.equal((await pair(base, { slug: 's', token })).point, 'gate-1');
  await base.learnBadges([VALID]);
  assert.deepEqual(await pair(base, { slug: 's', token: 'B'.repeat(43) }), { slug: 's', token: 'B'.repeat(43) });
  assert.deepEqual([await base.badge(VALID.serial), (await pair(base, null)).token], [undefined, 'B'.repeat(43)]);
});

test('a door opened without network works by what the last visit left', async () => {
  const { base } = await doorWith({ answer: { verdict: 'admitted' } });
  const { door } = await doorWith(0, { base, away: true });
  const said = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([said.verdict, said.name, said.note, door.online], ['admitted', 'Đỗ Ưu', 'bySignature', false]);
});

test('who came at another gate before the network failed is known without it', async () => {
  const scanned = [{
    id: 'a', serial: PERSON.serial, at: new Date(Date.now() - 60_000).toISOString(),
    direction: 'in', point: 'gate-2', device: 'L-05', verdict: 'admitted',
  }, { id: 'b', serial: null, verdict: 'forged' }];
  const { base } = await doorWith({ answer: { verdict: 'admitted' } }, { scanned });
  const { door } = await doorWith(0, { base, away: true });
  const said = await door.scan({ badge: GENUINE.token });
  assert.deepEqual([said.verdict, said.first.device], ['repeat', 'L-05']);
});

test('once the event is over the phone holds no names', async () => {
  const { base } = await doorWith({ answer: { verdict: 'admitted' } });
  assert.equal((await base.badge(PERSON.serial)).name, 'Đỗ Ưu');
  const past = { ...INFO, event: { ...EVENT, last: '2020-12-05' } };
  await base.keep('info', past);
  const { door } = await doorWith(0, { base, away: true });
  assert.deepEqual([door.over(), await base.badge(PERSON.serial)], [true, undefined]);
});

test('scans that an earlier device left are sent in its name', async () => {
  const base = lasting();
  const left = { id: 'a', badge: '1', owner: { slug: 'old', token: 'old' }, scanned_at: '2026-12-03' };
  await base.put(left);
  await base.put({ ...left, id: 'b', owner: { slug: 'gone', token: 'gone' } });
  await base.put({ ...left, id: 'c', owner: { slug: 'fair', token: 'mine' } });
  const asked = [];
  await sendLeftovers(base, { token: 'mine' }, (owner) => ({
    async checkIns(scans) {
      asked.push([owner.token, scans.length]);
      if (owner.token === 'gone') throw new DoorError(401);
      return scans.map(({ id }) => ({ id, verdict: 'admitted' }));
    },
  }));
  assert.deepEqual(asked, [['old', 1], ['gone', 1]]);
  assert.deepEqual((await base.waiting()).map(({ id }) => id), ['c']);
  assert.deepEqual((await base.rejected()).map(({ id, error }) => [id, error]), [['b', 'device_revoked']]);
  const [file] = exported(await base.rejected());
  assert.deepEqual([file.event, 'owner' in file], ['gone', false]);
});

test('of what an earlier device left, a scan that breaks the server waits alone', async () => {
  const base = lasting();
  const owner = { slug: 'old', token: 'old' };
  for (const id of 'abcdefg') await base.put({ id, badge: id, owner, scanned_at: '2026-12-03' });
  const whole = await sendLeftovers(base, { token: 'mine' }, () => ({
    async checkIns(scans) {
      if (scans.some(({ id }) => id === 'c')) throw new DoorError(500);
      return scans.map(({ id }) => ({ id, verdict: 'admitted' }));
    },
  }));
  assert.deepEqual([whole, (await base.waiting()).map(({ id }) => id)], [false, ['c']]);
});

test('a link to another event is told apart from a network that is away', async () => {
  const { door } = await doorWith(404);
  await door.scan({ badge: GENUINE.token });
  assert.deepEqual([door.misled, door.online, door.stopped], [true, true, false]);
});

test('typed text is a badge, or the code printed on it', () => {
  assert.deepEqual(meaningOf(` ${GENUINE.token}\n`), { badge: GENUINE.token });
  assert.deepEqual(meaningOf('DKX7-4M2P DKX7-4M2P'), { registration: 'dkx74m2pdkx74m2p' });
  assert.deepEqual(meaningOf('https://example.org'), { badge: 'https://example.org' });
});

test('a USB scanner is told from hands by its speed, and never presses a button', () => {
  let time = 0;
  const target = new EventTarget();
  const got = [];
  codesOfKeys(target, (text) => got.push(text), () => time);
  const press = (key, wait) => {
    time += wait;
    const event = Object.assign(new Event('keydown', { cancelable: true }), { key });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  for (const key of GENUINE.token) press(key, 5);
  assert.equal(press('Enter', 5), true);
  for (const key of '1234567890123456789') press(key, 300);
  assert.equal(press('Enter', 300), false);
  assert.deepEqual(got, [GENUINE.token]);
});

// -- the service worker --

const left = async (...tokens) => {
  const base = lasting();
  for (const [n, token] of tokens.entries()) {
    await base.put({ id: `s${n}`, badge: '1', scanned_at: new Date(NOON + n).toISOString(), owner: { slug: 'fair', token } });
  }
  return base;
};

test('what a closed page left is sent in the background, each in its device\'s name', async () => {
  const base = await left('mine', 'old', 'mine');
  const servers = { mine: server({ answer: { verdict: 'admitted' } }), old: server({ answer: { verdict: 'repeat' } }) };
  await sendLeft(base, ({ token }) => servers[token]);
  assert.deepEqual([[...servers.mine.got.keys()], [...servers.old.got.keys()]], [['s0', 's2'], ['s1']]);
  assert.deepEqual(await base.waiting(), []);
});

test('an answer that is lost keeps the scan, and the browser is told to try again', async () => {
  const base = await left('mine');
  const client = server('lost');
  await assert.rejects(sendLeft(base, () => client));
  assert.equal((await base.waiting()).length, 1);
  client.plan = { answer: { verdict: 'admitted' } };
  await sendLeft(base, () => client);
  assert.deepEqual([await base.waiting(), client.got.size], [[], 1]);
});

test('one device\'s trouble does not keep another\'s scans, and a revoked one\'s can be saved', async () => {
  const base = await left('ill', 'gone', 'well');
  const servers = { ill: server(500), gone: server(401), well: server({ answer: { verdict: 'admitted' } }) };
  await assert.rejects(sendLeft(base, ({ token }) => servers[token]));
  assert.deepEqual((await base.waiting()).map(({ id }) => id), ['s0']);
  assert.deepEqual((await base.rejected()).map(({ id, error }) => [id, error]), [['s1', 'device_revoked']]);
});

test('a page that was open meanwhile sends the same scans again and hears what became of them', async () => {
  const { door, client, base, events } = await doorWith('lost');
  await door.scan({ badge: GENUINE.token });
  client.plan = { answer: { verdict: 'repeat' } };
  await sendLeft(base, () => client);
  await door.hurry();
  assert.deepEqual([client.got.size, door.waiting().waiting, events], [1, 0, [['admitted', 'repeat']]]);
});

// -- nothing is said of what is not known --

test('a network that answers in the server\'s place is no server', async () => {
  const portal = (body) => doorClient('/x', 't', { fetch: async () => ({ ok: true, json: async () => body }) });
  for (const body of [{}, null, [], 'welcome', { results: 'yes', items: 1 }]) {
    const client = portal(body);
    for (const ask of [client.door, () => client.checkIns([]), () => client.scans(0), () => client.roster('')]) {
      await assert.rejects(ask(), DoorError);
    }
  }
});

test('a slow server is not a network that is away, and the steward reads which it is', async () => {
  const texts = { bySignature: 'no network', bySignatureSlow: 'by signature.', slowAnswer: 'slow.', screens: { admitted: {} } };
  const late = await doorWith({ late: 400, answer: { verdict: 'admitted' } });
  const context = { event: EVENT, points: [GATE], point: GATE };
  assert.equal(screenOf(await late.door.scan({ badge: GENUINE.token }), texts, context).why, 'by signature. slow.');
  const { door, client } = await doorWith(503);
  const line = { online: 'on', offline: 'off', slow: 'slow', waiting: '', syncedNow: '', syncedAt: '', notSynced: '' };
  const says = () => stateLine({ ...door, offset: 0, waiting: 0, rejected: 0 }, line, NOON, EVENT.zone).network;
  const said = [says()];
  await door.scan({ badge: GENUINE.token });
  said.push(says());
  Object.assign(client, { plan: 0, away: true });
  await door.hurry();
  said.push(says());
  Object.assign(client, { away: false, plan: { answer: { verdict: 'admitted' } } });
  await door.hurry();
  assert.deepEqual([...said, says()], ['on', 'slow', 'off', 'on']);
});

test('a request that hangs is late; one that fails at once is not', async () => {
  const lateOf = async (name) => {
    const fetch = async () => { throw Object.assign(new Error(), { name }); };
    return doorClient('/x', 't', { fetch }).door().then(() => null, ({ status, late }) => [status, late]);
  };
  assert.deepEqual([await lateOf('TimeoutError'), await lateOf('TypeError')], [[0, true], [0, false]]);
});

test('a list that was not read to its end does not stand as a list', async () => {
  const base = lasting();
  const client = Object.assign(server(0), { scanned: [] });
  let pages = 0;
  client.roster = async () => {
    pages += 1;
    if (pages > 1) throw new DoorError(0);
    return { cursor: 'half', badges: [{ ...PERSON, serial: '1', state: 'valid' }] };
  };
  const door = await openDoor({ client, base });
  await door.tick();
  door.point = GATE;
  assert.equal((await door.scan({ badge: GENUINE.token })).note, 'noList');
  assert.equal((await openDoor({ client, base })).listedAt, null, 'nor after a cold start');
});

test('a phone that fails to judge says nothing, and shows the server\'s answer when it comes', async () => {
  const broken = async () => { throw new Error('InvalidStateError'); };
  const { door, client, base } = await doorWith({ answer: { verdict: 'admitted' } });
  base.badge = broken;
  assert.equal((await door.scan({ badge: GENUINE.token })).verdict, 'admitted');
  client.plan = 0;
  assert.equal((await door.scan({ badge: GENUINE.token })).verdict, null);
  assert.equal(door.waiting().waiting, 1, 'the scan is kept');
});

test('of a badge in a state that this phone does not know nothing is said', async () => {
  const said = await judgeHere(shown(), known({ badge: { ...PERSON, state: 'lent' } }));
  assert.equal(said.verdict, null);
});
