import assert from "node:assert/strict";
import { test } from "node:test";
import { randomNetwork } from "../../bench/randomNetwork.ts";
import { columnMoments } from "../../src/data/columnMoments.ts";
import { Expectation } from "../../src/gaussian/expectation.ts";
import { MAP_PRIOR } from "../../src/gaussian/linearGaussianEm.ts";
import { Maximization } from "../../src/gaussian/maximization.ts";
import { regressionGraph } from "../../src/gaussian/regressionGraph.ts";
import { sparseExpectation } from "../../src/gaussian/sparseExpectation.ts";
import { Random } from "../../src/internals.ts";
import { pivotedCholesky } from "../../src/numeric/pivotedCholesky.ts";

function close(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * (1 + Math.abs(expected)),
    `${what}: ${actual}, ${expected}`,
  );
}

for (const rows of [400, 12]) {
  test(`the sparse E-step of 220 nodes is the dense one on every pair of a family, with ${rows} rows`, () => {
    const network = randomNetwork({ nodes: 220, arcs: 440, seed: 2 });
    const graph = regressionGraph(network.dag);
    const moments = columnMoments(network.sample(rows, new Random(1)));
    const sparse = sparseExpectation(graph, moments.correlation)!;
    const dense = new Expectation(graph, moments.correlation);
    assert.ok(sparse.pairs !== undefined, "a network of this size has no sparse E-step");
    const random = new Random(4);
    const coefficients = Float64Array.from(graph.parents, () => 0.4 * random.normal());
    const variances = Float64Array.from({ length: graph.size }, () => 0.2 + random.uniform());
    const maximization = new Maximization(graph, MAP_PRIOR, rows);
    for (let iteration = 0; iteration < 3; iteration++) {
      for (const step of [sparse, dense]) {
        step.condition(coefficients, variances);
        step.update();
      }
      close(sparse.meanLogDensity(), dense.meanLogDensity(), "log-density");
      const { first, second } = sparse.pairs;
      for (let p = 0; p < first.length; p++) {
        for (const at of [first[p] * graph.size + second[p], second[p] * graph.size + first[p]])
          close(sparse.moments[at], dense.moments[at], `moment ${first[p]}, ${second[p]}`);
      }
      const [other, spread] = [coefficients.slice(), variances.slice()];
      maximization.update(dense.moments, other, spread);
      maximization.update(sparse.moments, coefficients, variances, sparse.pairs);
      for (const [k, value] of other.entries()) close(coefficients[k], value, "coefficient");
      for (const [k, value] of spread.entries()) close(variances[k], value, "variance");
    }
  });
}

test("small networks, and those without latents, keep the dense E-step", () => {
  const small = randomNetwork({ nodes: 100, arcs: 200, seed: 1 });
  const moments = (network: typeof small) => columnMoments(network.sample(50, new Random(1))).correlation;
  assert.equal(sparseExpectation(regressionGraph(small.dag), moments(small)), undefined);
});

test("a root of a singular matrix has as many columns as the matrix has rank", () => {
  const random = new Random(9);
  const size = 8;
  const factor = Array.from({ length: size }, () => [random.normal(), random.normal(), random.normal()]);
  const a = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return factor[i].reduce((sum, value, k) => sum + value * factor[j][k], 0);
  });
  const { root, rank } = pivotedCholesky(a, size);
  assert.equal(rank, 3);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += root[i * rank + r] * root[j * rank + r];
      close(sum, a[i * size + j], `entry ${i}, ${j}`);
    }
  }
  assert.equal(pivotedCholesky(new Float64Array(4), 2).rank, 0);
});
