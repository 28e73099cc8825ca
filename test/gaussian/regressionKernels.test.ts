import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { randomNetwork } from "../../bench/randomNetwork.ts";
import { columnMoments } from "../../src/data/columnMoments.ts";
import { Expectation } from "../../src/gaussian/expectation.ts";
import { Maximization, type RegressionPrior } from "../../src/gaussian/maximization.ts";
import {
  impliedCovariance,
  type RegressionGraph,
  regressionGraph,
} from "../../src/gaussian/regressionGraph.ts";
import { withDoubtfulArcs } from "../../src/graph/index.ts";
import { Random } from "../../src/internals.ts";
import {
  factorize,
  logDeterminant,
  solveLower,
  solveLowerTransposed,
  solveSemidefinite,
  traceOfQuotient,
} from "../../src/numeric/cholesky.ts";

/** The steps of EM as the plainest loops. */
function plainExpectation(
  graph: RegressionGraph,
  observed: Float64Array,
  coefficients: Float64Array,
  variances: Float64Array,
) {
  const { size, observedCount: width } = graph;
  const count = size - width;
  const covariance = new Float64Array(size * size);
  impliedCovariance(graph, coefficients, variances, covariance);
  const factor = Float64Array.from(
    { length: width * width },
    (_, at) => covariance[Math.floor(at / width) * size + (at % width)],
  );
  assert.ok(factorize(factor, width));
  const moments = new Float64Array(size * size);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) moments[i * size + j] = observed[i * width + j];
  const projections = Array.from({ length: count }, (_, k) => {
    const column = Float64Array.from({ length: width }, (_, j) => covariance[(width + k) * size + j]);
    solveLower(factor, width, column);
    solveLowerTransposed(factor, width, column);
    return column;
  });
  const change = projections.map((projection, k) =>
    Float64Array.from({ length: width }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += projection[i] * observed[j * width + i];
      moments[(width + k) * size + j] = sum;
      moments[j * size + width + k] = sum;
      return sum - covariance[(width + k) * size + j];
    }),
  );
  for (let k = 0; k < count; k++) {
    for (let l = 0; l <= k; l++) {
      let sum = covariance[(width + k) * size + width + l];
      for (let j = 0; j < width; j++) sum += projections[l][j] * change[k][j];
      moments[(width + k) * size + width + l] = sum;
      moments[(width + l) * size + width + k] = sum;
    }
  }
  const density = -0.5 * (logDeterminant(factor, width) + traceOfQuotient(factor, width, observed));
  return { moments, density };
}

/** Changes all but the graph and the prior. */
function plainMaximization(
  { size, observedCount, starts, parents }: RegressionGraph,
  { precision, rows, squares, doubtful }: RegressionPrior,
  rowCount: number,
  moments: Float64Array,
  coefficients: Float64Array,
  variances: Float64Array,
): void {
  const scale = new Float64Array(size).fill(1);
  for (let node = observedCount; node < size; node++) {
    scale[node] = 1 / Math.sqrt(moments[node * size + node]);
    variances[node] *= scale[node] * scale[node];
  }
  for (let i = 0; i < size; i++) {
    for (let j = i < observedCount ? observedCount : 0; j < size; j++)
      moments[i * size + j] *= scale[i] * scale[j];
  }
  for (let node = 0; node < size; node++) {
    const start = starts[node];
    const mine = [...parents.subarray(start, starts[node + 1])];
    const moment = (a: number, b: number) => moments[a * size + b];
    const normal = Float64Array.from(mine.flatMap((a) => mine.map((b) => moment(a, b))));
    mine.forEach((_, a) => {
      const coefficient = coefficients[start + a];
      const firm = doubtful?.arcs[start + a]
        ? 2 / (1 / doubtful.precision + coefficient * coefficient)
        : precision;
      normal[a * mine.length + a] += (firm * variances[node]) / rowCount;
    });
    const solution = Float64Array.from(mine, (a) => moment(a, node));
    solveSemidefinite(normal, mine.length, solution);
    let residual = moment(node, node);
    mine.forEach((a, i) => {
      let fitted = 0;
      mine.forEach((b, k) => {
        fitted += moment(a, b) * solution[k];
      });
      residual += solution[i] * (fitted - 2 * moment(a, node));
    });
    coefficients.set(solution, start);
    variances[node] = Math.max(1e-6, (rowCount * residual + squares) / (rowCount + rows));
  }
}

