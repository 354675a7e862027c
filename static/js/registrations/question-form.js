/* The office's form for a question: shows only what its kind of answer needs. */
export default function questionForm(form) {
  const kind = form.elements.kind;
  const show = () => {
    for (const part of form.querySelectorAll('[data-kinds]')) {
      part.hidden = !part.dataset.kinds.split(' ').includes(kind.value);
    }
  };
  form.addEventListener('change', show);
  show();
}
