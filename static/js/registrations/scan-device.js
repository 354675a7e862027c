// Which device this phone is: from the link that was scanned once. And what was typed.

const LINK = /^#([a-z0-9-]{1,80})\.([A-Za-z0-9_-]{20,200})$/;

/** The device a link's #… part names: {slug, token}, or null when it is not whole. */
export function deviceOfLink(hash) {
  const found = LINK.exec(hash);
  return found ? { slug: found[1], token: found[2] } : null;
}

/**
 * The device this phone is from now on, or null. A link to another device than before makes it
 * that one: what the old one knew is wiped, the scans it has not sent yet stay its own.
 */
export async function pair(base, linked) {
  const kept = await base.kept('device');
  if (!linked) return kept ?? null;
  if (kept?.token === linked.token && kept.slug === linked.slug) return kept;
  await base.forget();
  await base.keep('device', linked);
  return linked;
}

/** What was typed or scanned: a badge's digits, a registration's code from the badge, or junk. */
export function meaningOf(text) {
  const bare = text.trim();
  const code = bare.toLowerCase().replaceAll('-', '').replaceAll(' ', '');
  if (/^[0-9a-hjkmnp-tv-z]{16}$/.test(code) && !/^[0-9]{198}$/.test(bare)) return { registration: code };
  return { badge: bare };
}
