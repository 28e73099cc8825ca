import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { SparsePattern } from "../../src/engine/index.ts";
import { normIsBelow, provenNorm } from "../../src/flow/provenNorm.ts";
import { Random } from "../../src/internals.ts";

/** The full decomposition, as an independent judge. */
function decomposed(pattern: SparsePattern, values: Float64Array): number {
  const matrix = Matrix.zeros(pattern.rows, pattern.columnCount);
  for (let k = 0; k < pattern.size; k++) matrix.set(pattern.rowOf[k], pattern.columnOf[k], values[k]);
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal[0];
}

function agrees(pattern: SparsePattern, values: Float64Array): void {
  const exact = decomposed(pattern, values);
  const proven = provenNorm(pattern, values);
  assert.ok(proven >= exact * (1 - 1e-14), `${proven} is below ${exact}`);
  assert.ok(proven <= exact * (1 + 1e-9), `${proven} is far above ${exact}`);
  if (exact === 0) return;
  assert.equal(normIsBelow(pattern, values, exact * (1 + 1e-8)), true);
  assert.equal(normIsBelow(pattern, values, exact * (1 - 1e-12)), false);
}

test("of random sparse matrices, never below the full decomposition and hardly above it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0.02, max: 1 }),
      fc.nat(),
      (rows, columns, density, seed) => {
        const random = new Random(seed);
        const lists = Array.from({ length: rows }, () =>
          Array.from({ length: columns }, (_, column) => column).filter(() => random.uniform() < density),
        );
        const pattern = SparsePattern.fromRows(lists, columns);
        agrees(
          pattern,
          Float64Array.from({ length: pattern.size }, () => random.normal()),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("rows that share their columns, as hidden units with the same subset do", () => {
  const random = new Random(3);
  const lists = [[0, 1], [0, 1], [0, 1], [2], [2, 3, 4], [2, 3, 4], [5, 6], [5, 6]];
  const pattern = SparsePattern.fromRows(lists, 7);
  agrees(
    pattern,
    Float64Array.from({ length: pattern.size }, () => random.normal()),
  );
});

test("a large banded matrix, a large dense one, and one whose singular values are nearly all alike", () => {
  const random = new Random(5);
  const band = SparsePattern.fromRows(
    Array.from({ length: 160 }, (_, row) =>
      [0, 1, 2, 7].map((k) => row + k).filter((column) => column < 150),
    ),
    150,
  );
  agrees(
    band,
    Float64Array.from({ length: band.size }, () => random.normal()),
  );
  const dense = SparsePattern.dense(70, 60);
  agrees(
    dense,
    Float64Array.from({ length: dense.size }, () => random.normal()),
  );
  const chain = SparsePattern.fromRows(
    Array.from({ length: 200 }, (_, row) => (row === 0 ? [0] : [row - 1, row])),
    200,
  );
  agrees(
    chain,
    Float64Array.from({ length: chain.size }, (_, k) => (chain.rowOf[k] === chain.columnOf[k] ? 1 : 1e-7)),
  );
});

test("zero weights have norm 0, and weights that are no numbers have none", () => {
  const pattern = SparsePattern.fromRows([[0, 1], [1]], 2);
  assert.equal(provenNorm(pattern, new Float64Array(3)), 0);
  assert.equal(provenNorm(SparsePattern.fromRows([[], []], 2), new Float64Array(0)), 0);
  assert.ok(!(provenNorm(pattern, Float64Array.of(1, Number.NaN, 1)) < 1));
  assert.equal(
    provenNorm(pattern, Float64Array.of(1, Number.POSITIVE_INFINITY, 1)),
    Number.POSITIVE_INFINITY,
  );
});

test("weights of any size: what underflows or overflows when squared is no excuse", () => {
  const pattern = SparsePattern.fromRows(
    [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
    3,
  );
  for (const size of [1e-200, 1e-30, 1e30, 1e200])
    agrees(
      pattern,
      Float64Array.of(1, 2, 3, 4, 5, 6).map((w) => w * size),
    );
});

test("no limit is proved of numbers that are none, and any of nothing", () => {
  const pattern = SparsePattern.fromRows([[0], [1]], 2);
  assert.equal(normIsBelow(pattern, Float64Array.of(Number.NaN, 0), 1), false);
  assert.equal(normIsBelow(pattern, Float64Array.of(Number.POSITIVE_INFINITY, 0), 1), false);
  assert.equal(normIsBelow(pattern, new Float64Array(2), 1e-300), true);
});
