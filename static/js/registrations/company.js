// Who came together: the others of a delegation who could be let in with the one just scanned.
// Each of them gets a scan of their own; nothing here decides who may come in.

import { judgeHere } from './door-judge.js';
import { readBody, split } from './token.js';
import { fill } from './verdict-screen.js';

const inOrder = new Intl.Collator('vi', { numeric: true }).compare;

/** The serial of whoever was scanned; null for somebody whom only the server knows. */
export function serialOf({ badge, serial }) {
  if (serial) return serial;
  const parts = badge ? split(badge) : null;
  return (parts && readBody(parts.body)?.serial) ?? null;
}

/**
 * The others of the delegation who would be let in here now, by name: {people, numbered}, or null
 * when there is nobody. `numbered`: their badges have numbers for names (a school, a commune).
 *
 * scan: {at, point, direction}; known: as for judgeHere, with badgesOf(group)
 */
export async function companyOf(who, scan, known) {
  const mine = await known.badge(serialOf(who) ?? '');
  if (!mine?.group || mine.state !== 'valid') return null;
  const others = (await known.badgesOf(mine.group))
    .filter(({ serial, state }) => serial !== mine.serial && state === 'valid');
  const said = await Promise.all(others.map(
    ({ serial }) => judgeHere({ ...scan, id: serial, serial }, known),
  ));
  const people = others.filter((_one, place) => said[place].verdict === 'admitted')
    .sort((a, b) => inOrder(a.name, b.name));
  return people.length ? { people, numbered: Boolean(mine.numbered) } : null;
}

/** What is asked about them: {said, act, names, number, numbered}. */
export function questionOf({ people, numbered }, words) {
  const { length: number } = people;
  const [said, act] = numbered ? [words.headsNotIn, words.letHeadsIn] : [words.companyNotIn, words.letAllIn];
  return {
    number, numbered, said: fill(said, { number }), act: fill(act, { number }),
    names: people.map(({ name }) => name),
  };
}

/**
 * What stands on the screen after all were scanned, and whom an undo takes back. `first`: who was
 * scanned before them and let in, or null; `answers`: the others'.
 */
export function outcomeOf(answers, first, words) {
  const letIn = [first, ...answers].filter((answer) => answer?.verdict === 'admitted');
  const others = answers.filter(({ verdict }) => verdict !== 'admitted').map(({ name }) => name);
  return {
    name: fill(words.ofCompany, { number: letIn.length }),
    why: others.length ? fill(words.notLetIn, { names: others.join(', ') }) : '',
    people: letIn.map(({ who }) => who),
  };
}
