// The kiosk's page: a visitor shows a code, reads the answer, takes the badge; then it starts anew.

import { doorClient } from './door-client.js';
import { openDoor } from './door.js';
import { codesOfKeys } from './key-codes.js';
import { ASKS, kioskScreen } from './kiosk-screen.js';
import { printBadge } from './kiosk-paper.js';
import { keepStorage, sendLater, stayAwake, workOffline } from './scan-app.js';
import { openTables, scanBase } from './scan-base.js';
import { makeCamera } from './scan-camera.js';
import { deviceOfLink, pair } from './scan-device.js';
import { makeSignals } from './signals.js';

const SAME_CODE_MS = 5000; // a code that stays in the picture is one scan
const READ_MS = { ok: 8000, again: 10_000, no: 12_000 }; // then the next visitor's start
const TICK_MS = 1000;
const ASK_AGAIN_MS = 5000;

export default async function mount(root) {
  addEventListener('hashchange', () => location.reload()); // another device's link, same page
  workOffline(root.dataset.worker, () => location.reload());
  const { hash } = location;
  const base = scanBase(await openTables());
  const device = await pair(base, deviceOfLink(hash));
  if (hash.length > 1) history.replaceState(null, '', location.pathname); // kept: out of the history
  const kiosk = new Kiosk(root, base);
  if (device) await kiosk.start(device);
  else kiosk.closed(hash.length > 1 ? 'badLink' : 'notPaired');
}

class Kiosk {
  #seen = { text: null, at: -Infinity };
  #busy = false;
  #back = null; // the timer that ends an answer
  #shown = null; // what is on the screen: {answer, visitor} or a key of words

  constructor(root, base) {
    Object.assign(this, { root, base, signals: makeSignals() });
    this.all = JSON.parse(root.querySelector('[data-words]').textContent);
    this.home = document.documentElement.lang in this.all ? document.documentElement.lang : 'vi';
    root.addEventListener('click', (event) => {
      const act = event.target.closest('[data-act]')?.dataset.act;
      if (act === 'next') this.#idle();
      if (act === 'language') this.#speak(this.language === 'vi' ? 'en' : 'vi');
    });
    root.addEventListener('pointerdown', () => this.signals.wake());
    this.#speak(this.home);
  }

  async start(device) {
    const { slug, token } = device;
    this.client = doorClient(this.root.dataset.api + slug, token);
    this.camera = makeCamera(this.root, {
      saw: (text) => this.#saw(text),
      say: (key) => this.#say(this.words[key]),
      facing: 'user',
    });
    this.door = await openDoor({
      client: this.client, base: this.base, owner: { slug, token },
      onStopped: () => this.closed('closed'), onUnsent: sendLater,
    });
    codesOfKeys(document, (text) => this.#take(text));
    if (device.stopped) this.closed('closed');
    else await this.#begin();
  }

  async #begin() {
    const known = Boolean(this.door.info);
    if (known && !this.#stand()) return;
    await Promise.race([this.door.tick(), this.door.told]);
    if (this.door.stopped) return;
    if (this.door.misled || !this.door.info) {
      this.closed(this.door.misled ? 'badLink' : 'offlineFirst');
      setTimeout(() => this.#begin(), ASK_AGAIN_MS);
      return;
    }
    if (!known && !this.#stand()) return;
    keepStorage();
    stayAwake();
    this.signals.wake();
    addEventListener('online', () => this.door.hurry());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.camera.close();
      else this.camera.open();
    });
    setInterval(() => this.door.tick(), TICK_MS);
  }

  /** Stand where the organisers put the kiosk; a steward's phone belongs on the scanner's page. */
  #stand() {
    const { device, points, event } = this.door.info;
    if (!device.kiosk) {
      location.replace(this.root.dataset.scan);
      return false;
    }
    this.root.querySelector('[data-event]').textContent = event.name;
    const point = points.find(({ id, closed_at: closed }) => id === device.point_id && !closed);
    if (!point) {
      this.closed('closed');
      return false;
    }
    Object.assign(this.door, { point, direction: 'in' });
    this.camera.open();
    this.#idle();
    return true;
  }

  // -- a code and its answer --

  #saw(text) {
    const again = text === this.#seen.text && Date.now() - this.#seen.at < SAME_CODE_MS;
    this.#seen = { text, at: Date.now() };
    if (!again) this.#take(text);
  }

  async #take(text) {
    if (this.#busy || this.#shown !== 'start' || this.door.stopped) return;
    this.#busy = true;
    this.#say(this.words.wait);
    const badge = text.trim();
    const answer = await this.door.scan({ badge }, 'in');
    const visitor = ASKS.has(answer.verdict) && this.door.online
      ? await this.client.badge(badge).catch(() => null) // the desk prints
      : null;
    this.#busy = false;
    if (this.door.stopped) return;
    this.#shown = { answer, visitor };
    const { kind } = this.#paint();
    this.signals.give(kind);
    if (visitor?.paper) printBadge(this.root.querySelector('[data-paper]'), visitor.paper);
    clearTimeout(this.#back);
    this.#back = setTimeout(() => this.#idle(), READ_MS[kind]);
  }

  #idle() {
    clearTimeout(this.#back);
    this.#shown = 'start';
    this.#speak(this.home);
  }

  closed(why) {
    this.camera?.close();
    this.#shown = why;
    this.#paint();
  }

  // -- what stands on the screen --

  #speak(language) {
    this.language = language;
    this.words = this.all[language];
    this.root.lang = language;
    for (const place of this.root.querySelectorAll('[data-say]')) place.textContent = this.words[place.dataset.say];
    this.#paint();
  }

  #say(text) {
    const place = this.root.querySelector('[data-said]');
    place.textContent = text;
    place.hidden = !text;
  }

  #paint() {
    const shown = this.#shown;
    if (shown === null) return null;
    const said = typeof shown === 'object' ? this.#answered(shown) : null;
    const now = said ? 'answer' : shown === 'start' ? 'start' : 'closed';
    for (const part of this.root.querySelectorAll('[data-screen]')) part.hidden = part.dataset.screen !== now;
    this.root.querySelector('[data-kiosk]').className = `kiosk ${said?.kind ?? ''}`;
    if (now === 'start') this.#say('');
    if (now === 'closed') this.root.querySelector('[data-why]').textContent = this.words[shown];
    return said;
  }

  #answered({ answer, visitor }) {
    const { event } = this.door.info;
    const said = kioskScreen(answer, visitor, this.words, { event, point: this.door.point });
    for (const picture of this.root.querySelectorAll('[data-icon]')) {
      picture.toggleAttribute('hidden', picture.dataset.icon !== said.icon);
    }
    this.root.querySelector('[data-title]').textContent = said.title;
    this.root.querySelector('[data-text]').textContent = said.text;
    return said;
  }
}
