import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isAsked } from '../../static/js/registrations/question-rules.js';

const cases = JSON.parse(readFileSync(new URL('../vectors/questions.json', import.meta.url), 'utf8'));

for (const each of cases) {
  test(`a question is asked: ${each.says}`, () => {
    const question = { categories: each.categories.join(' '), if: each.if.join(' ') };
    assert.equal(isAsked(question, each.category ?? undefined, each.given), each.asked);
  });
}
