import type { Placement } from "./placement.ts";

/** Where the arrow keys lead. */
export const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest node in a direction, sideways distance counting double. */
export function neighbourTowards(
  placement: Placement,
  from: string,
  [dx, dy]: readonly [number, number],
): string | undefined {
  const here = placement.nodes.get(from)!;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const node of placement.nodes.values()) {
    const along = (node.x - here.x) * dx + (node.y - here.y) * dy;
    const aside = Math.abs((node.x - here.x) * dy) + Math.abs((node.y - here.y) * dx);
    if (along <= 1) continue;
    const distance = along + 2 * aside;
    if (distance < least) {
      least = distance;
      best = node.name;
    }
  }
  return best;
}
