// A wall screen: takes each new picture from the stream, and asks for it where there is none or none is free.

import { clockText, isAway } from './board-state.js';

const ASK_MS = 5000;
const STREAM_AGAIN_MS = 90_000;

export default function mount(root) {
  const place = root.querySelector('[data-picture]');
  const state = root.querySelector('[data-state]');
  let heardAt = Date.now();
  let asking = null;

  function show(html) {
    heardAt = Date.now();
    const page = new DOMParser().parseFromString(html, 'text/html');
    place.replaceChildren(...page.body.childNodes);
  }

  async function ask() {
    try {
      const reply = await fetch(root.dataset.figures, { headers: { Accept: 'application/json' } });
      if (reply.ok) show((await reply.json()).html);
    } catch {
      // no network: the state line tells, and the next try comes by itself
    }
  }

  function listen() {
    const stream = new EventSource(root.dataset.stream);
    stream.addEventListener('message', ({ data }) => {
      clearInterval(asking);
      show(JSON.parse(data).html);
    });
    stream.addEventListener('beat', () => { heardAt = Date.now(); });
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return; // it opens itself again
      clearInterval(asking);
      asking = setInterval(ask, ASK_MS);
      ask();
      setTimeout(listen, STREAM_AGAIN_MS);
    });
  }

  function tick() {
    const away = isAway(heardAt, Date.now());
    root.classList.toggle('away', away);
    const text = away ? root.dataset.away.replace('{time}', clockText(new Date(heardAt))) : root.dataset.live;
    if (state.textContent !== text) state.textContent = text;
    root.querySelector('[data-clock]').textContent = clockText(new Date());
  }

  if (root.dataset.stream) listen();
  else setInterval(ask, ASK_MS);
  tick();
  setInterval(tick, 1000);
}
