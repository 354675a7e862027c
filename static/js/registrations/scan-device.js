// Which device this phone is: from the link that was scanned once, then from its storage.

const KEY = 'ketnoi.device';
const INFO = 'ketnoi.door.';
const LINK = /^#([a-z0-9-]{1,80})\.([A-Za-z0-9_-]{20,200})$/;

/** The device a link's #… part names: {slug, token}, or null when it is not whole. */
export function deviceOfLink(hash) {
  const found = LINK.exec(hash);
  return found ? { slug: found[1], token: found[2] } : null;
}

/** The device as kept: {slug, token, point, direction}, or null. */
export function keptDevice(storage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY));
    return kept?.slug && kept?.token ? kept : null;
  } catch {
    return null;
  }
}

/** Keep the device; false where the storage does not take it: then it lasts as long as the page. */
export function keepDevice(storage, device) {
  try {
    storage.setItem(KEY, JSON.stringify(device));
    return true;
  } catch {
    return false;
  }
}

export function forgetDevice(storage) {
  storage.removeItem(KEY);
}

/** What the server said of an event, for a start without network; null when there is none. */
export function keptInfo(storage, slug) {
  try {
    return JSON.parse(storage.getItem(`${INFO}${slug}`));
  } catch {
    return null;
  }
}

/** Keep it (null: forget it); a full storage is no reason to stop. */
export function keepInfo(storage, slug, info) {
  try {
    if (info) storage.setItem(`${INFO}${slug}`, JSON.stringify(info));
    else storage.removeItem(`${INFO}${slug}`);
    return true;
  } catch {
    return false;
  }
}

/** What was typed or scanned: a badge's digits, a registration's code from the badge, or junk. */
export function meaningOf(text) {
  const bare = text.trim();
  const code = bare.toLowerCase().replaceAll('-', '').replaceAll(' ', '');
  if (/^[0-9a-hjkmnp-tv-z]{16}$/.test(code) && !/^[0-9]{198}$/.test(bare)) return { registration: code };
  return { badge: bare };
}
