/** Shows of the outcome's fields only those that the chosen kind needs; all without a script. */
export default function outcome(box) {
  const kind = box.querySelector('[name=outcome]');
  const refresh = () => {
    for (const part of box.querySelectorAll('[data-for], [data-not-for]')) {
      part.hidden = !needed(kind.value, part.dataset);
    }
  };
  kind.addEventListener('change', refresh);
  refresh();
}

/** Whether a part that is `for` some kinds, or `notFor` some, belongs to `kind`. */
export function needed(kind, { for: wanted, notFor: unwanted }) {
  if (wanted !== undefined) return wanted.split(' ').includes(kind);
  return !(unwanted ?? '').split(' ').includes(kind) || kind === '';
}
