/*
 * How the words of a badge are set on the saved picture: pure, no page. Measures are pixels.
 */
export const CARD = {
  width: 720,
  height: 1080,
  code: 480,
  codeTop: 130,
  bandTop: 920,
  bandHeight: 90,
};
const ROOM = CARD.width - 80;

/** The largest size up to `most` at which the text fits; never under `least`. */
export function fit(text, weight, most, least, room, measure) {
  const wide = measure(text, most, weight);
  return wide <= room ? most : Math.max(least, Math.floor((most * room) / wide));
}

function filled(text, size, weight, room, measure) {
  const lines = [''];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (measure(longer, size, weight) <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter(Boolean);
}

/** A text in at most two lines, as even as they can be; what does not fit ends in an ellipsis. */
export function twoLines(text, size, weight, room, measure) {
  let lines = filled(text, size, weight, room, measure);
  if (lines.length > 2) return [lines[0], `${lines[1]}…`];
  for (let narrow = room * 0.97; lines.length === 2; narrow *= 0.97) {
    const tried = filled(text, size, weight, narrow, measure);
    if (tried.length > 2 || tried.some((line) => measure(line, size, weight) > room)) break;
    if (tried.every((line) => measure(line, size, weight) > narrow)) break;
    lines = tried;
  }
  return lines;
}

/** Every line of the card: text, size, weight, colour and baseline. */
export function cardLines(said, measure) {
  const ink = '#1c2333';
  const quiet = '#535b6b';
  const made = [];
  const put = (text, most, least, weight, y, colour = ink, room = ROOM) => {
    if (!text) return;
    made.push({ text, size: fit(text, weight, most, least, room, measure), weight, y, colour });
  };
  put(said.event, 28, 16, 600, 60);
  put(said.when, 24, 14, 400, 100, quiet);
  put(said.family, 36, 18, 500, 680);
  put(said.given, 92, 30, 700, 770);
  const lines = twoLines(said.organisation ?? '', 24, 400, ROOM, measure);
  lines.forEach((line, n) => put(line, 24, 12, 400, 830 + n * 34));
  put(said.category, 42, 20, 600, CARD.bandTop + 60, '#ffffff', CARD.width - 160);
  return made;
}
