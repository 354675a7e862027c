// The leads' service worker sends what waits when the network is back.

import { oneAtATime } from '../registrations/one-sender.js';
import { SENDING, leadSender } from './lead-client.js';
import { leadStore, openRows, sendWaiting } from './lead-queue.js';

/**
 * Send what the phone `owner` left. `pageOpen`: somebody may still be adding to the last scan.
 * Throws while something waits, so that the browser tries again.
 */
export async function sendLeft({ store, send, pageOpen }) {
  const whole = await oneAtATime(SENDING, () => sendWaiting(store, send, { withOpen: !pageOpen }));
  if (!whole) throw new Error('no network yet');
}

/** What the worker is told: {owner, scans}, of this phone's link. */
export async function send({ owner, scans }) {
  const rows = await openRows();
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const pageOpen = pages.some(({ url }) => scans.startsWith(new URL(url).pathname));
  await sendLeft({ store: leadStore(rows, owner), send: leadSender(scans), pageOpen });
}
