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
