import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { roomy } from "../../studio/src/ask/beliefShapes.ts";
import { arcPath } from "../../studio/src/network/arcPath.ts";
import { place } from "../../studio/src/network/layout.ts";
import type { GraphShape, Placement } from "../../studio/src/network/placement.ts";

const ASPECT = 1.4;
/** A border that a curve brushes is not run through. */
const BRUSHED = 1;

/** Every node has up to three parents among those before it. */
function randomGraph(seed: number, nodes: number): GraphShape {
  const random = new Random(seed);
  return {
    nodes: Array.from({ length: nodes }, (_, i) => ({
      name: `n${i}`,
      parents: [
        ...new Set(Array.from({ length: Math.min(i, random.integer(4)) }, () => `n${random.integer(i)}`)),
      ],
    })),
  };
}

/** The arcs of a picture that run through a node which is not theirs. */
function arcsThroughNodes(graph: GraphShape, placement: Placement): string[] {
  return graph.nodes.flatMap(({ name, parents }) =>
    parents
      .filter((parent) => {
        const points = pointsOf(arcPath(placement, parent, name));
        return [...placement.nodes.values()].some(
          (node) =>
            node.name !== name &&
            node.name !== parent &&
            points.some(
              ([x, y]) =>
                Math.abs(x - node.x) < node.width / 2 - BRUSHED &&
                Math.abs(y - node.y) < node.height / 2 - BRUSHED,
            ),
        );
      })
      .map((parent) => `${parent} -> ${name}`),
  );
}

/** Points of a path of quadratic pieces, close to each other. */
function pointsOf(path: string): readonly (readonly [number, number])[] {
  const [x0, y0, ...rest] = [...path.matchAll(/-?[\d.]+/g)].map(Number);
  let start = [x0, y0];
  const points: [number, number][] = [];
  for (let i = 0; i < rest.length; i += 4) {
    const [cx, cy, x, y] = rest.slice(i, i + 4);
    for (let t = 0; t <= 1; t += 0.01) {
      const at = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
      points.push([at(start[0], cx, x), at(start[1], cy, y)]);
    }
    start = [x, y];
  }
  return points;
}

describe("arcs run through no node but their own", () => {
  const graphs = Array.from({ length: 60 }, (_, i) => randomGraph(i, 6 + (i % 40)));
  for (const [what, placed] of [
    ["as the network is laid out", (graph: GraphShape) => place(graph, ASPECT)],
    ["among beliefs, where every node is a large box", (graph: GraphShape) => roomy(place(graph, ASPECT))],
  ] as const) {
    test(what, () => {
      const hit = graphs.map((graph) => arcsThroughNodes(graph, placed(graph)));
      assert.deepEqual(hit.flat(), []);
    });
  }

  test("also where boxes stand close to each other on all sides", () => {
    const names = Array.from({ length: 25 }, (_, i) => `n${i}`);
    const nodes = names.map((name, i) => ({ name, parents: i === 24 ? ["n0"] : [] }));
    const shape = place({ nodes }, ASPECT);
    const grid = new Map(
      names.map((name, i) => [
        name,
        { ...shape.nodes.get(name)!, x: 118 * (i % 5), y: 76 * Math.floor(i / 5), width: 104, height: 62 },
      ]),
    );
    const placement = { ...shape, nodes: grid, bends: new Map() };
    assert.deepEqual(arcsThroughNodes({ nodes }, placement), []);
  });
});
