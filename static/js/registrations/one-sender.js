// The page and its service worker send the same scans: never both at a time.

export const SENDING = 'ketnoi-door-send';

/** Do `deed` while nobody else on this phone does one of that name. */
export function oneAtATime(name, deed, locks = globalThis.navigator?.locks) {
  return locks ? locks.request(name, deed) : deed(); // without locks: a scan's id makes twice once
}
