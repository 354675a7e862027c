// Finding a guest by name on the scanner, while one types: on the server, or on this phone.

const REST_MS = 250;

/** find(words) → {people, whole}; choose({registration} or {serial}) → let in. */
export function mountSearch(root, screens, words, { find, choose }) {
  const form = root.querySelector('[data-search]');
  const field = form.elements.q;
  let timer = null;
  let asked = 0;

  function list(people) {
    screens.choices('[data-people-found]', people.map((person) => ({
      text: person.name,
      small: [
        person.organisation, person.category, person.has_badge ? '' : words.noBadge,
      ].filter(Boolean).join(' · '),
      disabled: !person.has_badge,
      act: () => {
        field.value = '';
        list([]);
        choose(person.registration ? { registration: person.registration } : { serial: person.serial });
      },
    })));
  }

  async function ask() {
    const typed = field.value.trim();
    asked += 1;
    const mine = asked;
    if (typed.length < 2) {
      list([]);
      screens.say(typed ? words.typeMore : '', 'search');
      return;
    }
    const { people, whole } = await find(typed);
    if (mine !== asked) return; // something else was typed meanwhile
    list(people);
    screens.say(whole ? (people.length ? '' : words.nobodyFound) : words.foundHere, 'search');
  }

  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
}
