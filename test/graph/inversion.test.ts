import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  Dag,
  dSeparated,
  type FaithfulInverse,
  faithfulInverse,
  type InversionMode,
  inverseDag,
  moralize,
} from "../../src/graph/index.ts";
import { arbitraryDag, parseDag, seededRandom, sparseDag } from "./randomDag.ts";

const modes: readonly InversionMode[] = ["topological", "reverse"];
const mode = fc.constantFrom(...modes);

/** Parents are observed or eliminated later; no independence too many (faithful), no parent too many (minimal). */
function checkNode(dag: Dag, inverse: FaithfulInverse, node: number): void {
  const later = inverse.eliminationOrder.slice(inverse.eliminationOrder.indexOf(node) + 1);
  const remaining = [...dag.observed, ...later];
  const parents = inverse.parents.get(node)!;
  const others = remaining.filter((other) => !parents.includes(other));
  for (const parent of parents)
    assert.ok(remaining.includes(parent), "parents are observed or eliminated later");
  assert.ok(dSeparated(dag, [node], others, parents), `${dag.names[node]} must be faithful`);
  for (const dropped of parents) {
    const fewer = parents.filter((parent) => parent !== dropped);
    assert.ok(!dSeparated(dag, [node], [...others, dropped], fewer), `${dag.names[node]} must be minimal`);
  }
}

/** Each mode's promise about the order: no latent before its latent parents (topological) or children (reverse). */
function checkOrder(dag: Dag, inverse: FaithfulInverse, order: InversionMode): void {
  assert.deepEqual(new Set(inverse.eliminationOrder), new Set(dag.latent));
  assert.equal(inverse.eliminationOrder.length, dag.latent.length);
  assert.deepEqual([...inverse.samplingOrder].reverse(), inverse.eliminationOrder);
  const position = new Map(inverse.eliminationOrder.map((node, i) => [node, i]));
  for (const child of dag.latent) {
    for (const parent of dag.parents(child)) {
      if (!position.has(parent)) continue;
      assert.equal(position.get(parent)! < position.get(child)!, order === "topological");
    }
  }
}

/** Algorithm 1 as printed, counting everything anew at every step. */
function invertByRecounting(dag: Dag, order: InversionMode): Map<number, number[]> {
  const neighbours = moralize(dag);
  const left = new Set(dag.latent);
  const parents = new Map<number, number[]>();
  const missingPairs = (node: number) => {
    const list = [...neighbours[node]];
    return list.flatMap((a) => list.filter((b) => a < b && !neighbours[a].has(b)).map((b) => [a, b]));
  };
  while (left.size > 0) {
    const before = (node: number) => (order === "topological" ? dag.parents(node) : dag.children(node));
    const frontier = [...left].filter((node) => !before(node).some((other) => left.has(other)));
    frontier.sort(
      (a, b) =>
        missingPairs(a).length - missingPairs(b).length ||
        neighbours[a].size - neighbours[b].size ||
        (dag.names[a] < dag.names[b] ? -1 : 1),
    );
    const node = frontier[0];
    for (const [a, b] of missingPairs(node)) {
      neighbours[a].add(b);
      neighbours[b].add(a);
    }
    for (const neighbour of neighbours[node]) neighbours[neighbour].delete(node);
    parents.set(
      node,
      [...neighbours[node]].sort((a, b) => a - b),
    );
    left.delete(node);
  }
  return parents;
}

