// The phone must judge exactly as the server does: same cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { judge, local } from '../../static/js/registrations/admission.js';

const VECTORS = JSON.parse(readFileSync(new URL('../vectors/admission.json', import.meta.url)));
const timeOf = (text) => (text ? Date.parse(text) : null);

function pointOf(code) {
  const { closed_at: closed, ...point } = VECTORS.points[code];
  return { code, ...point, closedAt: timeOf(closed) };
}

for (const {
  name, scans, badge = {}, badges = {}, seats = {}, not_enrolled: out = [], category, again = [],
} of VECTORS.cases) {
  test(name, () => {
    const made = scans.map(([id, at, direction, point]) => {
      const facts = badges[id] ?? badge;
      return {
        id, at: timeOf(at), direction, point: pointOf(point), category, again: again.includes(id),
        seatSince: out.includes(id) ? null : timeOf(seats[id]) ?? undefined,
        badge: { revokedAt: timeOf(facts.revoked_at), cancelledAt: timeOf(facts.cancelled_at) },
      };
    });
    const expected = Object.fromEntries(scans.map(
      ([id, , , , verdict, first, step, visit]) => [id, { verdict, first, step, visit }],
    ));

    assert.deepEqual(judge(made, VECTORS.days), expected);
    assert.deepEqual(judge(made.toReversed(), VECTORS.days), expected);
  });
}

test('the day and the time are those of the zone', () => {
  const zone = 'Asia/Ho_Chi_Minh';
  assert.deepEqual(local(Date.parse('2026-12-03T17:00:00Z'), zone), { day: '2026-12-04', time: '00:00' });
  assert.deepEqual(local(Date.parse('2026-12-03T16:59:59Z'), zone), { day: '2026-12-03', time: '23:59' });
});

// -- five phones after a partition: the cases of tests/vectors/partition.json --

const PARTITION = JSON.parse(readFileSync(new URL('../vectors/partition.json', import.meta.url)));

/** What one knows when these scans have arrived, in this order, some of them twice. */
function stateOf(arrived) {
  const state = {};
  for (const [guest, { category, revoked_at: revoked }] of Object.entries(PARTITION.guests)) {
    const made = arrived.filter((scan) => scan.guest === guest).map((scan) => ({
      id: scan.id,
      at: Date.parse(scan.scanned_at) + scan.clock_offset_ms,
      direction: scan.direction,
      point: { code: scan.point, ...PARTITION.points[scan.point] },
      badge: { revokedAt: timeOf(revoked) },
      category,
      again: scan.again,
    }));
    for (const [id, one] of Object.entries(judge(made, PARTITION.days))) {
      state[id] = [one.verdict, one.first, one.step, one.visit];
    }
  }
  return state;
}

test('five phones, a partition, duplicates and clocks off by a day end alike in any order', () => {
  let seed = 20261203;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const { scans, expected } = PARTITION;
  for (let round = 0; round < 200; round += 1) {
    const arrived = [...scans, ...scans.filter(() => random(4) === 0)];
    for (let n = arrived.length - 1; n > 0; n -= 1) {
      const m = random(n + 1);
      [arrived[n], arrived[m]] = [arrived[m], arrived[n]];
    }
    assert.deepEqual(stateOf(arrived), expected);
  }
});

test('half of the facts judge otherwise: the order does not matter, the set does', () => {
  const { scans, expected } = PARTITION;
  assert.notDeepEqual(Object.keys(stateOf(scans.slice(0, 35))).sort(), Object.keys(expected));
  const known = stateOf(scans.slice(0, 35));
  assert.ok(Object.entries(known).some(([id, one]) => one[0] !== expected[id][0]));
});
