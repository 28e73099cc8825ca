import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { Engine, gramPlan, SparsePattern } from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { randomPattern } from "./patterns.ts";

const SLACK = 0.005;

/** A planned bound of random weights on a pattern, beside the exact answers. */
function planned(pattern: SparsePattern, weights: Float64Array, start: ArrayLike<number>, limit: number) {
  const plan = gramPlan(pattern)!;
  const engine = new Engine("float64");
  const n = pattern.columnCount;
  const [groups, targets, order, starts, rows, updates] = [
    pattern.groups,
    plan.targets,
    plan.order,
    plan.starts,
    plan.rows,
    plan.updates,
  ].map((list) => engine.storeIntegers(list));
  const values = engine.allocate(8 * plan.total);
  const work = engine.allocate(8 * (plan.total + 2 * n));
  const vector = engine.storeDoubles(start);
  engine.kernels.sparseGram(
    values,
    plan.total,
    groups,
    pattern.groupCount,
    targets,
    engine.storeDoubles(weights),
  );
  const squared = engine.kernels.sparseSpectralBound(
    values,
    work,
    vector,
    n,
    plan.total,
    order,
    starts,
    rows,
    updates,
    limit,
    SLACK,
  );
  const matrix = Matrix.zeros(Math.max(1, pattern.rows), n);
  for (let k = 0; k < pattern.size; k++) matrix.set(pattern.rowOf[k], pattern.columnOf[k], weights[k]);
  return {
    bound: Math.sqrt(squared),
    sigma: new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal[0],
    gram: matrix.transpose().mmul(matrix),
    entries: engine.doubles(values, plan.total),
    vector: engine.doubles(vector, n),
    plan,
  };
}

const normals = (length: number, random: Random, scale = 1) =>
  Float64Array.from({ length }, () => scale * random.normal());

describe("the Gram matrix of a sparse matrix", () => {
  test("the documented example", () => {
    assert.equal(
      gramPlan(
        SparsePattern.fromRows(
          [
            [0, 1],
            [1, 2],
          ],
          3,
        ),
      )?.total,
      5,
    );
  });

  test("a chain is factored without fill-in, a full matrix is left to whole rows", () => {
    const chain = SparsePattern.fromRows(
      Array.from({ length: 29 }, (_, i) => [i, i + 1]),
      30,
    );
    assert.equal(gramPlan(chain)?.total, 30 + 29);
    assert.equal(gramPlan(SparsePattern.dense(40, 30)), undefined);
  });

  test("every entry that is not planned is zero, every other has its value; the factor fits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 18 }), (seed, columns) => {
        const pattern = randomPattern(20, columns, 1.5 / columns, seed);
        fc.pre(gramPlan(pattern) !== undefined);
        const random = new Random(seed);
        const { gram, entries, plan } = planned(
          pattern,
          normals(pattern.size, random),
          normals(columns, random),
          1e-9,
        );
        const dense = Matrix.zeros(columns, columns);
        for (let k = 0; k < columns; k++) {
          dense.set(plan.order[k], plan.order[k], entries[k]);
          for (let e = plan.starts[k]; e < plan.starts[k + 1]; e++) {
            const [i, j] = [plan.order[plan.rows[e]], plan.order[k]];
            dense.set(i, j, entries[columns + e]);
            dense.set(j, i, entries[columns + e]);
          }
        }
        assert.ok(Matrix.sub(dense, gram).norm() < 1e-12 * (1 + gram.norm()));
      }),
      { numRuns: 60 },
    );
  });

  test("the bound is proved and tight, from any start", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom(0.05, 1, 40),
        (seed, columns, scale) => {
          const pattern = randomPattern(30, columns, 1.2 / columns, seed);
          fc.pre(gramPlan(pattern) !== undefined && pattern.size > 0);
          const random = new Random(seed);
          const start = normals(columns, random);
          const length = Math.hypot(...start);
          const { bound, sigma } = planned(
            pattern,
            normals(pattern.size, random, scale),
            start.map((value) => value / length),
            0.9,
          );
          assert.ok(bound >= sigma * (1 - 1e-12), `${bound} below ${sigma}`);
          assert.ok(
            bound <= Math.max(1.01 * sigma, Math.sqrt(0.9) * (1 + 1e-12)),
            `${bound} beside ${sigma}`,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a start that has no part in the largest direction is found out", () => {
    // Two chains that share nothing; the start lies in the weaker one.
    const pattern = SparsePattern.fromRows(
      [
        [0, 1],
        [1, 2],
        [3, 4],
        [4, 5],
      ],
      6,
    );
    const weights = Float64Array.from([1, 0.5, 0.4, 0.9, 3, 2, 2.5, 1]);
    const { bound, sigma, vector } = planned(pattern, weights, [1, 0, 0, 0, 0, 0], 0.9);
    assert.ok(bound >= sigma && bound <= 1.01 * sigma, `${bound} beside ${sigma}`);
    assert.ok(Math.hypot(...vector.subarray(3)) > 0.99, "the power vector has moved to the stronger chain");
  });

  test("columns that nothing reads, and a matrix without entries", () => {
    const { bound, sigma } = planned(
      SparsePattern.fromRows([[1], [1]], 3),
      Float64Array.from([3, 4]),
      [1, 1, 1],
      0.9,
    );
    assert.ok(bound >= sigma && bound <= 1.01 * sigma);
    assert.equal(planned(SparsePattern.fromRows([[], []], 3), new Float64Array(0), [1, 0, 0], 0.9).bound, 0);
  });
});
