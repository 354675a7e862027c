/*
 * The event's own questions: shows those that are asked, by category and by the answers given
 * before. The server judges by the same rules and leaves out what was not asked, so the form
 * works without this.
 */
import { isAsked } from './question-rules.js';

function chosen(form, name) {
  return [...form.elements]
    .filter((each) => each.name === name)
    .filter((each) => !['radio', 'checkbox'].includes(each.type) || each.checked)
    .map((each) => each.value);
}

export default function questions(form) {
  const parts = [...form.querySelectorAll('[data-question]')];
  const show = () => {
    const [category] = chosen(form, 'category');
    const given = {};
    for (const part of parts) {
      const code = part.dataset.question;
      const asked = isAsked(part.dataset, category, given);
      if (asked) given[code] = chosen(form, `answer_${code}`);
      part.hidden = !asked;
    }
  };
  form.addEventListener('change', show);
  if ('onlyLooking' in form.dataset) form.addEventListener('submit', (event) => event.preventDefault());
  show();
}
