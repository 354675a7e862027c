// The badge token in the browser must judge exactly as the server does: same cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { makeVerifier, split } from '../../static/js/registrations/token.js';

const VECTORS = JSON.parse(readFileSync(new URL('../vectors/tokens.json', import.meta.url)));

test('genuine tokens of the shared cases pass with all their fields', async () => {
  const verify = makeVerifier(VECTORS.keys);
  for (const { token, key_id: keyId, event, serial, category } of VECTORS.genuine) {
    assert.deepEqual(await verify(token), {
      state: 'genuine',
      token: { keyId, event, serial, category },
    });
  }
});

test('refused tokens of the shared cases do not pass', async () => {
  const verify = makeVerifier(VECTORS.keys);
  for (const { why, token } of VECTORS.refused) {
    assert.deepEqual(await verify(token), { state: 'forged' }, why);
  }
});

test('what is no text is refused', () => {
  for (const junk of [null, undefined, 5, 5n, {}, [], '1'.repeat(65536)]) {
    assert.equal(split(junk), null);
  }
});

test('ten thousand mutations are refused', async () => {
  const verify = makeVerifier(VECTORS.keys);
  const genuine = VECTORS.genuine.map(({ token }) => token);
  let state = 20261203;
  const random = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const kinds = [
    (text) => (BigInt(text) ^ (1n << BigInt(random(656)))).toString(),
    (text) => {
      const at = random(198);
      return text.slice(0, at) + random(10) + text.slice(at + 1);
    },
    (text) => text.slice(0, random(198)),
    (text) => text + ['0', ' ', '\n', '_', '٣'][random(5)],
    (text) => {
      const at = random(198);
      return text.slice(0, at) + String.fromCodePoint(0x660 + Number(text[at])) + text.slice(at + 1);
    },
    (text) => {
      const shift = 8n * BigInt(1 + random(80));
      const other = BigInt(genuine[random(genuine.length)]);
      return (((BigInt(text) >> shift) << shift) | (other & ((1n << shift) - 1n))).toString();
    },
  ];
  for (let left = 10_000; left > 0; ) {
    const spoilt = kinds[random(kinds.length)](genuine[random(genuine.length)]);
    if (genuine.includes(spoilt)) continue;
    left -= 1;
    assert.equal((await verify(spoilt)).state, 'forged', spoilt);
  }
});

const lacking = { importKey: async () => { throw new DOMException('', 'NotSupportedError'); } };

test('a browser whose own cryptography lacks Ed25519 judges the shared cases the same', async () => {
  const verify = makeVerifier(VECTORS.keys, lacking);
  for (const { token } of VECTORS.genuine) assert.equal((await verify(token)).state, 'genuine');
  for (const { why, token } of VECTORS.refused) assert.equal((await verify(token)).state, 'forged', why);
});

test('a browser that cannot check at all says so', async () => {
  const { token, key_id: keyId, event, serial, category } = VECTORS.genuine[0];
  const unchecked = { state: 'unchecked', token: { keyId, event, serial, category } };
  const away = async () => { throw new TypeError('cannot load'); };

  assert.deepEqual(await makeVerifier(VECTORS.keys, lacking, away)(token), unchecked);
  assert.deepEqual(await makeVerifier(VECTORS.keys, null)(token), unchecked);
});

test('a key that is not in the roster is unknown, inherited names included', async () => {
  const verify = makeVerifier({});
  assert.deepEqual(await verify(VECTORS.genuine[0].token), { state: 'forged' });
});
