import type { Dag } from "../graph/index.ts";
import { extent, type Layout } from "./layout.ts";
import type { Direction } from "./networkDot.ts";

const POINTS = 72;
const GAP = 7;
const ARROW = 5;
/** Points. Layers with few nodes are not squeezed below this, or their arcs would run into one line. */
const LEAST = 900;

interface Box {
  readonly center: [number, number];
  readonly size: readonly [number, number];
}

/**
 * A layout of straight arcs, squeezed across its layers to what the fullest layer needs; the order inside each layer
 * stays. Graphviz keeps room for every arc that passes a layer, which leaves hundreds of arcs mostly empty space.
 */
export function compactLayout(dag: Dag, layout: Layout, direction: Direction): Layout {
  const across = direction === "TB" ? 0 : 1;
  const boxes = (layout.objects ?? []).map(({ pos, width, height }): Box => {
    const [x, y] = pos.split(",").map(Number);
    return { center: [x, y], size: [Number(width) * POINTS, Number(height) * POINTS] };
  });
  const layers = layersOf(boxes, across);
  const needed = layers.map((layer) => layer.reduce((sum, { size }) => sum + size[across] + GAP, 0));
  const whole = extent(layout);
  const room = Math.min(whole[across], Math.max(LEAST, ...needed));
  for (const layer of layers) squeeze(layer, across, room, room / whole[across]);
  const [width, height] = across === 0 ? [room, whole[1]] : [whole[0], room];
  return {
    bb: `0,0,${width},${height}`,
    objects: layout.objects?.map((node, i) => ({ ...node, pos: boxes[i].center.join(",") })),
    edges: layout.edges?.map(({ tail, head }) => ({ tail, head, pos: straightArc(dag, boxes, tail, head) })),
  };
}

function layersOf(boxes: readonly Box[], across: 0 | 1): Box[][] {
  const layers = new Map<number, Box[]>();
  for (const box of boxes) {
    const level = Math.round(box.center[1 - across]);
    const layer = layers.get(level);
    if (layer) layer.push(box);
    else layers.set(level, [box]);
  }
  return [...layers.values()];
}

function squeeze(layer: readonly Box[], across: 0 | 1, room: number, scale: number): void {
  const sorted = [...layer].sort((a, b) => a.center[across] - b.center[across]);
  let floor = 0;
  for (const { center, size } of sorted) {
    center[across] = Math.max(center[across] * scale, floor + size[across] / 2);
    floor = center[across] + size[across] / 2 + GAP;
  }
  let ceiling = room;
  for (const { center, size } of sorted.reverse()) {
    center[across] = Math.min(center[across], ceiling - size[across] / 2);
    ceiling = center[across] - size[across] / 2 - GAP;
  }
}

/** From border to border, in Graphviz's way of writing. */
function straightArc(dag: Dag, boxes: readonly Box[], tail: number, head: number): string {
  const [from, to] = [boxes[tail].center, boxes[head].center];
  const along = [to[0] - from[0], to[1] - from[1]];
  const length = Math.sqrt(along[0] * along[0] + along[1] * along[1]);
  const at = (share: number) => `${from[0] + share * along[0]},${from[1] + share * along[1]}`;
  const start = at(borderShare(dag, boxes, tail, along));
  const end = 1 - borderShare(dag, boxes, head, along);
  const base = at(end - ARROW / length);
  return `e,${at(end)} ${start} ${start} ${base} ${base}`;
}

/** The share of a way from a node's centre that lies inside the node. */
function borderShare(dag: Dag, boxes: readonly Box[], node: number, [x, y]: readonly number[]): number {
  const [width, height] = boxes[node].size;
  const across = (2 * Math.abs(x)) / width;
  const down = (2 * Math.abs(y)) / height;
  return (
    1 / (dag.roles[node] === "observed" ? Math.max(across, down) : Math.sqrt(across * across + down * down))
  );
}
