// The scanner's requests. Every answer also teaches how far this phone's clock is off.

const PATIENCE_MS = 8000;

/** An answer that is none: `status` 0 without network, or when it is `late`; else the HTTP status. */
export class DoorError extends Error {
  constructor(status, { waitMs = 0, late = false } = {}) {
    super(`door: ${status}`);
    Object.assign(this, { status, waitMs, late });
  }
}

/** The answer, if it has all it must have: a venue's network may answer in the server's place. */
function whole(answer, lists, others = []) {
  const fine = lists.every((name) => Array.isArray(answer?.[name])) && others.every((name) => answer[name] != null);
  if (!fine) throw new DoorError(0);
  return answer;
}

/** Server minus device in milliseconds, from the server's time and when we asked and heard. */
export function offsetOf(serverNow, askedAt, heardAt) {
  return Math.round(serverNow - (askedAt + heardAt) / 2);
}

/** A scan as the server takes it. */
const bare = ({ owner, ...scan }) => scan;

/** Requests of one device. `base` is the address of its event's API. */
export function doorClient(base, token, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
  async function ask(path, body = null) {
    let answer;
    try {
      answer = await fetch(base + path, {
        method: body ? 'POST' : 'GET',
        headers: {
          Accept: 'application/json',
          Authorization: `Bearer ${token}`,
          ...(body ? { 'Content-Type': 'application/json' } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) return await answer.json();
    } catch (error) {
      throw new DoorError(0, { late: error.name === 'TimeoutError' });
    }
    throw new DoorError(answer.status, { waitMs: 1000 * Number(answer.headers.get('Retry-After') ?? 0) });
  }

  return {
    checkIns: async (scans) => whole(await ask('/check-ins', { scans: scans.map(bare) }), ['results']).results,
    seats: async () => (await ask('/door/seats')).points,
    scans: async (cursor) => whole(await ask(`/check-ins?cursor=${cursor}`), ['items'], ['cursor']),
    badge: (badge) => ask('/door/badge', { badge }),
    people: async (words) => (await ask(`/door/people?q=${encodeURIComponent(words)}`)).items,
    async roster(cursor) {
      const path = `/roster${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`;
      return whole(await ask(path), ['badges'], ['cursor']);
    },
    async door() {
      const askedAt = Date.now();
      const found = whole(await ask('/door'), ['points'], ['event', 'keys', 'device', 'now']);
      return { ...found, offset: offsetOf(Date.parse(found.now), askedAt, Date.now()) };
    },
  };
}
