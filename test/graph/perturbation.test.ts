import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addArcs, Dag, dropArcs, reverseArcs, structuralHammingDistance } from "../../src/graph/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { arbitraryDag, parseDag, sparseDag } from "./randomDag.ts";

const pairCount = (dag: Dag) => (dag.size * (dag.size - 1)) / 2;
const changes = {
  drop: { change: dropArcs, possible: (dag: Dag) => dag.arcCount },
  add: { change: addArcs, possible: (dag: Dag) => pairCount(dag) - dag.arcCount },
  reverse: { change: reverseArcs, possible: (dag: Dag) => dag.arcCount },
};
const seed = fc.integer({ min: 0, max: 1e6 });

function arcNames(dag: Dag): Set<string> {
  return new Set(dag.toSpecs().flatMap(({ name, parents }) => parents.map((parent) => `${parent}>${name}`)));
}

const turned = (arc: string) => arc.split(">").reverse().join(">");

describe("changes of arcs", () => {
  test("the examples of the docstrings", () => {
    assert.equal(dropArcs(parseDag("z; z -> x; z x -> y"), 1, new Random(1)).arcCount, 2);
    assert.equal(addArcs(parseDag("z; z -> x; z -> y"), 1, new Random(1)).arcCount, 3);
    const dag = parseDag("a; a -> b");
    assert.deepEqual(reverseArcs(dag, 1, new Random(1)).toSpecs()[0], { name: "a", parents: ["b"] });
    assert.equal(structuralHammingDistance(dag, reverseArcs(dag, 1, new Random(1))), 1);
  });

  for (const [name, { change, possible }] of Object.entries(changes)) {
    test(`${name}: as many changes as asked for, one pair each, nodes and roles kept`, () => {
      fc.assert(
        fc.property(arbitraryDag(8), seed, fc.double({ min: 0, max: 1, noNaN: true }), (dag, s, share) => {
          const count = Math.round(share * possible(dag));
          const changed = change(dag, count, new Random(s));
          assert.equal(structuralHammingDistance(dag, changed), count);
          assert.deepEqual(changed.names, dag.names);
          assert.deepEqual(changed.roles, dag.roles);
          const before = arcNames(dag);
          const after = arcNames(changed);
          const gone = [...before].filter((arc) => !after.has(arc));
          const come = [...after].filter((arc) => !before.has(arc));
          if (name === "drop") assert.deepEqual([gone.length, come.length], [count, 0]);
          if (name === "add") assert.deepEqual([gone.length, come.length], [0, count]);
          if (name === "reverse") {
            assert.equal(gone.length, count);
            assert.deepEqual(gone.map(turned).sort(), come.sort());
          }
          assert.deepEqual(change(dag, count, new Random(s)).toSpecs(), changed.toSpecs());
        }),
        { numRuns: 200 },
      );
    });

    test(`${name}: every change that is possible can be made, one more is refused with their number`, () => {
      fc.assert(
        fc.property(arbitraryDag(7), seed, (dag, s) => {
          const most = possible(dag);
          assert.equal(structuralHammingDistance(dag, change(dag, most, new Random(s))), most);
          for (const count of [most + 1, -1, 0.5, Number.NaN]) {
            assert.throws(
              () => change(dag, count, new Random(s)),
              (error) => error instanceof InputError && error.message.includes(`from 0 to ${most},`),
            );
          }
        }),
      );
    });

    test(`${name}: no change at all gives the same arcs`, () => {
      const dag = sparseDag(20, 40, 3);
      assert.deepEqual(change(dag, 0, new Random(1)).toSpecs(), dag.toSpecs());
    });

    test(`${name}: different seeds make different changes, on a network of 107 nodes too`, () => {
      const dag = sparseDag(107, 150, 5);
      const made = new Set(
        [1, 2, 3, 4, 5].map((s) => [...arcNames(change(dag, 16, new Random(s)))].sort().join()),
      );
      assert.equal(made.size, 5);
    });
  }

  test("an arc is reversed only where that closes no cycle", () => {
    // a -> c must wait until one of the other two has been turned.
    const dag = parseDag("a; a -> b; a b -> c");
    const seen = new Set<string>();
    for (let s = 0; s < 60; s++) {
      for (const arc of arcNames(reverseArcs(dag, 1, new Random(s)))) seen.add(arc);
    }
    assert.deepEqual([...seen].sort(), ["a>b", "a>c", "b>a", "b>c", "c>b"]);
  });

  test("all changes of one kind are about equally likely", () => {
    const dag = parseDag("a; b; a b -> c; c -> d");
    const tally = new Map<string, number>();
    const draws = 3000;
    for (let s = 0; s < draws; s++) {
      const after = arcNames(addArcs(dag, 1, new Random(s)));
      for (const arc of after) if (!arcNames(dag).has(arc)) tally.set(arc, (tally.get(arc) ?? 0) + 1);
    }
    // The pair a, b is free in both directions, the pairs a, d and b, d in one.
    const expected = { "a>b": 1 / 6, "b>a": 1 / 6, "a>d": 1 / 3, "b>d": 1 / 3 };
    assert.equal(tally.size, 4);
    for (const [arc, share] of Object.entries(expected)) {
      assert.ok(Math.abs(tally.get(arc)! / draws - share) < 0.04, `${arc} ${tally.get(arc)}`);
    }
  });

  test("an observed leaf may become a parent and stays observed", () => {
    const reversed = reverseArcs(parseDag("z; z -> x"), 1, new Random(1));
    assert.deepEqual(reversed.roles, ["latent", "observed"]);
    assert.deepEqual(reversed.toSpecs()[0], { name: "z", parents: ["x"] });
    const bare = dropArcs(parseDag("z; z -> x"), 1, new Random(1));
    assert.deepEqual(bare.roles, ["latent", "observed"]);
  });
});

describe("structuralHammingDistance", () => {
  test("is symmetric, and 0 where the arcs are the same", () => {
    fc.assert(
      fc.property(arbitraryDag(7), arbitraryDag(7), (a, b) => {
        const distance = structuralHammingDistance(a, b);
        assert.equal(distance, structuralHammingDistance(b, a));
        const left = arcNames(a);
        const right = arcNames(b);
        const same = left.size === right.size && [...left].every((arc) => right.has(arc));
        assert.equal(distance === 0, same);
        const pairs = new Set<string>();
        for (const arc of [...left, ...right]) {
          if (left.has(arc) !== right.has(arc)) pairs.add(arc.split(">").sort().join());
        }
        assert.equal(distance, pairs.size);
      }),
    );
  });

  test("nodes of one graph alone count by their arcs", () => {
    assert.equal(structuralHammingDistance(parseDag("a; a -> b"), parseDag("a; a -> b; c")), 0);
    assert.equal(structuralHammingDistance(parseDag("a; a -> b"), parseDag("a; a -> b; b -> c; d")), 1);
    assert.equal(structuralHammingDistance(parseDag("b -> a; z -> b; z"), parseDag("a; a -> b")), 2);
  });

  test("roles do not count", () => {
    const dag = Dag.create([
      { name: "a", parents: [] },
      { name: "b", parents: ["a"] },
    ]);
    assert.equal(structuralHammingDistance(dag, dag.withObserved(["a"])), 0);
  });
});
