/** The floor plan by keys: arrows go from booth to booth, Enter opens the one in focus. */

import { nearest } from './nearest.js';

export default function mount(plan) {
  const booths = [...plan.querySelectorAll('a.booth')];
  const points = booths.map(({ dataset }) => ({ x: Number(dataset.x), y: Number(dataset.y) }));
  plan.addEventListener('keydown', (event) => {
    const from = booths.indexOf(event.target);
    const next = from < 0 ? null : nearest(points, from, event.key);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    booths[next].focus();
  });
  const chosen = plan.querySelector('a.booth.sel');
  if (chosen && plan.classList.contains('zoom-1') === false) {
    chosen.scrollIntoView({ block: 'center', inline: 'center' });
  }
}
