// Printing one badge from the kiosk's page, at the badge's own size.

/** Put the badge on the page's paper and print it. A browser in kiosk mode asks nothing. */
export function printBadge(paper, html) {
  const page = new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;
  const { width, height } = page.dataset;
  const size = new CSSStyleSheet();
  size.replaceSync(`@page { size: ${Number(width)}mm ${Number(height)}mm; margin: 0 }`);
  document.adoptedStyleSheets = [size];
  paper.replaceChildren(document.importNode(page, true));
  requestAnimationFrame(() => print());
}
