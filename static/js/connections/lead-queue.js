// Scans of an exhibitor's phone that the server has not answered yet. Each keeps the id it was
// given when it was made, so sending it twice counts it once.

import { openDB } from '../../vendor/idb.js';

const PREFIX = 'ketnoi.lead.';
const TABLE = 'waiting';

/** A scan as it is sent. */
export function newScan(badge, now = new Date(), newId = () => crypto.randomUUID()) {
  return { id: newId(), badge, at: now.toISOString() };
}

/** Where nothing can be kept. */
const NOWHERE = {
  all: async () => [],
  put: async () => { throw new Error('no storage'); },
  remove: async () => {},
};

/** The phone's rows: on the disk when a write is done. */
export async function openRows(name = 'ketnoi-leads') {
  let db;
  const upgrade = (made) => { made.createObjectStore(TABLE, { keyPath: 'id' }); };
  try {
    db = await openDB(name, 1, { upgrade, blocking: () => db?.close() });
  } catch {
    return NOWHERE; // a private window, or a browser that forbids storage
  }
  const write = async (deed) => {
    const deal = db.transaction(TABLE, 'readwrite', { durability: 'strict' });
    deed(deal.store);
    await deal.done;
  };
  return {
    all: () => db.getAll(TABLE),
    put: (row) => write((store) => store.put(row)),
    remove: (id) => write((store) => store.delete(id)),
  };
}

/**
 * What waits on this phone (`owner`: its code). A scan is `open` while a page may still add to
 * it; an open one is sent as well when no page is there any more.
 */
export function leadStore(rows, owner) {
  return {
    /** False when the storage is full or forbidden. */
    async put(scan, { open = false } = {}) {
      try {
        await rows.put({ ...scan, owner, open });
        return true;
      } catch {
        return false;
      }
    },
    drop: (scan) => rows.remove(scan.id).catch(() => null), // then it is sent once more
    async all({ withOpen = true } = {}) {
      return (await rows.all())
        .filter((row) => row.owner === owner && !('refused' in row) && (withOpen || !row.open))
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .map(({ owner: _owner, open: _open, ...scan }) => scan);
    },
    /** The server refused it: why is kept for the page, which may be closed just now. */
    setAside: (scan, why) => rows.put({ ...scan, owner, refused: why }).catch(() => null),
    /** Why scans were refused since the page last asked. */
    async whyRefused() {
      const refused = (await rows.all()).filter((row) => row.owner === owner && 'refused' in row);
      await Promise.all(refused.map(({ id }) => rows.remove(id).catch(() => null)));
      return refused.map((row) => row.refused);
    },
  };
}

/** Take over what an older version of this page left in localStorage. */
export async function takeOver(storage, store, owner) {
  const prefix = `${PREFIX}${owner}.`;
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys.filter((one) => one.startsWith(prefix))) {
    if (await store.put(JSON.parse(storage.getItem(key)))) storage.removeItem(key);
  }
}

/**
 * Send what waits, oldest first, until the network fails; `send` answers null when it does.
 * A scan leaves the store only after the server's answer. Whether all of it went.
 */
export async function sendWaiting(store, send, which = {}) {
  for (const scan of await store.all(which)) {
    const answer = await send(scan);
    if (answer === null) return false;
    if (answer.state === 'lead') await store.drop(scan);
    else await store.setAside(scan, answer.text ?? '');
  }
  return true;
}
