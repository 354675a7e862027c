import assert from 'node:assert/strict';
import test from 'node:test';

import { leadSender } from '../../static/js/connections/lead-client.js';
import { leadStore, newScan, sendWaiting, takeOver } from '../../static/js/connections/lead-queue.js';
import { sendLeft } from '../../static/js/connections/lead-sync.js';
import { oneAtATime } from '../../static/js/registrations/one-sender.js';

function rowsInMemory() {
  const rows = new Map();
  return {
    all: async () => [...rows.values()],
    put: async (row) => { rows.set(row.id, row); },
    remove: async (id) => { rows.delete(id); },
  };
}

const scan = (id, minute) => newScan('1', new Date(Date.UTC(2026, 11, 3, 1, minute)), () => id);
const ids = async (store, which) => (await store.all(which)).map(({ id }) => id);

async function storeWith(...made) {
  const store = leadStore(rowsInMemory(), 'p1');
  for (const [id, minute] of made) await store.put(scan(id, minute));
  return store;
}

test('a scan leaves the phone only after the answer, and the rest waits for the network', async () => {
  const store = await storeWith(['b', 2], ['a', 1], ['c', 3]);
  const sent = [];
  const send = async ({ id }) => {
    sent.push(id);
    return id === 'b' ? null : { state: 'lead' };
  };

  const whole = await sendWaiting(store, send);

  assert.deepEqual([sent, whole], [['a', 'b'], false]);
  assert.deepEqual(await ids(store), ['b', 'c']);
});

test('a scan the server refuses is not sent for ever, and why is told', async () => {
  const store = await storeWith(['a', 1]);

  const whole = await sendWaiting(store, async () => ({ state: 'refused', text: 'no badge' }));

  assert.deepEqual([whole, await store.all()], [true, []]);
  assert.deepEqual([await store.whyRefused(), await store.whyRefused()], [['no badge'], []], 'once');
});

test('two phones on one device keep their scans apart, and a scan is sent as it was made', async () => {
  const rows = rowsInMemory();
  await leadStore(rows, 'p1').put(scan('a', 1), { open: true });

  assert.deepEqual(await leadStore(rows, 'p2').all(), []);
  assert.deepEqual(await leadStore(rows, 'p1').all(), [scan('a', 1)]);
});

test('a storage that cannot be written is said', async () => {
  const full = { ...rowsInMemory(), put: async () => { throw new Error('QuotaExceededError'); } };
  assert.equal(await leadStore(full, 'p1').put(scan('a', 1)), false);
});

test('what an older page left in localStorage is taken over, and stays there when it cannot be', async () => {
  const old = new Map([['ketnoi.lead.p1.a', JSON.stringify(scan('a', 1))], ['ketnoi.lead.p2.b', '{}']]);
  const storage = {
    get length() { return old.size; },
    key: (index) => [...old.keys()][index],
    getItem: (key) => old.get(key) ?? null,
    removeItem: (key) => old.delete(key),
  };
  await takeOver(storage, { put: async () => false }, 'p1');
  assert.equal(old.size, 2);

  const store = await storeWith();
  await takeOver(storage, store, 'p1');

  assert.deepEqual([[...old.keys()], await ids(store)], [['ketnoi.lead.p2.b'], ['a']]);
});

// -- the service worker --

test('in the background a scan that a page still adds to waits for it, but not for a closed one', async () => {
  const store = await storeWith(['a', 1]);
  await store.put(scan('b', 2), { open: true });
  const send = async () => ({ state: 'lead' });

  await sendLeft({ store, send, pageOpen: true });
  assert.deepEqual(await ids(store), ['b']);
  await sendLeft({ store, send, pageOpen: false });
  assert.deepEqual(await ids(store), []);
});

test('without an answer the browser is told to try again, and nothing is dropped', async () => {
  const store = await storeWith(['a', 1]);
  await assert.rejects(sendLeft({ store, send: async () => null, pageOpen: false }));
  assert.deepEqual(await ids(store), ['a']);
});

test('page and worker send one after the other', async () => {
  let last = Promise.resolve();
  const locks = { request: (_name, deed) => { last = last.then(deed); return last; } };
  let going = 0;
  const deed = async () => {
    going += 1;
    assert.equal(going, 1);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    going -= 1;
  };
  await Promise.all([oneAtATime('x', deed, locks), oneAtATime('x', deed, locks)]);
  assert.equal(await oneAtATime('x', async () => 7, null), 7, 'and where a browser has no locks');
});

test('the server\'s no is an answer; a revoked link, a fault and no network are none', async () => {
  const answers = { 200: { state: 'lead' }, 409: { title: 'no badge' }, 404: {}, 500: {} };
  const said = await Promise.all([200, 409, 404, 500, 0].map((status) => leadSender('/x', {
    fetch: async () => {
      if (!status) throw new TypeError('no network');
      return { ok: status === 200, status, json: async () => answers[status] };
    },
  })({})));
  assert.deepEqual(said, [{ state: 'lead' }, { state: 'refused', text: 'no badge' }, null, null, null]);
});
