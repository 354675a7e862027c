// What the scanner keeps over a reload and a start without network, in one IndexedDB of the
// phone: the device and what it knows of the event (`kept`), the roster, the scans that wait for
// the server or were refused by it, and the scans known of every gate (`log`).
//
// Everything but the scans that wait can be read anew from the server, and is wiped when the
// phone stops being this device. A browser without IndexedDB gets tables in memory: the door
// works, and the page says that nothing outlives it.

import { openDB } from '../../vendor/idb.js';
import { folded } from './folding.js';

const NAME = 'ketnoi-door';
const VERSION = 2; // 2: badges are found by their group
const TABLES = { kept: null, waiting: 'id', rejected: 'id', log: 'id', roster: 'serial' };
const OF_THE_SERVER = ['kept', 'log', 'roster']; // what the server can tell again
const FOUND = 12;

/** Tables in memory, with the deeds of those in IndexedDB. */
export function memoryTables() {
  const tables = Object.fromEntries(Object.keys(TABLES).map((name) => [name, new Map()]));
  return {
    lasting: false,
    get: async (table, key) => tables[table].get(key),
    all: async (table) => [...tables[table].values()],
    put: async (table, rows) => rows.forEach((row) => tables[table].set(row[TABLES[table]], row)),
    keep: async (key, value) => { tables.kept.set(key, value); },
    remove: async (table, key) => { tables[table].delete(key); },
    clear: async (names) => names.forEach((name) => tables[name].clear()),
    bySerial: async (serial) => [...tables.log.values()].filter((row) => row.serial === serial),
    byGroup: async (group) => [...tables.roster.values()].filter((row) => row.group === group),
    each: async (table, look) => { for (const row of tables[table].values()) if (look(row) === false) return; },
  };
}

async function make(db, before, _after, deal) {
  if (before === 0) {
    for (const [name, keyPath] of Object.entries(TABLES)) {
      const table = db.createObjectStore(name, keyPath ? { keyPath } : undefined);
      if (name === 'log') table.createIndex('serial', 'serial');
    }
  }
  deal.objectStore('roster').createIndex('group', 'group');
  if (before === 1) await deal.objectStore('kept').delete('roster'); // groups: to be read anew
}

/** The phone's tables. `strict` writes are on the disk when they are done. */
export async function openTables(name = NAME) {
  let db;
  try {
    db = await openDB(name, VERSION, { upgrade: make, blocking: () => db?.close() });
  } catch {
    return memoryTables(); // a private window, or a browser that forbids storage
  }
  const write = async (tables, deed, options) => {
    const deal = db.transaction(tables, 'readwrite', options);
    deed(deal);
    await deal.done;
  };
  return {
    lasting: true,
    get: (table, key) => db.get(table, key),
    all: (table) => db.getAll(table),
    put: (table, rows, { strict = false } = {}) => write(
      [table],
      (deal) => rows.forEach((row) => deal.store.put(row)),
      { durability: strict ? 'strict' : 'relaxed' },
    ),
    keep: (key, value) => db.put('kept', value, key),
    remove: (table, key) => db.delete(table, key),
    clear: (names) => write(names, (deal) => names.forEach((one) => deal.objectStore(one).clear())),
    bySerial: (serial) => db.getAllFromIndex('log', 'serial', serial),
    byGroup: (group) => db.getAllFromIndex('roster', 'group', group),
    async each(table, look) {
      let cursor = await db.transaction(table).store.openCursor();
      while (cursor && look(cursor.value) !== false) cursor = await cursor.continue();
    },
  };
}

const byTime = (a, b) => (a.scanned_at < b.scanned_at ? -1 : 1);

/** Whether all words typed occur in a person's name or organisation, diacritics or not. */
export function named({ name, organisation }, words) {
  const text = folded(`${name} ${organisation ?? ''}`);
  return words.every((word) => text.includes(word));
}

/** The scanner's memory over `tables`. */
export function scanBase(tables) {
  return {
    lasting: tables.lasting,
    kept: (key) => tables.get('kept', key),
    keep: (key, value) => tables.keep(key, value),

    /** Note a scan, for good, before anything is said of it. False: it lives in memory only. */
    async put(scan) {
      try {
        await tables.put('waiting', [scan], { strict: true });
        return tables.lasting;
      } catch {
        return false; // the storage is full
      }
    },
    /** The server answered for this scan. One that it cannot take is set aside, not dropped. */
    async done(scan, error = null) {
      try {
        if (error) await tables.put('rejected', [{ ...scan, error }], { strict: true });
        await tables.remove('waiting', scan.id);
        return true;
      } catch {
        return false;
      }
    },
    waiting: async () => (await tables.all('waiting')).sort(byTime),
    rejected: async () => (await tables.all('rejected')).sort(byTime),

    badge: (serial) => tables.get('roster', serial),
    badgesOf: (group) => tables.byGroup(group),
    learnBadges: (badges) => tables.put('roster', badges),
    /** People of the roster whose name or organisation holds all words typed; at most 12. */
    async peopleNamed(typed) {
      const words = folded(typed).split(' ').filter(Boolean);
      const found = [];
      if (!words.length) return found;
      await tables.each('roster', (badge) => {
        if (badge.state === 'valid' && named(badge, words)) found.push(badge);
        return found.length < FOUND;
      });
      return found;
    },

    logged: (serial) => tables.bySerial(serial),
    log: (entries) => tables.put('log', entries),

    /** What the server can tell again goes: names first of all. Scans that wait stay. */
    forget: () => tables.clear(OF_THE_SERVER),
    /** Names go once the event is over; the phone stays its device. */
    forgetNames: () => tables.clear(['roster', 'log']),
  };
}
