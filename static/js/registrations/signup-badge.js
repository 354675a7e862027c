/*
 * Conveniences around the badge on a phone: save it as a picture, tell others of the event,
 * keep the screen awake while the badge is shown at the gate.
 */
import { cardLines, CARD } from './signup-card.js';

const FONT = "'Be Vietnam Pro', system-ui, sans-serif";

function textOf(card, name) {
  return card.querySelector(`[data-${name}]`)?.textContent.trim() ?? '';
}

function drawCode(context, svg) {
  const side = svg.viewBox.baseVal.width;
  const modules = new Path2D(svg.querySelector('path').getAttribute('d'));
  context.save();
  context.translate((CARD.width - CARD.code) / 2, CARD.codeTop);
  context.scale(CARD.code / side, CARD.code / side);
  context.fillStyle = '#000';
  context.fill(modules);
  context.restore();
}

/** The badge as a PNG: what the page shows, at a size that every phone's gallery shows sharp. */
async function picture(card) {
  await document.fonts.ready;
  const canvas = document.createElement('canvas');
  canvas.width = CARD.width;
  canvas.height = CARD.height;
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, CARD.width, CARD.height);
  drawCode(context, card.querySelector('svg.qr'));
  const band = card.querySelector('[data-category]');
  context.fillStyle = getComputedStyle(band).backgroundColor;
  context.fillRect(60, CARD.bandTop, CARD.width - 120, CARD.bandHeight);
  const measure = (text, size, weight) => {
    context.font = `${weight} ${size}px ${FONT}`;
    return context.measureText(text).width;
  };
  const said = {};
  for (const name of ['event', 'when', 'family', 'given', 'organisation', 'category']) {
    said[name] = textOf(card, name);
  }
  context.textAlign = 'center';
  for (const line of cardLines(said, measure)) {
    context.font = `${line.weight} ${line.size}px ${FONT}`;
    context.fillStyle = line.colour;
    context.fillText(line.text, CARD.width / 2, line.y);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

async function save(card, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await picture(card));
  link.download = `${name}-badge.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function stayAwake() {
  if (!('wakeLock' in navigator)) return;
  const ask = () => navigator.wakeLock.request('screen').catch(() => {}); // low battery: no matter
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') ask();
  });
  await ask();
}

export default function badge(actions) {
  const card = document.querySelector('[data-badge]');
  if (!card) return;
  const { name } = actions.dataset;
  actions.querySelector('[data-save]')?.addEventListener('click', () => save(card, name));
  const share = actions.querySelector('[data-share]');
  share?.addEventListener('click', (event) => {
    if (!navigator.share) return;
    event.preventDefault();
    navigator.share({ title: share.dataset.share, url: share.href }).catch(() => {}); // closed again
  });
  stayAwake();
}
