// Finding a guest by name on the scanner: asked of the server while one types.

const REST_MS = 250;

/** find(words) → people; choose(registration code) → let in. */
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
        choose(person.registration);
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
    try {
      const people = await find(typed);
      if (mine !== asked) return; // something else was typed meanwhile
      list(people);
      screens.say(people.length ? '' : words.nobodyFound, 'search');
    } catch {
      screens.say(words.searchNeedsNetwork, 'search');
    }
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
