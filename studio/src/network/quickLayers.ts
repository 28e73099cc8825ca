import { shapeOf } from "./nodeShape.ts";
import { framed, type GraphShape, type PlacedNode, type Placement } from "./placement.ts";

const SWEEPS = 12;
const GAP = 16;
const LAYER_GAP = 46;
const ROW_GAP = 12;

/**
 * A layered picture of a large graph in time that grows with its arcs: layers by the longest path, order within them by
 * the mean place of the neighbours (Sugiyama et al. 1981, without lanes for long arcs), layers that are too wide for the
 * frame in several rows.
 */
export function quickLayers({ nodes }: GraphShape, aspect: number): Placement {
  const index = new Map(nodes.map(({ name }, i) => [name, i]));
  const parents = nodes.map((node) => node.parents.flatMap((parent) => index.get(parent) ?? []));
  const children: number[][] = nodes.map(() => []);
  parents.forEach((list, child) => {
    for (const parent of list) children[parent].push(child);
  });
  const layers = layersOf(parents, children);
  const rank = new Float64Array(nodes.length);
  for (const layer of layers) for (const [at, node] of layer.entries()) rank[node] = at / layer.length;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : layers.toReversed()) {
      const wish = new Map(
        layer.map((node) => {
          const near = down ? parents[node] : children[node];
          if (near.length === 0) return [node, rank[node]];
          return [node, near.reduce((sum, other) => sum + rank[other], 0) / near.length];
        }),
      );
      layer.sort((a, b) => wish.get(a)! - wish.get(b)!);
      for (const [at, node] of layer.entries()) rank[node] = (at + 0.5) / layer.length;
    }
  }
  const shapes = nodes.map(({ name }) => shapeOf(name));
  const area = shapes.reduce((sum, { width, height }) => sum + (width + GAP) * (height + LAYER_GAP), 0);
  const room = Math.max(600, Math.sqrt(area * aspect) * 1.1);
  const placed = new Map<string, PlacedNode>();
  let y = 0;
  for (const layer of layers) {
    const total = layer.reduce((sum, node) => sum + shapes[node].width + GAP, 0);
    const rowCount = Math.max(1, Math.ceil(total / room));
    // Neighbours in the order stay neighbours: they fill the rows column by column.
    const rows: number[][] = Array.from({ length: rowCount }, () => []);
    for (const [at, node] of layer.entries()) rows[at % rowCount].push(node);
    for (const row of rows) {
      const width = row.reduce((sum, node) => sum + shapes[node].width + GAP, -GAP);
      const spread = Math.max(1, Math.min(2.5, room / (width + GAP)));
      const height = Math.max(...row.map((node) => shapes[node].height));
      let x = (-width * spread) / 2;
      for (const node of row) {
        const shape = shapes[node];
        const step = (shape.width + GAP) * spread;
        const { name } = nodes[node];
        placed.set(name, { name, x: x + step / 2, y: y + height / 2, ...shape });
        x += step;
      }
      y += height + ROW_GAP;
    }
    y += LAYER_GAP - ROW_GAP;
  }
  return framed(placed, new Map());
}

function layersOf(parents: readonly number[][], children: readonly number[][]): number[][] {
  const missing = parents.map(({ length }) => length);
  const level = new Int32Array(parents.length);
  const ready = missing.flatMap((count, node) => (count === 0 ? [node] : []));
  for (const node of ready) {
    for (const child of children[node]) {
      level[child] = Math.max(level[child], level[node] + 1);
      if (--missing[child] === 0) ready.push(child);
    }
  }
  const layers: number[][] = [];
  for (const node of ready) {
    layers[level[node]] ??= [];
    layers[level[node]].push(node);
  }
  return layers;
}
