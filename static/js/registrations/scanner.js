// The scanner's page: the camera and the keys lead to the door, its answers to the screens.

import { cameraTrouble, openCamera, readCodes } from './camera.js';
import { loadZxing, makeDecoder } from './decoder.js';
import { doorClient } from './door-client.js';
import { makeDoor } from './door.js';
import { codesOfKeys } from './key-codes.js';
import {
  deviceOfLink, forgetDevice, keepDevice, keepInfo, keptDevice, keptInfo, meaningOf,
} from './scan-device.js';
import { scanStore } from './scan-store.js';
import { makeScreens } from './scan-screens.js';
import { mountSearch } from './scan-search.js';
import { makeSignals } from './signals.js';
import { correctionOf, fill, screenOf, stateLine } from './verdict-screen.js';

const SAME_CODE_MS = 3000; // a code that stays in the picture is one scan
const GREEN_MS = 2500; // the green screen goes by itself
const UNDO_MS = 60_000;
const TICK_MS = 1000;

export default function mount(root) {
  const words = JSON.parse(root.querySelector('[data-words]').textContent);
  const screens = makeScreens(root);
  const { hash } = location;
  const linked = deviceOfLink(hash);
  if (hash.length > 1) history.replaceState(null, '', location.pathname);
  addEventListener('hashchange', () => location.reload()); // another device's link, same page
  if (linked) keepDevice(localStorage, linked);
  const device = linked ?? keptDevice(localStorage);
  if (device) new Scanner(root, words, screens, device).start();
  else if (hash.length > 1) screens.say(words.badLink);
}

class Scanner {
  #seen = { text: null, at: -Infinity };
  #last = null; // the last person let in, to be taken back
  #busy = false;
  #back = null; // the timer that ends a green screen

  constructor(root, words, screens, device) {
    Object.assign(this, { root, words, screens, device });
    this.signals = makeSignals();
    this.door = makeDoor({
      client: doorClient(root.dataset.api + device.slug, device.token),
      store: scanStore(localStorage, `${device.slug}.${device.token.slice(0, 8)}`),
      info: keptInfo(localStorage, device.slug),
      onChange: () => this.#paintLine(),
      onCorrection: (shown, answer) => this.#correct(shown, answer),
      onStopped: () => this.#stopped(),
      onFull: () => screens.say(words.full),
    });
  }

