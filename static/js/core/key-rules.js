const FIELDS = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]';

/**
 * What a key press asks for: {deed: "search" | "keys" | "next" | "previous"}, {letter: "n"} or null.
 * Letters work outside fields only, never with Ctrl, Alt or Meta, and not when switched off.
 */
export function asked({ key, ctrlKey, altKey, metaKey, inField }, off = false) {
  if (off || inField || ctrlKey || altKey || metaKey || key.length !== 1) return null;
  const deed = { '/': 'search', '?': 'keys', j: 'next', k: 'previous' }[key.toLowerCase()];
  if (deed) return { deed };
  return /^[a-z]$/i.test(key) ? { letter: key.toLowerCase() } : null;
}

/** Is this element one that takes typed letters itself? */
export function isField(element) {
  return Boolean(element?.closest?.(FIELDS));
}

/** The place to go to in a list of `count`: from `here` (-1: none yet) one step, not around. */
export function step(here, by, count) {
  if (here < 0) return by > 0 ? 0 : count - 1;
  return Math.min(Math.max(here + by, 0), count - 1);
}
