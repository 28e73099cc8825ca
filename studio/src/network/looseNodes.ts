import { shapeOf } from "./nodeShape.ts";
import { framed, gridOf, type PlacedNode, type Placement } from "./placement.ts";

interface Named {
  readonly name: string;
}

/**
 * Nodes without arcs in rows of equal distances, below or to the right of the others, in as many columns as leave all the largest
 * in a frame of the given proportions.
 */
export function besideEachOther(others: Placement, loose: readonly Named[], aspect: number): Placement {
  if (loose.length === 0) return others;
  const step = gridOf(loose);
  const alone = others.nodes.size === 0;
  let best: { readonly columns: number; readonly below: boolean; readonly scale: number } | undefined;
  for (let columns = 1; columns <= loose.length; columns++) {
    const [width, height] = [columns * step.x, Math.ceil(loose.length / columns) * step.y];
    for (const below of [true, false]) {
      const all = alone
        ? { width, height }
        : below
          ? { width: Math.max(width, others.width), height: height + others.height }
          : { width: width + others.width, height: Math.max(height, others.height) };
      const scale = Math.min(aspect / all.width, 1 / all.height);
      if (best === undefined || scale > best.scale) best = { columns, below, scale };
    }
  }
  const { columns, below } = best!;
  const left = alone || below ? others.x : others.x + others.width;
  const top = alone || !below ? others.y : others.y + others.height;
  const placed = loose.map(({ name }, i): [string, PlacedNode] => [
    name,
    {
      name,
      x: left + ((i % columns) + 0.5) * step.x,
      y: top + (Math.floor(i / columns) + 0.5) * step.y,
      ...shapeOf(name),
    },
  ]);
  return framed(new Map([...others.nodes, ...placed]), others.bends);
}
