import { layout as dagreLayout, graphlib } from "@dagrejs/dagre";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends Point {
  readonly name: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

export interface Placement {
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  /** Bends of the arcs by `arcKey`. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}

export interface GraphShape {
  readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
}

const HEIGHT = 30;
const LONGEST_LABEL = 18;
const MARGIN = 14;
const MOST_STRETCH = 1.5;
const KEPT = 12;
const cache = new Map<string, Placement>();

export function arcKey(parent: string, child: string): string {
  return JSON.stringify([parent, child]);
}

/** Places of all nodes and arcs, downward or to the right, whichever fills a frame of the given proportions better. */
export function place(graph: GraphShape, aspect: number): Placement {
  const down = placeAlong(graph, "TB");
  const right = placeAlong(graph, "LR");
  const scale = ({ width, height }: Placement) => Math.min(aspect / width, 1 / height);
  return stretched(scale(down) >= scale(right) ? down : right, aspect);
}

/** Spreads the places over the room that the frame's proportions leave: names stay as large, arcs get longer. */
function stretched(placement: Placement, aspect: number): Placement {
  const { width, height, nodes, bends } = placement;
  const fx = Math.min(MOST_STRETCH, Math.max(1, (height * aspect) / width));
  const fy = Math.min(MOST_STRETCH, Math.max(1, width / aspect / height));
  if (fx === 1 && fy === 1) return placement;
  const move = <Place extends Point>(place: Place): Place => ({ ...place, x: place.x * fx, y: place.y * fy });
  return {
    width: width * fx,
    height: height * fy,
    nodes: new Map([...nodes].map(([name, node]) => [name, move(node)])),
    bends: new Map([...bends].map(([key, points]) => [key, points.map(move)])),
  };
}

function placeAlong(graph: GraphShape, rankdir: "TB" | "LR"): Placement {
  const key = rankdir + JSON.stringify(graph.nodes.map(({ name, parents }) => [name, parents]));
  const kept = cache.get(key);
  if (kept) return kept;
  const sheet = new graphlib.Graph();
  sheet.setGraph({
    rankdir,
    nodesep: rankdir === "TB" ? 12 : 9,
    ranksep: rankdir === "TB" ? 38 : 30,
    edgesep: 6,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  sheet.setDefaultEdgeLabel(() => ({}));
  for (const { name } of graph.nodes) {
    const label = name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name;
    sheet.setNode(name, { name, label, width: Math.max(40, label.length * 7.4 + 20), height: HEIGHT });
  }
  for (const { name, parents } of graph.nodes) for (const parent of parents) sheet.setEdge(parent, name);
  dagreLayout(sheet);
  const { width, height } = sheet.graph() as { width: number; height: number };
  const placement: Placement = {
    nodes: new Map(sheet.nodes().map((name: string) => [name, sheet.node(name) as unknown as PlacedNode])),
    bends: new Map(
      sheet
        .edges()
        .map(({ v, w }: { v: string; w: string }) => [
          arcKey(v, w),
          (sheet.edge({ v, w }) as unknown as { points: Point[] }).points,
        ]),
    ),
    width: Number.isFinite(width) ? width : 200,
    height: Number.isFinite(height) ? height : 100,
  };
  cache.set(key, placement);
  if (cache.size > KEPT) cache.delete(cache.keys().next().value!);
  return placement;
}
