import { withNumber } from './phrases.js';

/** The bar of a list's ticked rows: shown when there are any, with their number. */
export default function bulk(form) {
  const count = form.querySelector('.bulk-count');
  const whole = form.elements.everything;
  const all = document.querySelector(`[data-tick-all][form=${form.id}]`);
  const boxes = () => [...document.querySelectorAll(`input[name=chosen][form=${form.id}]`)];

  function refresh() {
    const ticked = boxes().filter((box) => box.checked).length;
    const number = whole?.checked ? Number(whole.dataset.total) : ticked;
    form.hidden = number === 0;
    form.dataset.number = number;
    count.textContent = withNumber(count.dataset.text, number);
    if (!all) return;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  document.addEventListener('change', (event) => {
    if (event.target.form !== form) return;
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    refresh();
  });
  form.addEventListener('reset', () => setTimeout(refresh));
  refresh();
}
