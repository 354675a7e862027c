/*
 * Whether a question is asked: the same rule as in Python. `categories` and `if` are texts with
 * spaces between; `given` holds the answers to the questions before it.
 */
const parts = (text) => (text ?? '').split(/\s+/).filter(Boolean);

export function isAsked(question, category, given) {
  const categories = parts(question.categories);
  if (categories.length && !categories.includes(category)) return false;
  const conditions = parts(question.if);
  return !conditions.length || conditions.some((pair) => {
    const [code, key] = pair.split(':');
    return (given[code] ?? []).includes(key);
  });
}
