import { asked, isField, step } from './key-rules.js';

const STORE = 'ketnoi.keys';
const ROWS = 'main [data-row], main .table-list > tbody > tr';
const INSIDE = 'a[href], button, input:not([type=hidden]):not(.tick input)';

/**
 * Keys of a page: / searches, ? shows the keys, J and K go through a list, and a letter presses
 * the control that carries it as data-key, in the row one is in before anywhere else.
 */
export default function keys(dialog) {
  const box = dialog.querySelector('[data-keys-off]');
  box.checked = isOff();
  box.addEventListener('change', () => remember(box.checked));
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-show-keys]')) show(dialog);
  });
  document.addEventListener('keydown', (event) => {
    const wish = asked({ ...pick(event), inField: isField(event.target) }, isOff());
    if (!wish || document.querySelector('dialog[open]')) return;
    if (carryOut(wish, dialog)) event.preventDefault();
  });
}

function pick({ key, ctrlKey, altKey, metaKey }) {
  return { key, ctrlKey, altKey, metaKey };
}

function carryOut({ deed, letter }, dialog) {
  if (deed === 'keys') return show(dialog);
  if (deed === 'search') return focusSearch();
  if (deed) return go(deed === 'next' ? 1 : -1);
  const row = document.activeElement?.closest(ROWS);
  const target = row?.querySelector(`[data-key=${letter}]`) ?? document.querySelector(`main [data-key=${letter}]`);
  target?.click();
  return Boolean(target);
}

function show(dialog) {
  dialog.showModal();
  return true;
}

function focusSearch() {
  const fields = [...document.querySelectorAll('#list-q, [data-search]')];
  const field = fields.find((one) => one.offsetParent);
  field?.focus();
  return Boolean(field);
}

function go(by) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (!rows.length) return false;
  const here = rows.indexOf(document.activeElement?.closest(ROWS));
  const row = rows[step(here, by, rows.length)];
  (row.querySelector(INSIDE) ?? row).focus();
  row.scrollIntoView({ block: 'nearest' });
  return true;
}

function isOff() {
  try {
    return localStorage.getItem(STORE) === 'off';
  } catch {
    return false; // storage is refused in some private windows: then keys are simply on
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(STORE, 'off');
    else localStorage.removeItem(STORE);
  } catch {
    document.querySelector('[data-keys-off]').checked = false;
  }
}
