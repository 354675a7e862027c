/**
 * Shows of the outcome's fields only those that the chosen kind needs, and none when one side
 * did not come; without a script all of them stand there.
 */
export default function outcome(box) {
  const kind = box.closest('form').elements.outcome; // a select, or the group of radios
  const happened = box.closest('form').elements.happened;
  const refresh = () => {
    box.hidden = Boolean(happened) && happened.value !== 'held';
    for (const part of box.querySelectorAll('[data-for], [data-not-for]')) {
      part.hidden = !needed(kind.value, part.dataset);
    }
  };
  box.closest('form').addEventListener('change', refresh);
  refresh();
}

/** Whether a part that is `for` some kinds, or `notFor` some, belongs to `kind`. */
export function needed(kind, { for: wanted, notFor: unwanted }) {
  if (wanted !== undefined) return wanted.split(' ').includes(kind);
  return !(unwanted ?? '').split(' ').includes(kind) || kind === '';
}
