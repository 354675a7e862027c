// When a board says that it is live, and when that it is not.

const SILENT_MS = 40_000; // the server gives a sign of life every 15 s

/** Whether the board is cut off, given when it last heard anything. */
export const isAway = (heardAt, now) => now - heardAt > SILENT_MS;

/** Two digits each: 07:05. */
export function clockText(date) {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
