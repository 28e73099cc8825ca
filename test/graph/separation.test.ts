import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Matrix, solve } from "ml-matrix";
import { Dag, dConnected, dSeparated } from "../../src/graph/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { arbitraryDag, seededRandom } from "./randomDag.ts";

/** The definition: look at every simple path and every node on it. */
function separatedByPaths(dag: Dag, a: number, b: number, given: ReadonlySet<number>): boolean {
  if (given.has(a) || given.has(b)) return true;
  if (a === b) return false;
  const opensCollider = (node: number) =>
    given.has(node) || [...given].some((evidence) => dag.ancestors(evidence).has(node));
  const isOpen = (path: readonly number[]) =>
    path.slice(1, -1).every((node, i) => {
      const collider = dag.hasArc(path[i], node) && dag.hasArc(path[i + 2], node);
      return collider ? opensCollider(node) : !given.has(node);
    });
  const openPathFrom = (path: readonly number[]): boolean => {
    const end = path[path.length - 1];
    if (end === b) return isOpen(path);
    return [...dag.parents(end), ...dag.children(end)].some(
      (next) => !path.includes(next) && openPathFrom([...path, next]),
    );
  };
  return !openPathFrom([a]);
}

/** The covariance of x = W x + noise with random weights away from zero and unequal noise. */
function randomCovariance(dag: Dag, seed: number): Matrix {
  const random = seededRandom(seed);
  const covariance = Matrix.zeros(dag.size, dag.size);
  const done: number[] = [];
  for (const node of dag.topologicalOrder) {
    const weights = dag.parents(node).map((parent) => {
      const weight = (0.4 + random()) * (random() < 0.5 ? -1 : 1);
      return { parent, weight };
    });
    for (const other of done) {
      const value = weights.reduce(
        (sum, { parent, weight }) => sum + weight * covariance.get(parent, other),
        0,
      );
      covariance.set(node, other, value);
      covariance.set(other, node, value);
    }
    const explained = weights.reduce(
      (sum, { parent, weight }) => sum + weight * covariance.get(parent, node),
      0,
    );
    covariance.set(node, node, explained + 0.5 + random());
    done.push(node);
  }
  return covariance;
}

function partialCorrelation(covariance: Matrix, a: number, b: number, given: readonly number[]): number {
  const pair = covariance.selection([a, b], [a, b]);
  if (given.length > 0) {
    const cross = covariance.selection([...given], [a, b]);
    pair.sub(cross.transpose().mmul(solve(covariance.selection([...given], [...given]), cross)));
  }
  return pair.get(0, 1) / Math.sqrt(pair.get(0, 0) * pair.get(1, 1));
}

const dagAndGiven = (maxSize: number) =>
  arbitraryDag(maxSize).chain((dag) => fc.tuple(fc.constant(dag), fc.subarray([...Array(dag.size).keys()])));

describe("dSeparated", () => {
  test("the example of its docstring", () => {
    const dag = Dag.create([
      { name: "rain", parents: [] },
      { name: "sprinkler", parents: [] },
      { name: "grass", parents: ["rain", "sprinkler"] },
    ]);
    assert.equal(dSeparated(dag, [0], [1], []), true);
    assert.equal(dSeparated(dag, [0], [1], [2]), false);
  });

  test("agrees with the enumeration of all paths", () => {
    fc.assert(
      fc.property(dagAndGiven(6), ([dag, given]) => {
        for (let a = 0; a < dag.size; a++) {
          for (let b = 0; b < dag.size; b++) {
            assert.equal(dSeparated(dag, [a], [b], given), separatedByPaths(dag, a, b, new Set(given)));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("of sets is that of all their pairs", () => {
    const sets = dagAndGiven(7).chain(([dag, given]) => {
      const nodes = fc.subarray([...Array(dag.size).keys()]);
      return fc.tuple(fc.constant(dag), nodes, nodes, fc.constant(given));
    });
    fc.assert(
      fc.property(sets, ([dag, a, b, given]) => {
        const pairwise = a.every((one) => b.every((other) => dSeparated(dag, [one], [other], given)));
        assert.equal(dSeparated(dag, a, b, given), pairwise);
      }),
    );
  });

  test("holds exactly where the partial correlation of a random linear-Gaussian network vanishes", () => {
    fc.assert(
      fc.property(dagAndGiven(8), fc.integer({ min: 0, max: 2 ** 31 }), ([dag, given], seed) => {
        const covariances = [0, 1].map((draw) => randomCovariance(dag, seed + draw));
        for (let a = 0; a < dag.size; a++) {
          for (let b = 0; b < a; b++) {
            if (given.includes(a) || given.includes(b)) continue;
            // Two draws of the weights: for one alone a dependence may cancel nearly out.
            const largest = Math.max(...covariances.map((c) => Math.abs(partialCorrelation(c, a, b, given))));
            if (dSeparated(dag, [a], [b], given)) assert.ok(largest < 1e-9, `${largest}`);
            else assert.ok(largest > 1e-7, `${largest}`);
          }
        }
      }),
      { numRuns: 200, seed: 20180 },
    );
  });

  test("a chain of 10,000 nodes", () => {
    const size = 10_000;
    const dag = Dag.create(
      Array.from({ length: size }, (_, i) => ({ name: `n${i}`, parents: i === 0 ? [] : [`n${i - 1}`] })),
    );
    assert.equal(dSeparated(dag, [0], [size - 1], []), false);
    assert.equal(dSeparated(dag, [0], [size - 1], [5000]), true);
    assert.equal(dConnected(dag, [0], [5000]).size, 5000);
  });

  test("refuses nodes that are not there", () => {
    const dag = Dag.create([{ name: "a", parents: [] }]);
    for (const [a, b, given] of [
      [[1], [0], []],
      [[0], [-1], []],
      [[0], [0], [0.5]],
    ]) {
      assert.throws(() => dSeparated(dag, a, b, given), InputError);
    }
  });
});