describe("faithfulInverse", () => {
  test("the examples of the docstrings", () => {
    const dag = Dag.create([
      { name: "rain", parents: [] },
      { name: "sprinkler", parents: [] },
      { name: "grass", parents: ["rain", "sprinkler"] },
    ]);
    const inverse = faithfulInverse(dag);
    assert.deepEqual(inverse.parents.get(0), [1, 2]);
    assert.deepEqual(inverse.parents.get(1), [2]);
    assert.deepEqual(inverse.samplingOrder, [1, 0]);

    const pair = Dag.create([
      { name: "cause", parents: [] },
      { name: "effect", parents: ["cause"] },
    ]);
    assert.deepEqual(inverseDag(pair, faithfulInverse(pair)).toSpecs(), [
      { name: "cause", parents: ["effect"] },
      { name: "effect", parents: [] },
    ]);
  });

  test("is faithful and minimal on random graphs with random roles, in both modes", () => {
    fc.assert(
      fc.property(arbitraryDag(10), mode, (dag, order) => {
        const inverse = faithfulInverse(dag, { mode: order });
        checkOrder(dag, inverse, order);
        for (const node of dag.latent) checkNode(dag, inverse, node);
        inverseDag(dag, inverse); // throws on a cycle
      }),
      { numRuns: 1500 },
    );
  });

  test("is Algorithm 1 wherever every latent has an observed descendant", () => {
    fc.assert(
      fc.property(arbitraryDag(10), mode, (dag, order) => {
        const heard = new Set(dag.observed.flatMap((node) => [...dag.ancestors(node)]));
        fc.pre(dag.latent.every((node) => heard.has(node)));
        const { parents } = faithfulInverse(dag, { mode: order });
        assert.deepEqual(new Map(parents), invertByRecounting(dag, order));
      }),
      { numRuns: 400 },
    );
  });

  test("a latent without observed descendants leaves no trace", () => {
    // hub is never heard: once it's gone, o tells y nothing that x doesn't.
    const text = "p; o; p o -> hub; p -> y; y -> x";
    const dag = parseDag(text, ["o", "x"]);
    const inverse = faithfulInverse(dag, { trace: true });
    assert.deepEqual(inverse.eliminationOrder.map((node) => dag.names[node]).slice(0, 2), ["p", "hub"]);
    assert.deepEqual(inverse.parents.get(dag.indexOf("y")), [dag.indexOf("x")]);
    assert.deepEqual(inverse.trace!.at(-1)!.partedFrom, [dag.indexOf("o")]);
    // Algorithm 1 alone would have kept it.
    assert.ok(invertByRecounting(dag, "topological").get(dag.indexOf("y"))!.includes(dag.indexOf("o")));
  });

  test("breaks ties by the fewest neighbours, then by code units of the name", () => {
    const lonely = parseDag("b; a; a b -> x; c; c -> y");
    assert.equal(lonely.names[faithfulInverse(lonely).eliminationOrder[0]], "c");
    const names = parseDag("a; Z; b; a Z b -> x");
    assert.deepEqual(
      faithfulInverse(names).eliminationOrder.map((node) => names.names[node]),
      ["Z", "a", "b"],
    );
  });

  test("the trace tells every step", () => {
    fc.assert(
      fc.property(arbitraryDag(9), mode, (dag, order) => {
        const inverse = faithfulInverse(dag, { mode: order, trace: true });
        const neighbours = moralize(dag);
        assert.deepEqual(
          inverse.trace!.map(({ node }) => node),
          inverse.eliminationOrder,
        );
        for (const { node, fillIn, parents, addedEdges, partedFrom } of inverse.trace!) {
          for (const other of partedFrom) {
            assert.ok(neighbours[node].delete(other));
            neighbours[other].delete(node);
          }
          assert.deepEqual(new Set(parents), neighbours[node]);
          assert.deepEqual(inverse.parents.get(node), parents);
          if (partedFrom.length === 0) assert.equal(fillIn, addedEdges.length);
          for (const [a, b] of addedEdges) {
            assert.ok(!neighbours[a].has(b));
            neighbours[a].add(b);
            neighbours[b].add(a);
          }
          for (const parent of parents) {
            for (const other of parents) assert.ok(parent === other || neighbours[parent].has(other));
            neighbours[parent].delete(node);
          }
        }
        assert.equal(faithfulInverse(dag, { mode: order }).trace, undefined);
      }),
    );
  });

  test("repeats itself, and doesn't depend on the declaration order", () => {
    fc.assert(
      fc.property(arbitraryDag(9), mode, (dag, order) => {
        const named = (graph: Dag) => {
          const inverse = faithfulInverse(graph, { mode: order });
          return inverse.eliminationOrder.map((node) => [
            graph.names[node],
            inverse.parents
              .get(node)!
              .map((parent) => graph.names[parent])
              .sort(),
          ]);
        };
        const turned = Dag.create(
          dag.toSpecs().reverse(),
          dag.observed.map((node) => dag.names[node]),
        );
        assert.deepEqual(named(dag), named(dag));
        assert.deepEqual(named(dag), named(turned));
      }),
    );
  });

  test("no latents: nothing to invert; no arcs: nothing to read", () => {
    const seen = faithfulInverse(parseDag("a; a -> b", ["a", "b"]));
    assert.equal(seen.parents.size, 0);
    assert.deepEqual(seen.eliminationOrder, []);
    assert.deepEqual(faithfulInverse(parseDag("a; b", ["b"])).parents.get(0), []);
  });

  test("1,000 nodes and 2,000 arcs, leaves and random nodes observed", () => {
    const leaves = sparseDag(1000, 2000, 7);
    const random = seededRandom(8);
    const mixed = leaves.withObserved(leaves.names.filter(() => random() < 0.3));
    for (const dag of [leaves, mixed]) {
      for (const order of modes) {
        const inverse = faithfulInverse(dag, { mode: order });
        checkOrder(dag, inverse, order);
        inverseDag(dag, inverse);
        for (let sample = 0; sample < 8; sample++) {
          checkNode(dag, inverse, dag.latent[Math.floor(random() * dag.latent.length)]);
        }
      }
    }
  });

  test("a chain of 10,000 nodes", () => {
    const size = 10_000;
    const dag = Dag.create(
      Array.from({ length: size }, (_, i) => ({ name: `n${i}`, parents: i === 0 ? [] : [`n${i - 1}`] })),
    );
    const inverse = faithfulInverse(dag);
    for (const node of dag.latent) assert.deepEqual(inverse.parents.get(node), [node + 1]);
  });
});

/** Arcs between latents, arcs from observed nodes, and the longest path of latents, in the inverse of the published networks. */
const published: Record<string, Record<InversionMode, [number, number, number]>> = {
  ecoli70: { topological: [142, 301, 20], reverse: [75, 179, 14] },
  arth150: { topological: [349, 1180, 33], reverse: [131, 339, 19] },
  "magic-irri": { topological: [447, 88, 27], reverse: [609, 199, 47] },
};

describe("faithfulInverse of the published networks", () => {
  for (const [name, expected] of Object.entries(published)) {
    const file = `${process.cwd()}/networks/${name}.json`;
    test(name, { skip: existsSync(file) ? false : `no ${file}` }, () => {
      const { nodes } = JSON.parse(readFileSync(file, "utf8")) as {
        nodes: Record<string, { parents: Record<string, number> }>;
      };
      const dag = Dag.create(
        Object.entries(nodes).map(([node, { parents }]) => ({ name: node, parents: Object.keys(parents) })),
      );
      for (const order of modes) {
        const inverse = faithfulInverse(dag, { mode: order });
        checkOrder(dag, inverse, order);
        for (const node of dag.latent) checkNode(dag, inverse, node);
        const arcs = inverseDag(dag, inverse);
        const read = dag.latent.flatMap((node) => [...arcs.parents(node)]);
        const fromLatents = read.filter((parent) => dag.roles[parent] === "latent").length;
        assert.deepEqual(
          [fromLatents, read.length - fromLatents, arcs.longestPath("latent")],
          expected[order],
        );
      }
    });
  }
});
