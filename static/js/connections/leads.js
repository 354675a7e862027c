// An exhibitor's phone: scans a badge, asks the visitor where nobody has asked yet, and keeps
// what it cannot send. The server decides; without it the visitor is always asked.

import { cameraTrouble, openCamera, readCodes } from '../registrations/camera.js';
import { loadZxing, makeDecoder } from '../registrations/decoder.js';
import { oneAtATime } from '../registrations/one-sender.js';
import { keepStorage, sendLater, workOffline } from '../registrations/scan-app.js';
import { SENDING, leadSender } from './lead-client.js';
import { leadStore, newScan, openRows, sendWaiting, takeOver } from './lead-queue.js';

const RETRY_MS = 20_000;
const SAME_CODE_MS = 4000; // a code that stays in the picture is one scan

export default async function mount(root) {
  const { worker, scope, phone } = root.dataset;
  const store = leadStore(await openRows(), phone);
  await takeOver(localStorage, store, phone).catch(() => null); // storage may be forbidden
  const booth = new Booth(root, store);
  workOffline(worker, () => booth.renew(), scope);
  await booth.start();
  keepStorage();
}

class Booth {
  #scan = null; // the one the page is about
  #asked = null; // how the visitor is asked: {version, locale}
  #seen = { text: null, at: -Infinity };
  #busy = false;
  #sending = false;
  #woken = false; // the network came back while a sending went on
  #waiting = 0; // as last said
  #stale = false; // the page is to be read anew as soon as nobody is being asked

  constructor(root, store) {
    this.root = root;
    this.store = store;
    this.texts = JSON.parse(root.querySelector('[data-texts]').textContent);
    this.send = leadSender(root.dataset.scans);
  }

  async start() {
    const { root } = this;
    root.addEventListener('click', (event) => {
      const act = event.target.closest('[data-act]')?.dataset.act;
      if (act === 'open') this.#openCamera();
      if (act === 'yes') this.#agreed();
      if (act === 'no') this.#idle();
    });
    root.querySelector('[data-typed]').addEventListener('submit', (event) => {
      event.preventDefault();
      const { code } = event.target.elements;
      if (code.value.trim()) this.#take(code.value.trim());
      code.value = '';
    });
    for (const control of this.#part('idle').querySelectorAll(':disabled')) control.disabled = false;
    this.#part('kept').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#keepNote(event.target);
    });
    document.addEventListener('visibilitychange', () => document.hidden && this.#closeCamera());
    document.addEventListener('visibilitychange', () => document.hidden && this.#later());
    addEventListener('online', () => this.#online());
    setInterval(() => this.#sendWaiting(), RETRY_MS);
    for (const scan of await this.store.all()) await this.store.put(scan); // open no more
    await this.#sendWaiting();
  }

  /** Read the page anew: a newer version, or its list. Not while a visitor reads a question. */
  renew() {
    this.#stale = true;
    this.#renewIfIdle();
  }

  #renewIfIdle() {
    const typed = this.root.querySelector('#typed-code').value;
    if (this.#stale && !this.#busy && !typed && [undefined, 'idle'].includes(this.now)) location.reload();
  }

  async #online() {
    await this.#sendWaiting();
    if (this.root.dataset.shell !== undefined) this.renew(); // its list comes with the network
  }

  async #later() {
    if ((await this.store.all()).length) await sendLater(this.root.dataset.scope);
  }

  #part(screen) {
    return this.root.querySelector(`[data-screen=${screen}]`);
  }

