import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest } from '../../static/js/booths/nearest.js';

const rows = [
  { x: 0, y: 0 },
  { x: 3, y: 0 },
  { x: 6, y: 0 },
  { x: 0, y: 6 },
  { x: 3, y: 6 },
];

test('an arrow leads to the neighbour in its direction', () => {
  assert.equal(nearest(rows, 1, 'ArrowRight'), 2);
  assert.equal(nearest(rows, 1, 'ArrowLeft'), 0);
  assert.equal(nearest(rows, 1, 'ArrowDown'), 4);
  assert.equal(nearest(rows, 4, 'ArrowUp'), 1);
});

test('straight ahead wins over nearer but aside', () => {
  const points = [{ x: 0, y: 0 }, { x: 2, y: 2 }, { x: 4, y: 0 }];
  assert.equal(nearest(points, 0, 'ArrowRight'), 2);
});

test('at the edge, and for other keys, there is no next one', () => {
  assert.equal(nearest(rows, 0, 'ArrowUp'), null);
  assert.equal(nearest(rows, 0, 'Enter'), null);
});
