// Nothing scanned may be lost or counted twice, whatever the network does.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeDecoder, middleSquare } from '../../static/js/registrations/decoder.js';
import {
  BATCH, answered, due, emptyQueue, failed, newScan, state, wake, withScan,
} from '../../static/js/registrations/scan-queue.js';
import { memoryTables, named, scanBase } from '../../static/js/registrations/scan-base.js';

const NOON = Date.parse('2026-12-03T05:00:00Z');
const scanned = (badge, at = NOON) => newScan({ badge, point: 'gate-1', direction: 'in', at, offset: 12.4 });
const ids = (scans) => scans.map(({ id }) => id);

test('a scan carries what the contract asks for', () => {
  const scan = newScan({ badge: '1', point: 'gate-1', direction: 'out', at: NOON, offset: -3.6 }, () => 'x');
  assert.deepEqual(scan, {
    id: 'x', badge: '1', point: 'gate-1', direction: 'out',
    scanned_at: '2026-12-03T05:00:00.000Z', clock_offset_ms: -4,
  });
  assert.ok(!('clock_offset_ms' in newScan({ badge: '1', point: 'p', direction: 'in', at: NOON, offset: null })));
});

test('the same scan twice is one', () => {
  const scan = scanned('1');
  assert.deepEqual(withScan(withScan(emptyQueue, scan), scan).waiting, [scan]);
});

test('a failure keeps everything and waits longer each time, a minute at most', () => {
  let queue = withScan(emptyQueue, scanned('1'));
  const pauses = [];
  for (let n = 0; n < 9; n += 1) {
    queue = failed(queue, 0, { random: () => 0.5 });
    pauses.push(queue.retryAt);
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
  assert.deepEqual([due(queue, 59_999).length, due(queue, 60_000).length], [0, 1]);
  assert.equal(due(wake(queue), 0).length, 1);
});

test('the server may ask for a longer wait or a smaller batch', () => {
  const made = Array.from({ length: BATCH }, (_, n) => scanned(String(n), NOON + n));
  const full = made.reduce(withScan, emptyQueue);
  const queue = failed(full, NOON, { random: () => 0, waitMs: 90_000, tooLarge: true });
  assert.deepEqual([queue.retryAt - NOON, queue.batch], [90_000, BATCH / 2]);
  assert.equal(answered(queue, []).batch, BATCH);
});

test('a scan that breaks the server holds up none of the others', () => {
  const made = Array.from({ length: 300 }, (_, n) => scanned(String(n), NOON + n));
  let queue = made.reduce(withScan, emptyQueue);
  const arrived = new Set();
  for (let now = NOON; arrived.size < 299 && now < NOON + 3_600_000; now += 1000) {
    const sending = due(queue, now);
    if (!sending.length) continue;
    if (sending.includes(made[5])) {
      queue = failed(queue, now, { random: () => 0, broken: true });
    } else {
      for (const { id } of sending) arrived.add(id);
      queue = answered(queue, sending.map(({ id }) => ({ id, verdict: 'admitted' })));
    }
  }
  assert.equal(arrived.size, 299);
  assert.deepEqual(queue.waiting, [made[5]]);
});

test('only what the server answered for leaves; what it cannot take is set aside', () => {
  const [a, b, c] = [scanned('1'), scanned('2'), scanned('3')];
  const full = [a, b, c].reduce(withScan, emptyQueue);
  const queue = answered(full, [{ id: a.id, verdict: 'admitted' }, { id: b.id, error: 'unknown_point' }]);
  assert.deepEqual(queue.waiting, [c]);
  assert.deepEqual(queue.rejected, [{ ...b, error: 'unknown_point' }]);
  assert.deepEqual(state(queue), { waiting: 1, since: NOON, rejected: 1 });
});

test('with answers lost, cut and repeated, every scan arrives and none is made twice', async () => {
  let seed = 7;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  const base = scanBase(memoryTables());
  const server = new Map();
  const made = Array.from({ length: 500 }, (_, n) => scanned(String(n), NOON + n));
  for (const scan of made) await base.put(scan);
  let queue = made.reduce(withScan, emptyQueue);
  for (let now = 0; queue.waiting.length && now < 1e9; now += 1000) {
    const sending = due(queue, now);
    const taken = sending.slice(0, Math.floor(random() * (sending.length + 1)));
    if (random() < 0.6) for (const scan of taken) server.set(scan.id, (server.get(scan.id) ?? 0) + 1);
    if (random() < 0.5) { queue = failed(queue, now, { random }); continue; }
    const results = taken.filter(({ id }) => server.has(id)).map(({ id }) => ({ id, verdict: 'admitted' }));
    for (const { id } of results) await base.done({ id });
    queue = answered(queue, results);
    if (random() < 0.1) queue = (await base.waiting()).reduce(withScan, emptyQueue); // opened again
  }
  assert.deepEqual([...server.keys()].sort(), ids(made).sort());
  assert.deepEqual(await base.waiting(), []);
});

test('a storage that is full is said', async () => {
  const full = { ...memoryTables(), lasting: true, put: async () => { throw new Error('QuotaExceededError'); } };
  assert.equal(await scanBase(full).put(scanned('1')), false);
  assert.equal(await scanBase(full).done(scanned('1'), 'point'), false);
});

test('what the server cannot take is kept with the reason', async () => {
  const base = scanBase(memoryTables());
  const scan = scanned('1');
  await base.put(scan);
  await base.done(scan, 'unknown_point');
  assert.deepEqual([await base.waiting(), await base.rejected()], [[], [{ ...scan, error: 'unknown_point' }]]);
});

test('leaving a device wipes what the server knows; scans that wait stay', async () => {
  const base = scanBase(memoryTables());
  await base.keep('device', { slug: 'fair' });
  await base.learnBadges([{ serial: '1', name: 'Đỗ Ưu', state: 'valid' }]);
  await base.log([{ id: 'a', serial: '1' }]);
  await base.put(scanned('1'));
  await base.forget();
  assert.deepEqual(
    [await base.kept('device'), await base.badge('1'), await base.logged('1'), (await base.waiting()).length],
    [undefined, undefined, [], 1],
  );
});

test('people are found by part of a name or organisation, diacritics or not', async () => {
  const base = scanBase(memoryTables());
  await base.learnBadges([
    { serial: '1', name: 'Đỗ Ưu', organisation: 'Viện Thử (giả định)', state: 'valid' },
    { serial: '2', name: 'Đỗ Ưu', organisation: null, state: 'revoked' },
    { serial: '3', name: 'Trần Văn An', organisation: 'Hợp tác xã Đồi Vàng', state: 'valid' },
  ]);
  const found = async (typed) => (await base.peopleNamed(typed)).map(({ serial }) => serial);
  assert.deepEqual(await found('do uu'), ['1']);
  assert.deepEqual(await found('ĐỒI van'), ['3']);
  assert.deepEqual(await found('   '), []);
  assert.equal(named({ name: 'An', organisation: null }, ['an', 'x']), false);
});

test('the browser\'s own detector is preferred; zxing is loaded only without it', async () => {
  const codes = [{ rawValue: '123' }];
  class Detector {
    static getSupportedFormats = async () => ['qr_code'];
    detect = async () => codes;
  }
  const decode = await makeDecoder(() => assert.fail('not needed'), Detector);
  assert.equal(await decode({}), '123');
  codes.length = 0;
  assert.equal(await decode({}), null);
});

test('the middle of the picture is read', () => {
  assert.deepEqual(middleSquare(1280, 720), { x: 280, y: 0, side: 720 });
  assert.deepEqual(middleSquare(720, 1280), { x: 0, y: 280, side: 720 });
});
