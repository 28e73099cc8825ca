import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Dag, type NodeSpec } from "../../src/graph/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { arbitraryDag, parseDag } from "./randomDag.ts";

function rejects(build: () => unknown, message: RegExp): void {
  assert.throws(build, (error) => error instanceof InputError && message.test(error.message));
}

describe("Dag", () => {
  test("the example of its docstring", () => {
    const dag = Dag.create([
      { name: "rain", parents: [] },
      { name: "sprinkler", parents: ["rain"] },
      { name: "grass", parents: ["rain", "sprinkler"] },
    ]);
    assert.deepEqual(
      dag.observed.map((node) => dag.names[node]),
      ["grass"],
    );
    assert.deepEqual(
      dag.latent.map((node) => dag.names[node]),
      ["rain", "sprinkler"],
    );
    assert.equal(dag.longestPath(), 2);
  });

  test("reads parents that are declared after their children", () => {
    const dag = parseDag("b a -> c; a -> b; a");
    assert.deepEqual(dag.names, ["c", "b", "a"]);
    assert.deepEqual(dag.topologicalOrder, [2, 1, 0]);
    assert.deepEqual(dag.latent, [2, 1]);
    assert.deepEqual(dag.parents(0), [1, 2]);
    assert.deepEqual(dag.children(2), [0, 1]);
    assert.deepEqual([...dag.ancestors(0)].sort(), [1, 2]);
    assert.ok(dag.hasArc(2, 1) && !dag.hasArc(1, 2));
    assert.equal(dag.arcCount, 3);
    assert.equal(dag.longestPath("latent"), 1);
    assert.equal(dag.indexOf("b"), 1);
  });

  test("takes the first declared of several ready nodes", () => {
    assert.deepEqual(parseDag("d; c; d -> b; c -> a").topologicalOrder, [0, 1, 2, 3]);
    assert.deepEqual(parseDag("z -> y; x; z").topologicalOrder, [1, 2, 0]);
  });

  test("names the cycle", () => {
    rejects(() => parseDag("c -> a; a -> b; b -> c; c -> d; e"), /cycle a -> b -> c -> a/);
    rejects(() => parseDag("d b -> a; a -> b; d"), /cycle a -> b -> a/);
    rejects(() => parseDag("a -> a"), /own parent: a -> a/);
    const ring = Array.from({ length: 5000 }, (_, i) => ({
      name: `n${i}`,
      parents: [`n${(i + 4999) % 5000}`],
    }));
    rejects(() => Dag.create(ring), /n0 -> n1 .*4980 more.* n4999 -> n0/);
  });

  test("every named cycle is one", () => {
    const arc = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.uniqueArray(arc, { selector: String, maxLength: 12 }), (arcs) => {
        const proper = arcs.filter(([from, to]) => from !== to);
        const specs: NodeSpec[] = [...Array(6).keys()].map((node) => ({
          name: `n${node}`,
          parents: proper.filter(([, to]) => to === node).map(([from]) => `n${from}`),
        }));
        try {
          const { topologicalOrder } = Dag.create(specs);
          for (const [from, to] of proper)
            assert.ok(topologicalOrder.indexOf(from) < topologicalOrder.indexOf(to));
        } catch (error) {
          assert.ok(error instanceof InputError);
          const cycle = /cycle (n\d(?: -> n\d)+)/.exec(error.message)![1].split(" -> ");
          assert.equal(cycle[0], cycle.at(-1));
          assert.equal(new Set(cycle).size, cycle.length - 1);
          for (let i = 1; i < cycle.length; i++) {
            assert.ok(specs.find(({ name }) => name === cycle[i])!.parents.includes(cycle[i - 1]));
          }
        }
      }),
    );
  });

  test("refuses what is not a graph", () => {
    rejects(() => Dag.create([]), /at least one node/);
    rejects(() => parseDag("a; b; a"), /"a" at positions 0 and 2/);
    rejects(() => Dag.create([{ name: "", parents: [] }]), /empty one at position 0/);
    rejects(() => parseDag("rain; rian -> grass"), /parents of "grass".*"rian".*Did you mean "rain"/);
    rejects(() => parseDag("a; a a -> b"), /a -> b twice/);
    rejects(() => parseDag("a; a -> b", []), /at least one observed node/);
    rejects(() => parseDag("a; a -> b", ["b", "a", "b"]), /observed node once, got "b" twice/);
    rejects(() => parseDag("rain; rain -> grass", ["gras"]), /"gras".*Did you mean "grass"/);
    rejects(() => parseDag("rain; rain -> grass").indexOf("Rain"), /"Rain".*Did you mean "rain"/);
    rejects(() => parseDag("a").parents(1), /node index from 0 to 0, got 1/);
  });

  test("changes the observed nodes and keeps the rest", () => {
    const dag = parseDag("a; a -> b; b -> c");
    const other = dag.withObserved(["b", "a"]);
    assert.deepEqual(other.observed, [0, 1]);
    assert.deepEqual(other.latent, [2]);
    assert.deepEqual(other.roles, ["observed", "observed", "latent"]);
    assert.deepEqual(other.toSpecs(), dag.toSpecs());
    assert.deepEqual(dag.observed, [2]);
    rejects(() => dag.withObserved([]), /at least one/);
    assert.throws(() => (dag.names as string[]).push("d"), TypeError);
  });

  test("names that objects would mistake for their own", () => {
    const dag = parseDag("__proto__; __proto__ -> constructor");
    assert.equal(dag.indexOf("__proto__"), 0);
    rejects(() => dag.indexOf("toString"), /"toString"/);
  });

  test("orders, ancestors and longest paths agree with their definitions", () => {
    fc.assert(
      fc.property(arbitraryDag(8), (dag) => {
        const position = dag.topologicalOrder.map((_, node) => dag.topologicalOrder.indexOf(node));
        const longest = (node: number, among: (n: number) => boolean): number =>
          Math.max(
            0,
            ...dag
              .parents(node)
              .filter(among)
              .map((parent) => 1 + longest(parent, among)),
          );
        const isLatent = (node: number) => dag.roles[node] === "latent";
        const all = [...Array(dag.size).keys()];
        for (const node of all) {
          for (const parent of dag.parents(node)) {
            assert.ok(position[parent] < position[node]);
            assert.ok(dag.children(parent).includes(node));
          }
          const above = new Set<number>();
          const climb = (at: number): void => {
            for (const parent of dag.parents(at)) {
              above.add(parent);
              climb(parent);
            }
          };
          climb(node);
          assert.deepEqual(new Set(dag.ancestors(node)), above);
        }
        assert.equal(dag.longestPath(), Math.max(...all.map((node) => longest(node, () => true))));
        const latentPaths = all.filter(isLatent).map((node) => longest(node, isLatent));
        assert.equal(dag.longestPath("latent"), Math.max(0, ...latentPaths));
        assert.deepEqual(Dag.create(dag.toSpecs()).toSpecs(), dag.toSpecs());
      }),
    );
  });

  test("a chain of 10,000 nodes, declared backwards", () => {
    const size = 10_000;
    const specs = Array.from({ length: size }, (_, i) => ({
      name: `n${size - 1 - i}`,
      parents: i === size - 1 ? [] : [`n${size - 2 - i}`],
    }));
    const dag = Dag.create(specs);
    assert.equal(dag.longestPath(), size - 1);
    assert.equal(dag.longestPath("latent"), size - 2);
    assert.equal(dag.ancestors(0).size, size - 1);
    assert.deepEqual(dag.observed, [0]);
  });
});
