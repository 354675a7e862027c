// Scans that an earlier device of this phone made and never sent: the phone was given to another
// gate before the network was back. They are sent in the name of the device that made them.

import { BATCH } from './scan-queue.js';

/** Send what others left. `clientOf(owner)`: the requests of that device. */
export async function sendLeftovers(base, owner, clientOf) {
  const others = (await base.waiting()).filter((scan) => scan.owner && scan.owner.token !== owner.token);
  for (const token of new Set(others.map((scan) => scan.owner.token))) {
    const scans = others.filter((scan) => scan.owner.token === token);
    for (let start = 0; start < scans.length; start += BATCH) {
      const batch = scans.slice(start, start + BATCH);
      try {
        const results = await clientOf(batch[0].owner).checkIns(batch);
        for (const { id, error = null } of results) {
          const scan = batch.find((one) => one.id === id);
          if (scan) await base.done(scan, error);
        }
      } catch (error) {
        if (error.status !== 401) return; // later
        for (const scan of batch) await base.done(scan, 'device_revoked');
      }
    }
  }
}

/** What is exported of scans: everything but the secret of their device. */
export const exported = (scans) => scans.map(
  ({ owner, ...scan }) => (owner?.slug ? { ...scan, event: owner.slug } : scan),
);
