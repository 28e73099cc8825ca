import { arcKey, arcOf, type Point, type Routes } from "../document/routes.ts";
import { type NodeShape, shapeOf } from "./nodeShape.ts";

export interface PlacedNode extends Point, NodeShape {
  readonly name: string;
  /** An ellipse instead of a box. */
  readonly round?: boolean;
  /** How far the name stands below the node's middle. */
  readonly labelOffset?: number;
  /** Of its name, where that is not the usual one. */
  readonly letterSize?: number;
  /** Between the lines of its name, where that is not the usual one. */
  readonly lineHeight?: number;
}

/** Where everything stands; the frame holds all nodes and all bends of arcs, with a margin. */
export interface Placement {
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  /** Bends of the arcs by `arcKey`. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphShape {
  readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
}

const MARGIN = 14;

export function framed(
  nodes: ReadonlyMap<string, PlacedNode>,
  bends: ReadonlyMap<string, readonly Point[]>,
): Placement {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const cover = (x: number, y: number, dx: number, dy: number) => {
    left = Math.min(left, x - dx);
    right = Math.max(right, x + dx);
    top = Math.min(top, y - dy);
    bottom = Math.max(bottom, y + dy);
  };
  for (const { x, y, width, height } of nodes.values()) cover(x, y, width / 2, height / 2);
  for (const points of bends.values()) for (const { x, y } of points) cover(x, y, 2, 2);
  if (left > right) return { nodes, bends, x: 0, y: 0, width: 200, height: 100 };
  return {
    nodes,
    bends,
    x: left - MARGIN,
    y: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}

interface Placeable {
  readonly name: string;
  readonly parents: readonly string[];
  readonly place?: Point;
}

/** Nodes as they stand. Arcs follow their routes for as long as both their ends stand where these have them. */
export function standing(nodes: readonly Placeable[], routes: Routes | undefined): Placement {
  const placed = new Map<string, PlacedNode>();
  for (const { name, place } of nodes) if (place) placed.set(name, { name, ...place, ...shapeOf(name) });
  const bends = new Map<string, readonly Point[]>();
  const stays = (name: string, { x, y }: Point) => {
    const now = placed.get(name);
    return now !== undefined && now.x === x && now.y === y;
  };
  for (const { name, parents } of nodes) {
    for (const parent of parents) {
      const key = arcKey(parent, name);
      const route = routes?.get(key);
      if (route && stays(parent, route.from) && stays(name, route.to)) bends.set(key, route.bends);
    }
  }
  return framed(placed, bends);
}

/** How a layout runs its arcs, for as long as nodes stand where it puts them. */
export function routesOf({ nodes, bends }: Placement): Routes {
  const rounded = (value: number) => Math.round(100 * value) / 100;
  const middle = (name: string) => {
    const { x, y } = nodes.get(name)!;
    return { x, y };
  };
  return new Map(
    [...bends].map(([key, points]) => {
      const [parent, child] = arcOf(key);
      const route = {
        from: middle(parent),
        to: middle(child),
        bends: points.map(({ x, y }) => ({ x: rounded(x), y: rounded(y) })),
      };
      return [key, route];
    }),
  );
}

/** Hidden nodes are drawn as ellipses, and arcs end on those. */
export function withRoundLatents(placement: Placement, observed: readonly string[]): Placement {
  const measured = new Set(observed);
  const nodes = [...placement.nodes].map(([name, node]): [string, PlacedNode] => [
    name,
    measured.has(name) ? node : { ...node, round: true },
  ]);
  return { ...placement, nodes: new Map(nodes) };
}

const GAP = 14;

/** Gives a place to nodes that have none, near their neighbours and on no other node; the others stay where they are. */
export function withNewPlaces<Node extends Placeable>(nodes: readonly Node[]): readonly Node[] {
  const homeless = nodes.filter(({ place }) => place === undefined);
  if (
    homeless.length === 0 ||
    homeless.length === nodes.length ||
    homeless.length > Math.max(4, nodes.length / 4)
  )
    return nodes;
  const placed = new Map(nodes.flatMap(({ name, place }) => (place ? [[name, place] as const] : [])));
  const all = [...placed.values()];
  const bottom = Math.max(...all.map(({ y }) => y));
  const middle = all.reduce((sum, { x }) => sum + x, 0) / all.length;
  for (const { name, parents } of homeless) {
    const above = parents.flatMap((parent) => placed.get(parent) ?? []);
    const below = nodes.flatMap((node) => (node.parents.includes(name) ? (placed.get(node.name) ?? []) : []));
    const near = [...above, ...below];
    const mean = (read: (point: Point) => number) =>
      near.reduce((sum, point) => sum + read(point), 0) / near.length;
    const wanted =
      near.length === 0
        ? { x: middle, y: bottom + 70 }
        : {
            x: mean(({ x }) => x),
            y: mean(({ y }) => y) + (below.length === 0 ? 70 : above.length === 0 ? -70 : 0),
          };
    placed.set(name, freePlace(wanted, shapeOf(name), placed));
  }
  return nodes.map((node) => (node.place ? node : { ...node, place: placed.get(node.name)! }));
}

/** The nearest place, searched in growing rings, where a shape covers no other node. */
export function freePlace(wanted: Point, shape: NodeShape, placed: ReadonlyMap<string, Point>): Point {
  const boxes = [...placed].map(([name, place]) => ({ ...place, ...shapeOf(name) }));
  const isFree = ({ x, y }: Point) =>
    boxes.every(
      (box) =>
        Math.abs(box.x - x) >= (box.width + shape.width) / 2 + GAP ||
        Math.abs(box.y - y) >= (box.height + shape.height) / 2 + GAP,
    );
  if (isFree(wanted)) return wanted;
  for (let ring = 1; ring < 200; ring++) {
    for (let step = 0; step < 8 * ring; step++) {
      const side = Math.floor(step / (2 * ring));
      const along = (step % (2 * ring)) - ring;
      const [dx, dy] = [
        [along, -ring],
        [ring, along],
        [-along, ring],
        [-ring, -along],
      ][side];
      const place = { x: wanted.x + dx * 20, y: wanted.y + dy * 16 };
      if (isFree(place)) return place;
    }
  }
  return wanted;
}

/** Distances of a grid on which neighbours do not touch: the widest node and the highest one, with a gap. */
export function gridOf(nodes: readonly { readonly name: string }[]): Point {
  const shapes = nodes.map(({ name }) => shapeOf(name));
  return {
    x: Math.max(...shapes.map(({ width }) => width)) + GAP,
    y: Math.max(...shapes.map(({ height }) => height)) + 2 * GAP,
  };
}
