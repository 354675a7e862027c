// Scans of an exhibitor's phone that the server has not answered yet. Each keeps the id it was
// given when it was made, so sending it twice counts it once.

const PREFIX = 'ketnoi.lead.';

/** A scan as it is sent. */
export function newScan(badge, now = new Date(), newId = () => crypto.randomUUID()) {
  return { id: newId(), badge, at: now.toISOString() };
}

/** What waits on this phone (`owner`: its code), over localStorage or anything like it. */
export function leadStore(storage, owner) {
  const prefix = `${PREFIX}${owner}.`;
  return {
    /** False when the storage is full or forbidden. */
    put(scan) {
      try {
        storage.setItem(prefix + scan.id, JSON.stringify(scan));
        return true;
      } catch {
        return false;
      }
    },
    drop: (scan) => storage.removeItem(prefix + scan.id),
    all() {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      return keys.filter((key) => key.startsWith(prefix))
        .map((key) => JSON.parse(storage.getItem(key)))
        .sort((a, b) => (a.at < b.at ? -1 : 1));
    },
  };
}

/**
 * Send what waits, oldest first, until the network fails; `send` answers null when it does.
 * A scan leaves the store only after the server's answer: {taken, refused: [why, …]}.
 */
export async function sendWaiting(store, send) {
  let taken = 0;
  const refused = [];
  for (const scan of store.all()) {
    const answer = await send(scan);
    if (answer === null) break;
    store.drop(scan);
    if (answer.state === 'lead') taken += 1;
    else refused.push(answer.text ?? '');
  }
  return { taken, refused };
}
