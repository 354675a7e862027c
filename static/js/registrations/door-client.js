// The scanner's requests. Every answer also teaches how far this phone's clock is off.

const PATIENCE_MS = 8000;

/** An answer that is none: `status` 0 without network, else the HTTP status. */
export class DoorError extends Error {
  constructor(status, waitMs = 0) {
    super(`door: ${status}`);
    this.status = status;
    this.waitMs = waitMs;
  }
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
    } catch {
      throw new DoorError(0);
    }
    throw new DoorError(answer.status, 1000 * Number(answer.headers.get('Retry-After') ?? 0));
  }

  return {
    checkIns: async (scans) => (await ask('/check-ins', { scans: scans.map(bare) })).results,
    seats: async () => (await ask('/door/seats')).points,
    scans: (cursor) => ask(`/check-ins?cursor=${cursor}`),
    badge: (badge) => ask('/door/badge', { badge }),
    people: async (words) => (await ask(`/door/people?q=${encodeURIComponent(words)}`)).items,
    roster: (cursor) => ask(`/roster${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`),
    async door() {
      const askedAt = Date.now();
      const found = await ask('/door');
      return { ...found, offset: offsetOf(Date.parse(found.now), askedAt, Date.now()) };
    },
  };
}
