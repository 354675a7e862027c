// A USB scanner types a code and Enter within a moment, wherever the focus is.

const BETWEEN_KEYS_MS = 120;
const SHORTEST = 16;

/** Call `onCode` for codes typed by a scanner outside of form fields. Returns the way to stop. */
export function codesOfKeys(target, onCode, now = () => performance.now()) {
  let typed = '';
  let at = -Infinity;

  function key(event) {
    if (event.target.matches?.('input, textarea, select') || event.ctrlKey || event.metaKey) return;
    const moment = now();
    if (moment - at > BETWEEN_KEYS_MS) typed = '';
    at = moment;
    if (event.key === 'Enter') {
      if (typed.length >= SHORTEST) {
        event.preventDefault(); // or it would press the button that has the focus
        onCode(typed);
      }
      typed = '';
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  }

  target.addEventListener('keydown', key);
  return () => target.removeEventListener('keydown', key);
}