const weak = { precision: 4, rows: 2, squares: 1 };

describe("EM by the kernels is EM by plain loops, to the last bit", () => {
  // Rows of a matrix end anywhere within the kernels' vectors and tiles.
  for (const nodes of [3, 8, 13, 22, 27, 41]) {
    for (const dense of [false, true]) {
      test(`${nodes} nodes, ${dense ? "all arcs that may be" : "few arcs"}`, () => {
        const network = randomNetwork({ nodes, arcs: 2 * nodes - 3, seed: nodes });
        const dag = dense ? withDoubtfulArcs(network.dag) : network.dag;
        const graph = regressionGraph(dag);
        const random = new Random(nodes);
        const rowCount = 50;
        const observed = columnMoments(network.sample(rowCount, new Random(1))).correlation;
        const arcs = Uint8Array.from(graph.parents, () => (random.uniform() < 0.5 ? 1 : 0));
        const prior = dense ? { ...weak, doubtful: { arcs, precision: 100 } } : weak;
        const coefficients = Float64Array.from(graph.parents, () => 0.2 * random.normal());
        const variances = Float64Array.from({ length: graph.size }, () => 0.2 + random.uniform());
        const [own, spread] = [coefficients.slice(), variances.slice()];
        const expectation = new Expectation(graph, observed);
        const maximization = new Maximization(graph, prior, rowCount);
        for (let iteration = 0; iteration < 3; iteration++) {
          expectation.condition(coefficients, variances);
          expectation.update();
          const plain = plainExpectation(graph, observed, own, spread);
          assert.deepEqual(expectation.moments, plain.moments);
          assert.equal(expectation.meanLogDensity(), plain.density);
          maximization.update(expectation.moments, coefficients, variances);
          plainMaximization(graph, prior, rowCount, plain.moments, own, spread);
          assert.deepEqual(coefficients, own);
          assert.deepEqual(variances, spread);
        }
      });
    }
  }

  test("regressors that others determine take no part", () => {
    const graph = regressionGraph(withDoubtfulArcs(randomNetwork({ nodes: 20, arcs: 30, seed: 3 }).dag));
    const { size, parents } = graph;
    const random = new Random(5);
    const columns = Array.from({ length: size }, () => Array.from({ length: 9 }, () => random.normal()));
    // Of 20 columns of 9 numbers most are sums of others.
    const moments = Float64Array.from(
      columns.flatMap((a) => columns.map((b) => a.reduce((sum, value, i) => sum + value * b[i], 0) / 9)),
    );
    const none = { precision: 0, rows: 0, squares: 0 };
    const [coefficients, variances] = [new Float64Array(parents.length), new Float64Array(size).fill(1)];
    const [own, spread] = [coefficients.slice(), variances.slice()];
    new Maximization(graph, none, 9).update(moments, coefficients, variances);
    plainMaximization(graph, none, 9, moments, own, spread);
    assert.deepEqual(coefficients, own);
    assert.deepEqual(variances, spread);
    assert.ok(coefficients.includes(0), "every regressor took part");
  });

  test("runs on one graph keep apart what they have", () => {
    const network = randomNetwork({ nodes: 12, arcs: 20, seed: 2 });
    const graph = regressionGraph(network.dag);
    const observed = columnMoments(network.sample(40, new Random(1))).correlation;
    const regressions = (seed: number) => {
      const random = new Random(seed);
      return [
        Float64Array.from(graph.parents, () => 0.3 * random.normal()),
        new Float64Array(graph.size).fill(0.5 + seed / 10),
      ] as const;
    };
    const [first, second] = [new Expectation(graph, observed), new Expectation(graph, observed)];
    first.condition(...regressions(1));
    second.condition(...regressions(2));
    first.update();
    second.update();
    assert.deepEqual(first.moments, plainExpectation(graph, observed, ...regressions(1)).moments);
    assert.deepEqual(second.moments, plainExpectation(graph, observed, ...regressions(2)).moments);
  });
});
