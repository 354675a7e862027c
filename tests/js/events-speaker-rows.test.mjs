import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRow, wantsRow } from '../../static/js/events/speaker-rows.js';

test('a field of another row has its number', () => {
  assert.equal(inRow('speakers-0-name', 3), 'speakers-3-name');
  assert.equal(inRow('speakers-10-organisation', 11), 'speakers-11-organisation');
});

test('a row is added when the last one is used, until there are enough', () => {
  assert.equal(wantsRow(['An', '']), false);
  assert.equal(wantsRow(['An', 'Bình']), true);
  assert.equal(wantsRow(['An', '  ']), false);
  assert.equal(wantsRow(Array(12).fill('An')), false);
  assert.equal(wantsRow([]), false);
});
