import assert from 'node:assert/strict';
import { test } from 'node:test';

import { needed } from '../../static/js/connections/outcome.js';

test('a part stands there for the kinds it is for', () => {
  const shown = ['', 'mou', 'no_fit'].map((kind) => needed(kind, { for: 'mou service_contract' }));
  assert.deepEqual(shown, [false, true, false]);
});

test('a part that is not for some kinds stands there for all others, and before the choice', () => {
  const shown = ['', 'mou', 'no_fit'].map((kind) => needed(kind, { notFor: 'no_fit' }));
  assert.deepEqual(shown, [true, true, false]);
});
