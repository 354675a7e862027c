/*
 * The sign-up form. Says at once which place in the queue a full category means. The form
 * works without it: the server says the same on its answer.
 */
export default function signup(form) {
  const hint = form.querySelector('[data-full-hint]');
  const usual = hint?.textContent ?? '';
  const say = () => {
    const chosen = form.querySelector('input[name="category"]:checked');
    if (hint) hint.textContent = chosen?.dataset.full ?? usual;
  };
  form.addEventListener('change', (event) => {
    if (event.target.name === 'category') say();
  });
  say();
}
