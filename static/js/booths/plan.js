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
  bringIntoView(plan, booths.find((booth) => booth.classList.contains('sel')));
}

/** Scroll an enlarged plan inside its own room so that the chosen booth is in the middle. */
function bringIntoView(plan, booth) {
  const room = plan.parentElement;
  if (!booth || !room.classList.contains('zoomed')) return;
  const scale = plan.clientWidth / plan.viewBox.baseVal.width;
  room.scrollLeft = Number(booth.dataset.x) * scale - room.clientWidth / 2;
  room.scrollTop = Number(booth.dataset.y) * scale - room.clientHeight / 2;
}
