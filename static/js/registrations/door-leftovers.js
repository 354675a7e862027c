// Scans that no door is sending: an earlier device of this phone made them before it was given
// to another gate, or the page was closed. They are sent in the name of the device that made them.

import { SENDING, oneAtATime } from './one-sender.js';
import { BATCH } from './scan-queue.js';

/** Send a batch; whether all of it is answered. One that breaks the server goes in halves, so
 * that a scan at fault waits alone. Throws when the server is out of reach. */
async function sendBatch(base, batch, client) {
  try {
    const results = await client.checkIns(batch);
    for (const { id, error = null } of results) {
      const scan = batch.find((one) => one.id === id);
      if (scan) await base.done(scan, error);
    }
    return results.length === batch.length;
  } catch (error) {
    if (error.status === 401) {
      for (const scan of batch) await base.done(scan, 'device_revoked');
      return true;
    }
    if (error.status !== 500) throw error;
    if (batch.length === 1) return false;
    const half = Math.floor(batch.length / 2);
    const before = await sendBatch(base, batch.slice(0, half), client);
    return (await sendBatch(base, batch.slice(half), client)) && before;
  }
}

/** Send some scans of one device. False: some wait on. */
async function sendOf(base, scans, client) {
  let whole = true;
  try {
    for (let start = 0; start < scans.length; start += BATCH) {
      if (!(await sendBatch(base, scans.slice(start, start + BATCH), client))) whole = false;
    }
  } catch {
    return false; // later
  }
  return whole;
}

/**
 * Send what others than `owner` left; without one, everything. `clientOf(owner)`: the requests
 * of that device. Whether all of it went: what fails of one device does not keep the others'.
 */
export const sendLeftovers = (base, owner, clientOf) => oneAtATime(SENDING, async () => {
  const others = (await base.waiting()).filter((scan) => scan.owner && scan.owner.token !== owner?.token);
  let whole = true;
  for (const token of new Set(others.map((scan) => scan.owner.token))) {
    const scans = others.filter((scan) => scan.owner.token === token);
    if (!(await sendOf(base, scans, clientOf(scans[0].owner)))) whole = false;
  }
  return whole;
});

/** What is exported of scans: everything but the secret of their device. */
export const exported = (scans) => scans.map(
  ({ owner, ...scan }) => (owner?.slug ? { ...scan, event: owner.slug } : scan),
);
