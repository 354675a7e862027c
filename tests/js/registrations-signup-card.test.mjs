import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CARD, cardLines, fit, twoLines } from '../../static/js/registrations/signup-card.js';

const measure = (text, size) => text.length * size * 0.6;

test('a text that fits keeps its size, another shrinks, never below the least', () => {
  assert.equal(fit('Hà', 700, 90, 30, 640, measure), 90);
  assert.equal(fit('Nguyễn Thị Minh', 700, 90, 30, 640, measure), 71);
  assert.equal(fit('W'.repeat(200), 700, 90, 30, 640, measure), 30);
});

test('organisations take two lines and then an ellipsis', () => {
  assert.deepEqual(twoLines('Viện', 24, 400, 640, measure), ['Viện']);
  assert.deepEqual(twoLines('', 24, 400, 640, measure), []);
  const long = twoLines('Phân viện Nghiên cứu '.repeat(10), 24, 400, 640, measure);
  assert.equal(long.length, 2);
  assert.ok(long[1].endsWith('…'));
});

test('two lines are about as long as each other', () => {
  const text = 'Hợp tác xã Cam và Dịch vụ nông nghiệp Đồi Vàng (giả định)';
  const lines = twoLines(text, 24, 400, 800, measure);
  assert.equal(lines.join(' '), text);
  assert.deepEqual(lines, ['Hợp tác xã Cam và Dịch vụ nông', 'nghiệp Đồi Vàng (giả định)']);
});

test('lines stand on the card, below each other, and empty ones are left out', () => {
  const said = { event: 'Hội chợ', when: '03/12', family: '', given: 'Ý', organisation: '', category: 'Khách' };
  const lines = cardLines(said, measure);
  assert.deepEqual(lines.map((line) => line.text), ['Hội chợ', '03/12', 'Ý', 'Khách']);
  lines.forEach((line, n) => {
    assert.ok(line.y < CARD.height);
    if (n) assert.ok(line.y > lines[n - 1].y);
  });
});
