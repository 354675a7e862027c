/* A group's form: shows the rows or the head count, whichever was chosen. */
export default function group(form) {
  const show = () => {
    for (const part of form.querySelectorAll('[data-way]')) {
      part.hidden = part.dataset.way !== form.elements.way.value;
    }
  };
  form.addEventListener('change', show);
  show();
}
