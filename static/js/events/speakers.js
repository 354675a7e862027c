import { inRow, wantsRow } from './speaker-rows.js';

/** Add an empty row for a speaker as soon as the last one is used; the button does it without script. */
export default function speakers(box) {
  box.addEventListener('input', () => {
    const rows = [...box.querySelectorAll('.speaker-row')];
    const names = rows.map((row) => row.querySelector('input').value);
    if (!wantsRow(names)) return;
    const fresh = rows.at(-1).cloneNode(true);
    fresh.querySelectorAll('.err').forEach((line) => line.remove());
    fresh.querySelectorAll('input').forEach((input) => {
      input.value = '';
      input.name = inRow(input.name, rows.length);
      input.id = inRow(input.id, rows.length);
      input.classList.remove('is-invalid');
    });
    fresh.querySelectorAll('label').forEach((label) => {
      label.htmlFor = inRow(label.htmlFor, rows.length);
    });
    const number = fresh.querySelector('label');
    number.textContent = number.textContent.replace(/\d+/, rows.length + 1);
    box.append(fresh);
  });
}
