import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addLatents, type Dag, removeLatents, structuralHammingDistance } from "../../src/graph/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { arbitraryDag, parseDag } from "./randomDag.ts";

const seed = fc.integer({ min: 0, max: 1e6 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function named(dag: Dag, nodes: readonly number[]): string[] {
  return nodes.map((node) => dag.names[node]);
}

/** Whether a directed path leads from one node to another whose inner nodes are all in `through`. */
function reaches(dag: Dag, from: string, to: string, through: ReadonlySet<string>): boolean {
  return named(dag, dag.parents(dag.indexOf(to))).some(
    (parent) => parent === from || (through.has(parent) && reaches(dag, from, parent, through)),
  );
}

describe("removeLatents", () => {
  test("the example of its docstring", () => {
    assert.deepEqual(removeLatents(parseDag("z1; z1 -> x"), 1, new Random(1)).names, ["x"]);
  });

  test("a kept node has an arc to another exactly where a path through removed latents led", () => {
    fc.assert(
      fc.property(arbitraryDag(8), seed, share, (dag, s, part) => {
        const count = Math.round(part * dag.latent.length);
        const smaller = removeLatents(dag, count, new Random(s));
        assert.equal(smaller.size, dag.size - count);
        assert.deepEqual(named(smaller, smaller.observed), named(dag, dag.observed));
        assert.deepEqual(
          smaller.names,
          dag.names.filter((name) => smaller.names.includes(name)),
        );
        const removed = new Set(dag.names.filter((name) => !smaller.names.includes(name)));
        smaller.names.forEach((from, parent) => {
          smaller.names.forEach((to, child) => {
            assert.equal(smaller.hasArc(parent, child), reaches(dag, from, to, removed), `${from} -> ${to}`);
          });
        });
        assert.deepEqual(removeLatents(dag, count, new Random(s)).toSpecs(), smaller.toSpecs());
      }),
      { numRuns: 200 },
    );
  });

  test("the new parents take the place of the removed one", () => {
    const dag = parseDag("a; b; c; a b -> z; c z a -> x", ["a", "b", "c", "x"]);
    assert.deepEqual(removeLatents(dag, 1, new Random(1)).toSpecs().at(-1), {
      name: "x",
      parents: ["c", "a", "b"],
    });
  });

  test("refuses more than there are", () => {
    const dag = parseDag("z; z -> x");
    assert.throws(
      () => removeLatents(dag, 2, new Random(1)),
      (error) => error instanceof InputError && /latents to remove from 0 to 1,/.test(error.message),
    );
  });
});

describe("addLatents", () => {
  test("the example of its docstring", () => {
    assert.deepEqual(addLatents(parseDag("x; y"), 1, new Random(1)).toSpecs()[1], {
      name: "y",
      parents: ["extra1"],
    });
  });

  test("each is a root with two observed children, and all else stays", () => {
    fc.assert(
      fc.property(
        arbitraryDag(8).filter((dag) => dag.observed.length > 1),
        seed,
        fc.integer({ min: 0, max: 5 }),
        (dag, s, count) => {
          const larger = addLatents(dag, count, new Random(s));
          assert.deepEqual(larger.names.slice(0, dag.size), dag.names);
          assert.deepEqual(larger.roles.slice(0, dag.size), dag.roles);
          assert.equal(larger.size, dag.size + count);
          for (let node = dag.size; node < larger.size; node++) {
            assert.equal(larger.roles[node], "latent");
            assert.equal(larger.parents(node).length, 0);
            assert.equal(larger.children(node).length, 2);
            for (const child of larger.children(node)) assert.equal(larger.roles[child], "observed");
          }
          assert.equal(structuralHammingDistance(dag, larger), 2 * count);
          assert.deepEqual(addLatents(dag, count, new Random(s)).toSpecs(), larger.toSpecs());
        },
      ),
    );
  });

  test("keeps clear of names in use", () => {
    const larger = addLatents(parseDag("extra1; extra3", ["extra1", "extra3"]), 3, new Random(2));
    assert.deepEqual(larger.names, ["extra1", "extra3", "extra2", "extra4", "extra5"]);
  });

  test("refuses a graph with one observed node and counts that are none", () => {
    assert.throws(() => addLatents(parseDag("z; z -> x"), 1, new Random(1)), InputError);
    assert.throws(() => addLatents(parseDag("x; y"), -1, new Random(1)), InputError);
    assert.throws(() => addLatents(parseDag("x; y"), 1.5, new Random(1)), InputError);
  });
});
