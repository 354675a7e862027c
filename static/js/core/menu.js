/** A <details> menu closes on Escape and when someone looks elsewhere. */
export default function menu(details) {
  const close = () => { details.open = false; };
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    close();
    details.querySelector('summary').focus();
  });
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!details.contains(event.target)) close();
  });
}
