// The scanner's service worker sends what waits when the network is back and no page does.

import { doorClient } from './door-client.js';
import { sendLeftovers } from './door-leftovers.js';
import { openTables, scanBase } from './scan-base.js';

/** Send every scan that waits, each in its device's name. Throws while one does: try again. */
export async function sendLeft(base, clientOf) {
  if (!(await sendLeftovers(base, null, clientOf))) throw new Error('no network yet');
}

/** What the worker is told: {api}, the address of the events' API. */
export async function send({ api }) {
  const base = scanBase(await openTables());
  await sendLeft(base, ({ slug, token }) => doorClient(api + slug, token));
}
