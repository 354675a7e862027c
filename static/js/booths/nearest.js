/** Which booth is next in a direction: pure, so that it can be tested without a page. */

const WAYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A booth that lies aside counts as this many times further away than one straight ahead. */
const ASIDE = 2.5;

/**
 * The number of the point nearest to `points[from]` in the direction of an arrow key, or null
 * when there is none. Points are `{x, y}`, y downwards.
 */
export function nearest(points, from, key) {
  const way = WAYS[key];
  if (!way) return null;
  const [dx, dy] = way;
  let best = null;
  let shortest = Infinity;
  points.forEach((point, number) => {
    const across = point.x - points[from].x;
    const down = point.y - points[from].y;
    const ahead = across * dx + down * dy;
    const aside = Math.abs(across * dy) + Math.abs(down * dx);
    const distance = ahead + ASIDE * aside;
    if (number !== from && ahead > 0.01 && distance < shortest) {
      shortest = distance;
      best = number;
    }
  });
  return best;
}
