/** A button that prints the page. Without a script it is not there: the browser's own menu prints. */
export default function print(button) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
