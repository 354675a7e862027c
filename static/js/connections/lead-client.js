// How an exhibitor's phone sends a scan.

const PATIENCE_MS = 8000; // a venue's network often hangs instead of failing

export const SENDING = 'ketnoi-leads-send'; // the page and the worker send one after the other

/**
 * A sender to the address of a phone's scans. It answers with the server's word; {text} for a
 * scan that the server refuses; null when there was no answer.
 */
export function leadSender(address, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
  return async (scan) => {
    try {
      const reply = await fetch(address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(scan),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (reply.ok) return await reply.json();
      if (reply.status === 409 || reply.status === 422) return { state: 'refused', text: (await reply.json()).title };
      return null;
    } catch {
      return null;
    }
  };
}
