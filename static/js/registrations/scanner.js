// The scanner's page: the camera and the keys lead to the door, its answers to the screens.

import { outcomeOf, questionOf } from './company.js';
import { doorClient } from './door-client.js';
import { sendLeftovers, exported } from './door-leftovers.js';
import { openDoor } from './door.js';
import { codesOfKeys } from './key-codes.js';
import { keepStorage, offerInstall, sendLater, stayAwake, workOffline } from './scan-app.js';
import { openTables, scanBase } from './scan-base.js';
import { makeCamera } from './scan-camera.js';
import { deviceOfLink, meaningOf, pair } from './scan-device.js';
import { makeScreens } from './scan-screens.js';
import { mountSearch } from './scan-search.js';
import { makeSignals } from './signals.js';
import { clockText, correctionOf, fill, screenOf, stateLine } from './verdict-screen.js';

const SAME_CODE_MS = 3000; // a code that stays in the picture is one scan
const GREEN_MS = 2500; // the green screen goes by itself
const COMPANY_MS = 20_000; // longer when it asks something
const UNDO_MS = 60_000;
const TICK_MS = 1000;
const ASK_AGAIN_MS = 5000;

export default async function mount(root) {
  const words = JSON.parse(root.querySelector('[data-words]').textContent);
  const screens = makeScreens(root);
  const { hash } = location;
  const linked = deviceOfLink(hash);
  addEventListener('hashchange', () => location.reload()); // another device's link, same page
  workOffline(root.dataset.worker, () => location.reload());
  offerInstall(root.querySelector('[data-install]'), root.querySelector('[data-install-ios]'));
  const base = scanBase(await openTables());
  const device = await pair(base, linked);
  if (hash.length > 1) history.replaceState(null, '', location.pathname); // kept: out of the history
  if (device) await new Scanner(root, words, screens, base, device).start();
  else if (hash.length > 1) screens.say(words.badLink);
}

class Scanner {
  #seen = { text: null, at: -Infinity };
  #last = null; // the last person let in, to be taken back
  #busy = false;
  #back = null; // the timer that ends a green screen
  #company = null; // who came together with the person on the screen

  constructor(root, words, screens, base, device) {
    Object.assign(this, { root, words, screens, base, device });
    this.signals = makeSignals();
    this.clientOf = ({ slug, token }) => doorClient(root.dataset.api + slug, token);
  }

  async start() {
    const { slug, token } = this.device;
    this.camera = makeCamera(this.root, {
      saw: (text) => this.#sawCode(text),
      say: (key) => this.screens.say(this.words[key], 'idle'),
      chosen: this.device.camera,
      choose: (camera) => this.#keepDevice({ camera }),
    });
    this.door = await openDoor({
      client: this.clientOf(this.device),
      base: this.base,
      owner: { slug, token },
      onChange: () => this.#paintLine(),
      onCorrection: (id, shown, answer) => this.#correct(id, shown, answer),
      onStopped: () => this.#stopped(),
      onFull: () => this.screens.say(this.words.full),
      onUnsent: sendLater,
    });
    this.#listen();
    if (this.device.stopped) this.#stopped();
    else await this.#begin();
  }

