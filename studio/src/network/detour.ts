import type { Point } from "../document/routes.ts";

/** A box that a line must not run through. */
export interface Obstacle extends Point {
  readonly width: number;
  readonly height: number;
}

/** How far corners of a way stand from those of the box that it goes around. */
const CLEARANCE = 9;

/**
 * The shortest way between two points that runs through no box, as the corners at which it turns; undefined where the boxes leave
 * none.
 */
export function detour(from: Point, to: Point, obstacles: readonly Obstacle[]): readonly Point[] | undefined {
  const places = [from, to, ...obstacles.flatMap(cornersOf).filter((at) => !obstacles.some(covers(at)))];
  const distance = places.map(() => Number.POSITIVE_INFINITY);
  const before: number[] = [];
  const open = new Set(places.keys());
  distance[0] = 0;
  while (open.size > 0) {
    let at = -1;
    for (const i of open) if (at < 0 || distance[i] < distance[at]) at = i;
    if (distance[at] === Number.POSITIVE_INFINITY) return undefined;
    if (at === 1) break;
    open.delete(at);
    for (const next of open) {
      const length = distance[at] + Math.hypot(places[next].x - places[at].x, places[next].y - places[at].y);
      if (length >= distance[next] || !isFree(places[at], places[next], obstacles)) continue;
      distance[next] = length;
      before[next] = at;
    }
  }
  const way: Point[] = [];
  for (let at = before[1]; at !== 0; at = before[at]) way.unshift(places[at]);
  return way;
}

function cornersOf({ x, y, width, height }: Obstacle): Point[] {
  const [dx, dy] = [width / 2 + CLEARANCE, height / 2 + CLEARANCE];
  return [-dx, dx].flatMap((right) => [-dy, dy].map((down) => ({ x: x + right, y: y + down })));
}

function covers({ x, y }: Point): (box: Obstacle) => boolean {
  return (box) => Math.abs(x - box.x) < box.width / 2 && Math.abs(y - box.y) < box.height / 2;
}

/** Whether the straight line between two points meets no box. */
function isFree(a: Point, b: Point, obstacles: readonly Obstacle[]): boolean {
  return obstacles.every(({ x, y, width, height }) => {
    // The part of the line within the box, in shares of its length.
    let [enter, leave] = [0, 1];
    for (const [start, step, half] of [
      [a.x - x, b.x - a.x, width / 2],
      [a.y - y, b.y - a.y, height / 2],
    ]) {
      if (step === 0) {
        if (Math.abs(start) >= half) return true;
        continue;
      }
      const [first, last] = [(-half - start) / step, (half - start) / step];
      enter = Math.max(enter, Math.min(first, last));
      leave = Math.min(leave, Math.max(first, last));
    }
    return enter >= leave;
  });
}
