// Keeps the queue over a reload. One entry per scan, so that two tabs of the scanner on one
// phone never write over each other's scans; an entry that cannot be read is left where it is.

const WAITING = 'ketnoi.scan.';
const REJECTED = 'ketnoi.scan-rejected.';

function entries(storage, prefix) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  const found = [];
  for (const key of keys.filter((name) => name.startsWith(prefix))) {
    try {
      found.push(JSON.parse(storage.getItem(key)));
    } catch {
      console.warn('a stored scan cannot be read and stays where it is', key);
    }
  }
  return found.sort((a, b) => (a.scanned_at < b.scanned_at ? -1 : 1));
}

/** A store for one device of one event (`owner`), over localStorage or anything like it. */
export function scanStore(storage, owner) {
  const waiting = `${WAITING}${owner}.`;
  const rejected = `${REJECTED}${owner}.`;
  return {
    /** False when the storage is full or forbidden: the scan lives in memory only. */
    put(scan) {
      try {
        storage.setItem(waiting + scan.id, JSON.stringify(scan));
        return true;
      } catch {
        return false;
      }
    },
    /**
     * The server answered for this scan. One it cannot take is set aside, not dropped; when
     * there is no room for that, it stays among the waiting ones.
     */
    done(scan, error = null) {
      try {
        if (error) storage.setItem(rejected + scan.id, JSON.stringify({ ...scan, error }));
        storage.removeItem(waiting + scan.id);
        return true;
      } catch {
        return false;
      }
    },
    waiting: () => entries(storage, waiting),
    rejected: () => entries(storage, rejected),
  };
}
