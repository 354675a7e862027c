// An exhibitor's phone: scans a badge, asks the visitor where nobody has asked yet, and keeps
// what it cannot send. The server decides; without it the visitor is always asked.

import { cameraTrouble, openCamera, readCodes } from '../registrations/camera.js';
import { loadZxing, makeDecoder } from '../registrations/decoder.js';
import { leadStore, newScan, sendWaiting } from './lead-queue.js';

const RETRY_MS = 20_000;
const SAME_CODE_MS = 4000; // a code that stays in the picture is one scan

export default function mount(root) {
  new Booth(root).start();
}

class Booth {
  #scan = null; // the one the page is about
  #asked = null; // how the visitor is asked: {version, locale}
  #seen = { text: null, at: -Infinity };
  #busy = false;

  constructor(root) {
    this.root = root;
    this.texts = JSON.parse(root.querySelector('[data-texts]').textContent);
    this.store = leadStore(localStorage, root.dataset.phone);
  }

  start() {
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
    addEventListener('online', () => this.#sendWaiting());
    setInterval(() => this.#sendWaiting(), RETRY_MS);
    this.#sendWaiting();
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
  }

  #sayWaiting() {
    const number = this.store.all().length;
    const place = this.root.querySelector('[data-waiting]');
    place.textContent = this.texts.waiting.replace('{number}', number);
    place.hidden = number === 0;
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

  async #agreed() {
    if (this.#busy) return;
    this.#scan = { ...this.#scan, at: new Date().toISOString(), agreed: this.#asked };
    const answer = await this.#send(this.#scan);
    if (answer !== null) this.#answer(answer);
    else if (this.store.put(this.#scan)) this.#show('kept');
    else this.#idle(this.texts.fault);
  }

  #keepNote(form) {
    const { heat, note } = form.elements;
    this.store.put({ ...this.#scan, heat: heat.value, note: note.value || null });
    form.reset();
    this.#idle();
    this.#sendWaiting();
  }

  /** The server's answer; {text} for a scan it refuses; null when there was no answer. */
  async #send(scan) {
    this.#busy = true;
    try {
      const reply = await fetch(this.root.dataset.scans, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(scan),
      });
      if (reply.ok) return await reply.json();
      if (reply.status === 409 || reply.status === 422) return { state: 'refused', text: (await reply.json()).title };
      return null;
    } catch {
      return null;
    } finally {
      this.#busy = false;
    }
  }

  async #sendWaiting() {
    this.#sayWaiting();
    if (this.#busy || (this.now && this.now !== 'idle') || !this.store.all().length) return;
    const { taken, refused } = await sendWaiting(this.store, (scan) => this.#send(scan));
    this.#sayWaiting();
    if (refused.length) this.#say(this.texts.notTaken.replace('{why}', refused[0]));
    else if (taken) location.reload();
  }
}
