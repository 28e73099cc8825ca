import { layout as dagreLayout, graphlib } from "@dagrejs/dagre";
import { arcKey, type Point } from "../document/routes.ts";
import { besideEachOther } from "./looseNodes.ts";
import { shapeOf } from "./nodeShape.ts";
import { framed, type GraphShape, type PlacedNode, type Placement } from "./placement.ts";
import { quickLayers } from "./quickLayers.ts";

const MOST_STRETCH = 1.5;
/** Above this many nodes and arcs a layout with a lane for every arc takes too long. */
const MOST_ROUTED = 500;

/** Places of all nodes and arcs, downward or to the right, whichever fills a frame of the given proportions better. */
export function place(graph: GraphShape, aspect: number): Placement {
  const arcs = graph.nodes.reduce((sum, { parents }) => sum + parents.length, 0);
  if (graph.nodes.length + arcs > MOST_ROUTED) return quickLayers(graph, aspect);
  const joined = new Set(
    graph.nodes.flatMap(({ name, parents }) => (parents.length > 0 ? [name, ...parents] : [])),
  );
  const loose = graph.nodes.filter(({ name }) => !joined.has(name));
  const rest = { nodes: graph.nodes.filter(({ name }) => joined.has(name)) };
  const found = [placeAlong(rest, "TB"), placeAlong(rest, "LR")].map((placed) =>
    besideEachOther(placed, loose, aspect),
  );
  const scale = ({ width, height }: Placement) => Math.min(aspect / width, 1 / height);
  const [down, right] = found;
  return stretched(scale(down) >= scale(right) ? down : right, aspect);
}

/** Spreads the places over the room that the frame's proportions leave: names stay as large, arcs get longer. */
function stretched(placement: Placement, aspect: number): Placement {
  const { width, height, nodes, bends } = placement;
  const fx = Math.min(MOST_STRETCH, Math.max(1, (height * aspect) / width));
  const fy = Math.min(MOST_STRETCH, Math.max(1, width / aspect / height));
  if (fx === 1 && fy === 1) return placement;
  const move = <Place extends Point>(place: Place): Place => ({ ...place, x: place.x * fx, y: place.y * fy });
  return framed(
    new Map([...nodes].map(([name, node]) => [name, move(node)])),
    new Map([...bends].map(([key, points]) => [key, points.map(move)])),
  );
}

function placeAlong(graph: GraphShape, rankdir: "TB" | "LR"): Placement {
  const sheet = new graphlib.Graph();
  sheet.setGraph({
    rankdir,
    nodesep: rankdir === "TB" ? 16 : 12,
    ranksep: rankdir === "TB" ? 38 : 30,
    edgesep: 6,
  });
  sheet.setDefaultEdgeLabel(() => ({}));
  // By number: the layout keeps its nodes as keys of plain objects, which not every name can be.
  const ids = new Map(graph.nodes.map(({ name }, i) => [name, `n${i}`]));
  const id = (name: string) => ids.get(name)!;
  for (const { name } of graph.nodes) {
    const { width, height } = shapeOf(name);
    sheet.setNode(id(name), { width, height });
  }
  for (const { name, parents } of graph.nodes)
    for (const parent of parents) sheet.setEdge(id(parent), id(name));
  dagreLayout(sheet);
  const nodes = new Map(
    graph.nodes.map(({ name }): [string, PlacedNode] => {
      const { x, y } = sheet.node(id(name)) as unknown as Point;
      return [name, { name, x, y, ...shapeOf(name) }];
    }),
  );
  const bends = new Map(
    graph.nodes.flatMap(({ name, parents }) =>
      parents.map((parent): [string, Point[]] => {
        const { points } = sheet.edge(id(parent), id(name)) as unknown as { points: Point[] };
        return [arcKey(parent, name), points.map(({ x, y }) => ({ x, y }))];
      }),
    ),
  );
  return framed(nodes, arrivingInOrder(graph, nodes, bends, rankdir === "TB" ? "x" : "y"));
}

/** Between ends of arcs at a node. */
const END_GAP = 9;

/**
 * Arcs between neighbouring layers bend once, and the layout orders these bends as if nothing hung on it: of two that end at one
 * node, the one from above might end below the other. Here they arrive in the order of the nodes that they come from.
 */
function arrivingInOrder(
  graph: GraphShape,
  nodes: ReadonlyMap<string, Point>,
  bends: ReadonlyMap<string, readonly Point[]>,
  across: "x" | "y",
): ReadonlyMap<string, readonly Point[]> {
  const ordered = new Map(bends);
  for (const { name, parents } of graph.nodes) {
    const near = parents
      .filter((parent) => bends.get(arcKey(parent, name))?.length === 3)
      .sort((a, b) => nodes.get(a)![across] - nodes.get(b)![across]);
    for (const [at, parent] of near.entries()) {
      const key = arcKey(parent, name);
      const place = nodes.get(name)![across] + (at - (near.length - 1) / 2) * END_GAP;
      const [start, middle, end] = bends.get(key)!;
      ordered.set(key, [start, { ...middle, [across]: place }, end]);
    }
  }
  return ordered;
}
