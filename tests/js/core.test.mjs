import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf } from '../../static/js/core/addresses.js';
import { asked, step } from '../../static/js/core/key-rules.js';
import { withNumber } from '../../static/js/core/phrases.js';

const BASE = 'https://fair.example/static/js/core/mount.js';

test('a module name leads to its file and nothing else does', () => {
  assert.equal(addressOf('core/select', BASE), 'https://fair.example/static/js/core/select.js');
  assert.equal(
    addressOf('registrations/scan/queue', BASE),
    'https://fair.example/static/js/registrations/scan/queue.js',
  );
  for (const name of ['', 'select', '../evil/x', 'https://x/y', 'core/../x', 'Core/X', '/core/x']) {
    assert.equal(addressOf(name, BASE), null, name);
  }
});

test('keys ask for deeds outside fields only, without modifiers, and not when switched off', () => {
  const press = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, inField: false, ...more });

  assert.deepEqual(asked(press('/')), { deed: 'search' });
  assert.deepEqual(asked(press('?')), { deed: 'keys' });
  assert.deepEqual(asked(press('J')), { deed: 'next' });
  assert.deepEqual(asked(press('k')), { deed: 'previous' });
  assert.deepEqual(asked(press('N')), { letter: 'n' });
  for (const silent of [
    press('1'), press('Enter'), press('đ'),
    press('n', { inField: true }), press('n', { ctrlKey: true }), press('n', { altKey: true }), press('n', { metaKey: true }),
  ]) {
    assert.equal(asked(silent), null, JSON.stringify(silent));
  }
  assert.equal(asked(press('/'), true), null);
});

test('stepping through a list starts at an end and stops at the other', () => {
  assert.equal(step(-1, 1, 5), 0);
  assert.equal(step(-1, -1, 5), 4);
  assert.equal(step(0, 1, 5), 1);
  assert.equal(step(4, 1, 5), 4);
  assert.equal(step(0, -1, 5), 0);
});

test('a number is put into a phrase the way the language writes it', () => {
  assert.equal(withNumber('Gửi {n} thư', 1200, 'vi'), 'Gửi 1.200 thư');
  assert.equal(withNumber('Send {n} letters', 1200, 'en'), 'Send 1,200 letters');
  assert.equal(withNumber('Send them', 3, 'en'), 'Send them');
});