  async start() {
    this.#listen();
    mountSearch(this.root, this.screens, this.words, {
      find: (typed) => this.door.peopleNamed(typed),
      choose: (registration) => this.#scan({ registration }),
    });
    await this.door.tick();
    if (this.door.stopped) return;
    if (this.door.misled) {
      this.screens.say(this.words.badLink);
      return;
    }
    if (!this.door.info) {
      this.screens.say(this.words.offline);
      setTimeout(() => location.reload(), 5000);
      return;
    }
    keepInfo(localStorage, this.device.slug, this.door.info);
    this.#takePlace();
    setInterval(() => this.#tick(), TICK_MS);
  }

  #listen() {
    this.screens.onAct({
      undo: () => this.#undo(),
      next: () => this.#idle(),
      again: () => this.#letInAgain(),
      search: () => this.#search(),
      gate: () => this.#chooseGate(),
      torch: (button) => this.#light(button),
      sound: (button) => button.setAttribute('aria-pressed', String(this.signals.toggle())),
      leave: () => this.#leave(),
      forget: () => this.#leave(),
    });
    this.root.addEventListener('pointerdown', () => this.signals.wake());
    for (const link of this.root.querySelectorAll('[data-walk-in]')) {
      link.href = `${this.root.dataset.desk}${this.device.slug}/desk/walk-in`;
    }
    this.root.querySelector('[data-typed]').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = event.target.elements.code;
      if (field.value.trim()) this.#scan(meaningOf(field.value));
      field.value = '';
    });
    codesOfKeys(document, (text) => this.#scan(meaningOf(text)));
    addEventListener('online', () => this.door.hurry());
    addEventListener('beforeunload', (event) => {
      if (this.door.waiting().waiting) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#closeCamera();
      else if (this.screens.now !== 'start') this.#openCamera();
    });
  }

  // -- where the phone stands --

  #takePlace() {
    const { points, device } = this.door.info;
    const point = points.find(({ code }) => code === this.device.point)
      ?? points.find(({ id }) => id === device.point_id);
    if (point) this.#standAt(point, this.device.direction ?? 'in');
    else this.#chooseGate();
  }

  #standAt(point, direction) {
    Object.assign(this.door, { point, direction });
    keepDevice(localStorage, { ...this.device, point: point.code, direction });
    this.screens.head({
      point: point.name,
      direction: this.words[direction],
      device: fill(this.words.device, { name: this.door.info.device.name }),
    });
    this.#openCamera();
    this.#idle();
  }

  #chooseGate() {
    const { points } = this.door.info;
    const direction = () => this.root.querySelector('[name=direction]:checked').value;
    const [inward, outward] = this.root.querySelectorAll('[name=direction]');
    (this.door.direction === 'out' ? outward : inward).checked = true;
    this.screens.choices('[data-points]', points.map((point) => ({
      text: point.name,
      small: point.code,
      chosen: point.code === this.door.point?.code,
      act: () => this.#standAt(point, direction()),
    })));
    this.screens.show('gate');
  }

  // -- the camera --

  async #openCamera() {
    if (this.camera) return;
    const video = this.root.querySelector('[data-camera]');
    try {
      this.camera = await openCamera(video);
    } catch (error) {
      this.screens.say(this.words[cameraTrouble(error)], 'idle');
      return;
    }
    this.root.querySelector('[data-act=torch]').hidden = !this.camera.torch;
    navigator.wakeLock?.request('screen').catch(() => null); // a phone may refuse; it only dims
    const { zxing, wasm } = this.root.dataset;
    try {
      this.decode ??= await makeDecoder(() => loadZxing(zxing, wasm));
    } catch {
      this.screens.say(this.words.decoderFailed, 'idle');
      return;
    }
    this.stopReading = readCodes(video, this.decode, (text) => this.#sawCode(text));
  }

  #closeCamera() {
    this.stopReading?.();
    this.camera?.stop();
    this.camera = null;
  }

  #light(button) {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    this.camera?.torch?.(on);
  }

  #sawCode(text) {
    const again = text === this.#seen.text && Date.now() - this.#seen.at < SAME_CODE_MS;
    this.#seen = { text, at: Date.now() };
    const open = this.screens.now === 'idle'
      || (this.screens.now === 'verdict' && this.shown === 'ok');
    if (!again && open) this.#scan({ badge: text });
  }

  // -- a scan and its answer --

  async #scan(who, direction = this.door.direction) {
    if (this.#busy || this.door.stopped || !this.door.point) return null;
    this.#busy = true;
    try {
      const answer = await this.door.scan(who, direction);
      this.#show(answer);
      return answer;
    } finally {
      this.#busy = false;
    }
  }

  #context() {
    const { event, points } = this.door.info;
    return { event, points, point: this.door.point };
  }

  #show(answer) {
    clearTimeout(this.#back);
    if (!answer.verdict) {
      this.screens.show('idle');
      this.screens.say(this.words.searchNeedsNetwork);
      return;
    }
    const screen = screenOf(answer, this.words, this.#context());
    this.shown = screen.kind;
    this.answer = answer;
    this.screens.verdict(screen);
    this.signals.give(screen.kind);
    this.screens.say('', 'idle');
    if (screen.kind === 'ok') {
      this.#last = { who: answer.who, name: answer.name, until: Date.now() + UNDO_MS };
      this.#back = setTimeout(() => this.#idle(), GREEN_MS);
    } else if (matchMedia('(pointer: fine)').matches) {
      this.root.querySelector('[data-screen=verdict] [data-act=next]').focus();
    }
  }

  #idle() {
    clearTimeout(this.#back);
    this.screens.show('idle');
    this.#paintLine();
    if (matchMedia('(pointer: fine)').matches) this.root.querySelector('#typed-code').focus();
  }

  async #undo() {
    const undone = this.#last;
    if (!undone) return;
    this.#last = null;
    clearTimeout(this.#back);
    await this.door.scan(undone.who, 'out');
    this.#idle();
    this.screens.say(fill(this.words.undone, { name: undone.name ?? '' }));
  }

  async #letInAgain() {
    const { who } = this.answer;
    await this.door.scan(who, 'out');
    this.#scan(who, 'in');
  }

  #correct(shown, answer) {
    const said = correctionOf(shown, answer, this.words, this.#context());
    if (!said) return;
    this.screens.say(said, 'idle');
    this.signals.give('again');
  }

  #search() {
    clearTimeout(this.#back);
    this.screens.show('search');
    this.root.querySelector('#person-words').focus();
  }

  // -- the state line, and the end --

  #tick() {
    this.door.tick();
    if (this.#last && Date.now() > this.#last.until) this.#last = null;
    this.#paintLine();
  }

  #paintLine() {
    const { door, words, screens } = this;
    if (!door?.info) return;
    const { online, syncedAt, inside, people } = door;
    const line = stateLine({ online, syncedAt, ...door.waiting() }, words, Date.now(), door.info.event.zone);
    const about = online ? '' : '≈ ';
    screens.line({ ...line, online, inside: inside === null ? '–' : about + inside });
    screens.people(people === null ? '–' : about + people);
    screens.last(this.#last?.name ?? null);
  }

  #stopped() {
    this.#closeCamera();
    const unsent = this.door.unsent();
    const file = new Blob([JSON.stringify({ scans: unsent }, null, 1)], { type: 'application/json' });
    this.screens.stopped({
      title: this.words.revokedTitle,
      text: this.words.revokedText,
      waiting: fill(this.words.waiting, { number: unsent.length }),
      save: unsent.length ? URL.createObjectURL(file) : null,
    });
  }

  #leave() {
    this.#closeCamera();
    forgetDevice(localStorage);
    keepInfo(localStorage, this.device.slug, null);
    location.assign(location.pathname);
  }
}
