import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { criticise, Dag, Random } from "../../src/internals.ts";
import { curvedPairs } from "../../src/learn/critique/curvedPairs.ts";
import { bentPairs, pairsApart } from "../bentPairs.ts";
import { sharedIndicator as truth } from "../twoCauses.ts";

const quick = { resamplings: 2, seed: 1 };

describe("pairs that move together by curves", () => {
  test("are named where the network declares them independent, which straight lines don't see", async () => {
    const { curved, unexplained, requested } = await criticise(pairsApart, bentPairs(), quick);
    assert.deepEqual(unexplained, []);
    assert.deepEqual(requested, []);
    const names = curved.map(({ first, second }) => `${first} ${second}`).sort();
    assert.deepEqual(names, ["a c", "a d", "b c", "b d"]);
    assert.ok(curved.every(({ squared, deviation }) => squared === "first" && deviation > 5));
  });

  test("are none where there are none, where the network relates them, and where lines tell already", async () => {
    assert.deepEqual((await criticise(pairsApart, bentPairs({ related: false }), quick)).curved, []);
    const joined = Dag.create(
      pairsApart.toSpecs().map((spec) => (spec.name === "w" ? { ...spec, parents: ["z"] } : spec)),
      ["a", "b", "c", "d"],
    );
    assert.deepEqual((await criticise(joined, bentPairs(), quick)).curved, []);
    const wrong = Dag.create(
      truth.dag.toSpecs().map(({ name, parents }) => ({
        name,
        parents: name === "b" ? [] : parents.slice(0, 1),
      })),
      truth.dag.observed.map((node) => truth.dag.names[node]),
    );
    const { curved, unexplained } = await criticise(wrong, truth.sample(200, new Random(4)), quick);
    assert.ok(unexplained.length > 0);
    assert.deepEqual(curved, []);
  });

  test("come by chance in no more than one of a hundred tables, heavy tails and ties or not", () => {
    const width = 8;
    const free = Dag.create(Array.from({ length: width }, (_, c) => ({ name: `x${c}`, parents: [] })));
    const nodes = Array.from({ length: width }, (_, c) => c);
    const random = new Random(7);
    let alarmed = 0;
    for (let table = 0; table < 200; table++) {
      const rowCount = 60;
      const values = Float64Array.from({ length: rowCount * width }, (_, at) => {
        const value = random.normal();
        return at % width < 4 ? value : at % width < 6 ? Math.round(2 * value) : value ** 5;
      });
      if (curvedPairs(free, { columns: free.names, rowCount, values }, nodes).length > 0) alarmed++;
    }
    assert.ok(alarmed <= 6, `${alarmed} of 200`);
  });
});
