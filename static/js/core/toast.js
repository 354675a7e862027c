/** A toast goes away by itself, but not while someone points at it or is inside it. */
export default function toast(element) {
  const seconds = Number(element.dataset.seconds) || 6;
  let timer;
  const start = () => { timer = setTimeout(() => element.remove(), seconds * 1000); };
  const hold = () => clearTimeout(timer);
  element.addEventListener('pointerenter', hold);
  element.addEventListener('focusin', hold);
  element.addEventListener('pointerleave', start);
  element.addEventListener('focusout', start);
  start();
}

/** Show a message from a script; the region is there from the start, so it is read aloud. */
export function showToast(text, page = document) {
  const box = page.createElement('div');
  box.className = 'toast-box';
  box.textContent = text;
  page.querySelector('.toasts').append(box);
  toast(box);
}