  #show(screen) {
    for (const part of this.root.querySelectorAll('[data-screen]')) part.hidden = part.dataset.screen !== screen;
    this.now = screen;
  }

  #say(text) {
    const place = this.root.querySelector('[data-said]');
    place.textContent = text;
    place.hidden = !text;
  }

  #idle(text = '') {
    this.#scan = null;
    this.#show('idle');
    this.#say(text);
    this.#sayWaiting();
    this.#renewIfIdle();
  }

  async #sayWaiting() {
    const number = (await this.store.all()).length;
    const gone = number < this.#waiting; // sent, by this page or by the worker
    this.#waiting = number;
    const place = this.root.querySelector('[data-waiting]');
    place.textContent = this.texts.waiting.replace('{number}', number);
    place.hidden = number === 0;
    const [why] = await this.store.whyRefused();
    if (why !== undefined) this.#say(this.texts.notTaken.replace('{why}', why));
    else if (gone) this.renew();
  }

  // -- the camera --

  async #openCamera() {
    if (this.camera) return;
    const video = this.root.querySelector('[data-camera]');
    try {
      this.camera = await openCamera(video);
    } catch (error) {
      this.#say(this.texts[cameraTrouble(error)]);
      return;
    }
    this.root.querySelector('[data-frame]').hidden = false;
    this.root.querySelector('[data-act=open]').hidden = true;
    const { zxing, wasm } = this.root.dataset;
    try {
      this.decode ??= await makeDecoder(() => loadZxing(zxing, wasm));
    } catch {
      this.#say(this.texts.decoderFailed);
      return;
    }
    this.stopReading = readCodes(video, this.decode, (text) => this.#saw(text));
  }

  #closeCamera() {
    this.stopReading?.();
    this.camera?.stop();
    this.camera = null;
    this.root.querySelector('[data-frame]').hidden = true;
    this.root.querySelector('[data-act=open]').hidden = false;
  }

  #saw(text) {
    const again = text === this.#seen.text && Date.now() - this.#seen.at < SAME_CODE_MS;
    this.#seen = { text, at: Date.now() };
    if (!again && this.now !== 'ask' && this.now !== 'kept') this.#take(text);
  }

  // -- a scan and its answer --

  async #take(badge) {
    if (this.#busy) return;
    this.#scan = newScan(badge);
    this.#say(this.texts.busy);
    const answer = await this.#send(this.#scan);
    if (answer === null) this.#ask({ version: this.texts.version, locale: this.texts.locale });
    else this.#answer(answer);
  }

  #answer(answer) {
    if (answer.state === 'lead') location.assign(answer.address);
    else if (answer.state === 'ask') this.#ask(answer);
    else this.#idle(answer.text ?? this.texts.fault);
  }

  #ask({ version, locale }) {
    this.#asked = { version, locale };
    const { question, yes, no } = this.texts.asking[locale];
    const part = this.#part('ask');
    part.lang = locale;
    part.querySelector('[data-question]').textContent = question;
    part.querySelector('[data-act=yes]').textContent = yes;
    part.querySelector('[data-act=no]').textContent = no;
    this.#show('ask');
    part.focus();
  }

  /** The visitor said yes: noted on this phone first, sent then, dropped when the server answered. */
  async #agreed() {
    if (this.#busy) return;
    this.#scan = { ...this.#scan, at: new Date().toISOString(), agreed: this.#asked };
    const kept = await this.store.put(this.#scan, { open: true });
    const answer = await this.#send(this.#scan);
    if (answer !== null) {
      await this.store.drop(this.#scan);
      this.#answer(answer);
    } else if (kept) {
      this.#show('kept');
      sendLater(this.root.dataset.scope);
    } else this.#idle(this.texts.fault);
  }

  async #keepNote(form) {
    const { heat, note } = form.elements;
    const said = { heat: heat.value, note: note.value || null };
    form.reset();
    const kept = await this.store.put({ ...this.#scan, ...said });
    this.#idle(kept ? '' : this.texts.fault);
    this.#sendWaiting();
  }

  async #send(scan) {
    this.#busy = true;
    try {
      return await this.send(scan);
    } finally {
      this.#busy = false;
    }
  }

  /** In the background: a scan made meanwhile does not wait for it. */
  async #sendWaiting() {
    this.#woken = this.#sending;
    if (this.#sending) return;
    await this.#sayWaiting();
    if (!(await this.store.all({ withOpen: false })).length) return;
    this.#sending = true;
    const whole = await oneAtATime(
      SENDING, () => sendWaiting(this.store, this.send, { withOpen: false }),
    ).finally(() => { this.#sending = false; });
    await this.#sayWaiting();
    if (!whole && this.#woken) await this.#sendWaiting();
    else if (!whole) sendLater(this.root.dataset.scope);
  }
}
