import { withNumber } from './phrases.js';

const agreed = new WeakSet();

/**
 * A form or button with data-confirm asks first: the question names the deed and the number
 * ("{n}" = ticked rows), the button repeats the verb. Without a script the deed is simply done.
 */
export function askBeforeDeeds(page) {
  page.addEventListener('submit', (event) => {
    const form = event.target;
    const asker = [event.submitter, form].find((element) => element?.dataset.confirm);
    const dialog = page.getElementById('ask');
    if (!asker || !dialog || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(dialog, asker.dataset, numberOf(form)).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(event.submitter);
    });
  }, { capture: true });
}

function numberOf(form) {
  return Number(form.dataset.number ?? 0);
}

function ask(dialog, words, number) {
  const yes = dialog.querySelector('#ask-yes');
  dialog.querySelector('#ask-title').textContent = withNumber(words.confirm, number);
  dialog.querySelector('#ask-detail').textContent = withNumber(words.confirmDetail ?? '', number);
  if (words.confirmVerb) yes.textContent = withNumber(words.confirmVerb, number);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
