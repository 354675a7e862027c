// What was scanned and not yet answered by the server. Pure functions over a frozen list,
// so that what is sent, kept and dropped can be tested without a network or a page.
//
// A scan is dropped for one reason only: the server answered for its id. Its id is made once,
// when it is added, so sending it again counts it once.

export const BATCH = 200; // scans in a request; the server takes up to 1,000
export const FIRST_WAIT_MS = 1000;
export const LONGEST_WAIT_MS = 60_000;

/** A queue: scans in the order made, those refused by the server, and when to try next. */
export const emptyQueue = Object.freeze({
  waiting: [], rejected: [], failures: 0, retryAt: 0, batch: BATCH,
});

/**
 * A scan ready to be sent. Its id is made here, once. `badge` is the text of a QR code;
 * `registration` or `serial` stands instead of it for a person found by name.
 */
export function newScan(
  { badge, registration, serial, point, direction, at, offset, reason = null }, newId = () => crypto.randomUUID(),
) {
  const who = registration ? { registration } : serial ? { serial } : { badge };
  const scan = { id: newId(), ...who, point, direction, scanned_at: new Date(at).toISOString() };
  if (reason) scan.reason = reason;
  if (offset !== null && offset !== undefined) scan.clock_offset_ms = Math.round(offset);
  return scan;
}

/** The queue with a note on one scan: what the steward was told before the server answered. */
export function withShown(queue, id, shown) {
  const note = (scan) => (scan.id === id ? { ...scan, shown } : scan);
  return { ...queue, waiting: queue.waiting.map(note) };
}

/** The queue with a scan more; one that is in it already changes nothing. */
export function withScan(queue, scan) {
  if (queue.waiting.some(({ id }) => id === scan.id)) return queue;
  return { ...queue, waiting: [...queue.waiting, scan] };
}

/** The scans to send now; none while waiting after a failure. */
export function due(queue, now) {
  return now < queue.retryAt ? [] : queue.waiting.slice(0, queue.batch);
}

/**
 * The queue after an answer. Scans with a verdict are done; those the server cannot take
 * (`error`) are set aside with the reason, to be looked at; the others stay.
 */
export function answered(queue, results) {
  const byId = new Map(results.map((result) => [result.id, result]));
  const refused = queue.waiting
    .filter(({ id }) => byId.get(id)?.error)
    .map((scan) => ({ ...scan, error: byId.get(scan.id).error }));
  return {
    ...queue,
    waiting: queue.waiting.filter(({ id }) => !byId.has(id)),
    rejected: [...queue.rejected, ...refused],
    failures: 0,
    retryAt: 0,
    batch: Math.min(BATCH, queue.batch * 2),
  };
}

/**
 * The queue after a failure (no network, time-out, 5xx, 429): everything is kept, the next
 * try is put off twice as long as before, up to a minute, with a spread of a quarter so that
 * the phones of a fair do not all come back at once. `tooLarge`: send half as many. `broken`: the
 * server broke on it; half as many too, and a scan that alone breaks it waits behind the others,
 * so that a fault of the server's, in one scan, does not hold up the rest.
 */
export function failed(queue, now, { random = Math.random, waitMs = 0, tooLarge = false, broken = false } = {}) {
  const failures = queue.failures + 1;
  const doubled = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  const pause = Math.max(waitMs, doubled * (0.75 + random() / 2));
  const [first, ...others] = queue.waiting;
  const alone = broken && (queue.batch === 1 || !others.length);
  const waiting = alone ? [...others, first] : queue.waiting;
  const sent = Math.min(queue.batch, queue.waiting.length);
  const batch = tooLarge || broken ? Math.max(1, Math.floor(sent / 2)) : queue.batch;
  return { ...queue, waiting, failures, retryAt: now + pause, batch };
}

/** Try at once: the network came back. */
export function wake(queue) {
  return { ...queue, failures: 0, retryAt: 0 };
}

/** How many wait, and since when (milliseconds; null when none does). */
export function state(queue) {
  const times = queue.waiting.map((scan) => Date.parse(scan.scanned_at));
  return {
    waiting: queue.waiting.length,
    since: times.length ? Math.min(...times) : null,
    rejected: queue.rejected.length,
  };
}