  /** Stand at the gate: at once with what the phone knows, else when the server was asked. */
  async #begin() {
    const known = Boolean(this.door.info);
    if (known) this.#takePlace();
    await Promise.race([this.door.tick(), this.door.told]); // the roster may take longer
    if (this.door.stopped) return;
    if (this.door.misled) {
      this.screens.show('start');
      this.screens.say(this.words.badLink);
      return;
    }
    if (!this.door.info) {
      this.screens.say(this.words.offlineFirst);
      setTimeout(() => this.#begin(), ASK_AGAIN_MS);
      return;
    }
    if (!known) this.#takePlace();
    keepStorage();
    stayAwake();
    sendLeftovers(this.base, this.device, this.clientOf);
    setInterval(() => this.#tick(), TICK_MS);
  }

  #listen() {
    this.screens.onAct({
      undo: () => this.#undo(),
      next: () => this.#idle(),
      again: () => this.#askWhy(),
      reason: (button) => this.#letInAgain(button.value),
      all: () => this.#letAllIn(),
      search: () => this.#search(),
      gate: () => this.#chooseGate(),
      torch: () => this.camera.light(),
      camera: () => this.camera.other(),
      sound: (button) => button.setAttribute('aria-pressed', String(this.signals.toggle())),
      save: (link) => this.#offerFile(link),
      leave: () => this.#leave(),
      forget: () => this.#leave(),
    });
    mountSearch(this.root, this.screens, this.words, {
      find: (typed) => this.door.peopleNamed(typed),
      choose: (who) => this.#scan(who),
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
    this.root.querySelector('[data-again]').addEventListener('submit', (event) => {
      event.preventDefault();
      const reason = event.target.elements.reason.value.trim();
      if (reason) this.#letInAgain(reason);
    });
    codesOfKeys(document, (text) => this.#scan(meaningOf(text)));
    addEventListener('online', () => this.door.hurry());
    addEventListener('beforeunload', (event) => {
      if (this.door.waiting().waiting) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && this.door.waiting().waiting) sendLater();
      if (document.hidden) this.camera.close();
      else if (this.door.point) this.camera.open();
    });
  }

  #keepDevice(more) {
    this.device = { ...this.device, ...more };
    this.base.keep('device', this.device);
  }

  // -- where the phone stands --

  #points() {
    return this.door.info.points.filter(({ closed_at: closed }) => !closed);
  }

