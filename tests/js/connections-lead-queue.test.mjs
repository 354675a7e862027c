import assert from 'node:assert/strict';
import test from 'node:test';

import { leadStore, newScan, sendWaiting } from '../../static/js/connections/lead-queue.js';

function memory() {
  const kept = new Map();
  return {
    get length() { return kept.size; },
    key: (index) => [...kept.keys()][index],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

const scan = (id, minute) => newScan('1', new Date(Date.UTC(2026, 11, 3, 1, minute)), () => id);

test('a scan leaves the phone only after the answer, and the rest waits for the network', async () => {
  const store = leadStore(memory(), 'p1');
  for (const [id, minute] of [['b', 2], ['a', 1], ['c', 3]]) store.put(scan(id, minute));
  const sent = [];
  const send = async ({ id }) => {
    sent.push(id);
    return id === 'b' ? null : { state: 'lead' };
  };

  const said = await sendWaiting(store, send);

  assert.deepEqual(sent, ['a', 'b']);
  assert.deepEqual(said, { taken: 1, refused: [] });
  assert.deepEqual(store.all().map(({ id }) => id), ['b', 'c']);
});

test('a scan the server refuses is not sent for ever, and why is told', async () => {
  const store = leadStore(memory(), 'p1');
  store.put(scan('a', 1));

  const said = await sendWaiting(store, async () => ({ state: 'refused', text: 'no badge' }));

  assert.deepEqual(said, { taken: 0, refused: ['no badge'] });
  assert.deepEqual(store.all(), []);
});

test('two phones on one device keep their scans apart', () => {
  const storage = memory();
  leadStore(storage, 'p1').put(scan('a', 1));

  assert.deepEqual(leadStore(storage, 'p2').all(), []);
});
