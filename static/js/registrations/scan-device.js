// Which device this phone is: from the link that was scanned once, then from its storage.

const KEY = 'ketnoi.device';
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

/** What was typed or scanned: a badge's digits, a registration's code from the badge, or junk. */
export function meaningOf(text) {
  const bare = text.trim();
  const code = bare.toLowerCase().replaceAll('-', '').replaceAll(' ', '');
  if (/^[0-9a-hjkmnp-tv-z]{16}$/.test(code) && !/^[0-9]{198}$/.test(bare)) return { registration: code };
  return { badge: bare };
}
