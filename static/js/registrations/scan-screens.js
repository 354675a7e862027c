// What the scanner's page shows: one <section> at a time, words by textContent.

const SECTIONS = ['start', 'idle', 'verdict', 'again', 'search', 'gate', 'stopped'];
const KINDS = ['ok', 'again', 'no', 'out'];

/** The page's parts, found once. `root` is the element the scanner is mounted on. */
export function makeScreens(root) {
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const one = (selector, within = root) => within.querySelector(selector);
  const sections = Object.fromEntries(
    SECTIONS.map((name) => [name, one(`[data-screen=${name}]`)]),
  );
  const write = (selector, text, within = root) => {
    for (const element of all(selector, within)) element.textContent = text;
  };

  const screens = {
    root,
    now: 'start',

    show(name) {
      for (const [key, section] of Object.entries(sections)) section.hidden = key !== name;
      one('[data-state]').hidden = ['start', 'stopped'].includes(name);
      screens.now = name;
    },

    /** A sentence on the screen that is shown; empty takes it away. */
    say(text, name = screens.now) {
      const place = one('[data-said]', sections[name]);
      if (!place) return;
      place.textContent = text;
      place.hidden = !text;
    },

    /** Gate, direction and device in every head. */
    head({ point, direction, device }) {
      write('[data-gate]', point);
      write('[data-direction]', direction);
      write('[data-device]', device);
    },

    verdict({ kind, icon, word, why, name, organisation, category }, { supervisor = false } = {}) {
      const section = sections.verdict;
      section.classList.remove(...KINDS);
      section.classList.add(kind);
      for (const picture of all('[data-verdict-icon]', section)) {
        picture.toggleAttribute('hidden', picture.dataset.verdictIcon !== icon);
      }
      write('[data-word]', word, section);
      write('[data-why]', why, section);
      write('[data-name]', name, section);
      write('[data-organisation]', organisation, section);
      write('[data-category]', category, section);
      for (const act of all('[data-for]', section)) {
        act.hidden = !act.dataset.for.split(' ').includes(kind);
      }
      screens.company(null);
      for (const act of all('[data-supervisor]', section)) {
        act.hidden ||= (act.dataset.supervisor === 'yes') !== supervisor;
      }
      screens.show('verdict');
    },

    /** Who came together with the person on the screen; null: nobody. */
    company(shown) {
      const place = one('[data-company]');
      place.hidden = shown === null;
      one('[data-screen=verdict] .vi:not([hidden])')?.classList.toggle('small', shown !== null);
      if (shown === null) return;
      write('[data-company-said]', shown.said);
      write('[data-company-act]', shown.act);
      one('[data-company-heads]').hidden = !shown.numbered;
      Object.assign(one('[name=heads]'), { max: shown.number, value: shown.number });
      one('[data-company-names]').replaceChildren(...(shown.numbered ? [] : shown.names).map(
        (name) => Object.assign(document.createElement('li'), { textContent: name }),
      ));
    },

    line({ network, waiting, synced, clock, inside, online }) {
      const footer = one('[data-state]');
      footer.classList.toggle('off', !online);
      const place = one('[data-network]');
      if (place.textContent !== network) place.textContent = network;
      place.dataset.icon = online ? 'wifi' : 'wifi-off';
      write('[data-waiting]', waiting);
      write('[data-synced]', synced);
      write('[data-clock]', clock);
      one('[data-clock]').hidden = !clock;
      write('[data-inside]', inside);
    },

    /** How fresh the list of badges on this phone is. */
    listed(text) {
      write('[data-listed]', text);
    },

    people(text) {
      write('[data-people]', text);
    },

    /** The last person let in, with the way to take it back; null takes the bar away. */
    last(name) {
      one('[data-last]').hidden = name === null;
      write('[data-last-name]', name ?? '');
    },

    /** Buttons in a list: [{text, small, act, disabled}]. */
    choices(selector, items) {
      one(selector).replaceChildren(...items.map(({ text, small, act, disabled = false, chosen = false }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'btn';
        button.disabled = disabled;
        if (chosen) button.setAttribute('aria-current', 'true');
        button.append(Object.assign(document.createElement('b'), { textContent: text }));
        if (small) button.append(Object.assign(document.createElement('small'), { textContent: small }));
        button.addEventListener('click', act);
        const item = document.createElement('li');
        item.append(button);
        return item;
      }));
    },

    /** How many scans could be saved as a file now. */
    unsent(number) {
      for (const link of all('[data-act=save]')) link.hidden = !number;
    },

    stopped({ title, text, waiting, unsent }) {
      write('[data-stopped-title]', title);
      write('[data-stopped-text]', text);
      write('[data-stopped-waiting]', waiting);
      screens.unsent(unsent);
      screens.show('stopped');
    },

    /** Deeds of the buttons: {undo: f, next: f, …}. */
    onAct(deeds) {
      root.addEventListener('click', (event) => {
        const button = event.target.closest('[data-act]');
        if (button) deeds[button.dataset.act]?.(button);
      });
    },
  };
  return screens;
}
