import { showToast } from './toast.js';

/** Requests of htmx carry the page's CSRF token. */
export function sendToken(page) {
  page.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-CSRFToken'] = csrfToken(page);
  });
}

/** The CSRF token for a module's own fetch(): headers {'X-CSRFToken': csrfToken()}. */
export function csrfToken(page = document) {
  return page.querySelector('meta[name=csrf-token]')?.content ?? '';
}

/** A partial update that fails says so; the page itself stays as it was. */
export function sayFaults(page) {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    showToast(page.body.dataset.fault);
    setTimeout(() => { told = false; }, 10_000);
  };
  page.addEventListener('htmx:responseError', tell);
  page.addEventListener('htmx:sendError', tell);
}