  #takePlace() {
    const { device } = this.door.info;
    if (device.kiosk) location.replace(this.root.dataset.kiosk);
    const point = this.#points().find(({ code }) => code === this.device.point)
      ?? this.#points().find(({ id }) => id === device.point_id);
    if (point) this.#standAt(point, this.device.direction ?? 'in');
    else this.#chooseGate();
  }

  #standAt(point, direction) {
    Object.assign(this.door, { point, direction });
    this.#keepDevice({ point: point.code, direction });
    this.screens.head({
      point: point.name,
      direction: this.words[direction],
      device: fill(this.words.device, { name: this.door.info.device.name }),
    });
    this.camera.open();
    this.#idle();
  }

  #chooseGate() {
    const direction = ({ exits }) => (
      exits ? this.root.querySelector('[name=direction]:checked').value : 'in'
    );
    const [inward, outward] = this.root.querySelectorAll('[name=direction]');
    (this.door.direction === 'out' ? outward : inward).checked = true;
    this.screens.choices('[data-points]', this.#points().map((point) => ({
      text: point.name,
      small: point.code,
      chosen: point.code === this.door.point?.code,
      act: () => this.#standAt(point, direction(point)),
    })));
    this.screens.show('gate');
    this.#paintLine();
  }

  // -- a scan and its answer --

  #sawCode(text) {
    const again = text === this.#seen.text && Date.now() - this.#seen.at < SAME_CODE_MS;
    this.#seen = { text, at: Date.now() };
    const open = this.screens.now === 'idle'
      || (this.screens.now === 'verdict' && this.shown === 'ok');
    if (!again && open) this.#scan({ badge: text });
  }

  async #scan(who, direction = this.door.direction, reason = null) {
    if (this.#busy || this.door.stopped || !this.door.point) return null;
    this.#busy = true;
    if (this.screens.now === 'verdict') this.#idle(); // the last one's green is not this one's
    try {
      const answer = await this.door.scan(who, direction, reason);
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
    if (!this.words.screens[answer.verdict]) { // nothing is known of it, or the server is newer
      this.screens.show('idle');
      this.screens.say(this.words.askedLater);
      return;
    }
    const screen = screenOf(answer, this.words, this.#context());
    this.shown = screen.kind;
    this.answer = answer;
    this.screens.verdict(screen, { supervisor: this.door.info.device.supervisor });
    this.signals.give(screen.kind);
    this.screens.say('', 'idle');
    if (['ok', 'again'].includes(screen.kind)) this.#askCompany(answer);
    if (screen.kind === 'ok') {
      this.#remember([answer.who], answer.name);
      this.#back = setTimeout(() => this.#idle(), GREEN_MS);
    } else if (matchMedia('(pointer: fine)').matches) {
      this.root.querySelector('[data-screen=verdict] [data-act=next]').focus();
    }
  }

  /** The last let in, to be taken back within the minute. */
  #remember(people, name) {
    this.#last = { people, name, until: Date.now() + UNDO_MS };
  }

  // -- a delegation --

  /** Ask whether those who came together are let in together. */
  async #askCompany(answer) {
    const company = await this.door.companyOf(answer.who);
    if (!company || this.answer !== answer || this.screens.now !== 'verdict') return;
    this.#company = company;
    this.screens.company(questionOf(company, this.words));
    if (this.shown !== 'ok') return;
    clearTimeout(this.#back);
    this.#back = setTimeout(() => this.#idle(), COMPANY_MS);
  }

  /** Each with a scan of their own; of a school as many as came. */
  async #letAllIn() {
    const { people, numbered } = this.#company;
    const heads = this.root.querySelector('[name=heads]');
    if (this.#busy || (numbered && !heads.reportValidity())) return;
    this.#busy = true;
    clearTimeout(this.#back);
    const came = numbered ? people.slice(0, heads.valueAsNumber) : people;
    const answers = await this.door.scanAll(came.map(({ serial }) => ({ serial })), 'in');
    this.#busy = false;
    const { name, why, people: letIn } = outcomeOf(answers, this.answer, this.words);
    const { organisation } = this.answer;
    Object.assign(this, { answer: { id: null }, shown: 'ok' });
    const screen = { ...this.words.screens.admitted, why, name, organisation, category: '' };
    this.screens.verdict(screen);
    this.signals.give('ok');
    this.#remember(letIn, name);
    this.#back = setTimeout(() => this.#idle(), why ? COMPANY_MS : GREEN_MS);
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
    await this.door.scanAll(undone.people, 'out');
    this.#idle();
    this.screens.say(fill(this.words.undone, { name: undone.name ?? '' }));
  }

  /** A supervisor lets somebody in once more; why is asked first, and kept with the scan. */
  #askWhy() {
    clearTimeout(this.#back);
    this.screens.show('again');
    const form = this.root.querySelector('[data-again]');
    form.reset();
    form.elements.reason.focus();
  }

  #letInAgain(reason) {
    this.#scan(this.answer.who, 'in', reason);
  }

  /** The server judges otherwise: on the screen while that scan is on it, else as a sentence. */
  #correct(id, shown, answer) {
    const said = correctionOf(shown, answer, this.words, this.#context());
    if (!said) {
      this.#complete(id, answer);
      return;
    }
    if (this.screens.now === 'verdict' && this.answer?.id === id) {
      this.#show({ ...this.answer, note: null, ...answer });
    } else {
      this.screens.say(said, 'idle');
      this.signals.give('again');
    }
  }

  /** The server agrees, and knows who it is: a phone without the whole roster did not. */
  #complete(id, answer) {
    const shown = this.screens.now === 'verdict' && this.answer?.id === id;
    if (!shown || this.answer.name || !answer.name) return;
    Object.assign(this.answer, { note: null }, answer); // the same answer: a question about it goes on
    const screen = screenOf(this.answer, this.words, this.#context());
    this.screens.verdict(screen, { supervisor: this.door.info.device.supervisor });
    if (this.shown === 'ok') this.#remember([this.answer.who], answer.name);
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
    const { online, slow, syncedAt, inside, people } = door;
    const { offset, event } = door.info;
    const line = stateLine(
      { online, slow, syncedAt, offset, ...door.waiting() }, words, Date.now(), event.zone,
    );
    const about = online ? '' : '≈ ';
    screens.line({ ...line, online: online || slow, inside: inside === null ? '–' : about + inside });
    screens.people(people === null ? '–' : about + people);
    screens.last(this.#last?.name ?? null);
    screens.unsent(door.unsent().length);
    if (door.listedAt) {
      screens.listed(fill(words.listed, { time: clockText(door.listedAt, event.zone) }));
    }
  }

  /** Put what was not sent into a file, to be handed to the organisers. */
  #offerFile(link) {
    const device = this.door.info?.device.code ?? null;
    const body = { device, scans: exported(this.door.unsent()) };
    const file = new Blob([JSON.stringify(body, null, 1)], { type: 'application/json' });
    link.href = URL.createObjectURL(file);
  }

  #stopped() {
    this.camera.close();
    this.screens.stopped({
      title: this.words.revokedTitle,
      text: this.words.revokedText,
      waiting: fill(this.words.waiting, { number: this.door.unsent().length }),
      unsent: this.door.unsent().length,
    });
  }

  async #leave() {
    this.camera.close();
    await this.base.forget();
    location.assign(location.pathname);
  }
}
