/*
 * The one script of every page. An element with data-module="package/file" gets the default
 * export of static/js/package/file.js, called once with the element; also after htmx swaps.
 * What must work without a script does: modules only make it quicker.
 */
import { addressOf } from './addresses.js';
import { askBeforeDeeds } from './confirm.js';
import { sayFaults, sendToken } from './requests.js';

const mounted = new WeakSet();

async function mountOne(element) {
  if (mounted.has(element)) return;
  mounted.add(element);
  for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) {
    const address = addressOf(name, import.meta.url);
    if (!address) continue;
    const module = await import(address);
    module.default(element);
  }
}

/** Mount every module in a part of the page. */
export function mount(root) {
  if (root.matches?.('[data-module]')) mountOne(root);
  root.querySelectorAll?.('[data-module]').forEach(mountOne);
}

document.documentElement.classList.add('has-script');
sendToken(document);
sayFaults(document);
askBeforeDeeds(document);
mount(document);
document.addEventListener('htmx:load', (event) => mount(event.detail.elt));
