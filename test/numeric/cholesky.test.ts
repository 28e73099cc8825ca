import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { determinant, inverse, Matrix, solve } from "ml-matrix";
import {
  factorize,
  logDeterminant,
  solveLower,
  solveLowerTransposed,
  solveSemidefinite,
  traceOfQuotient,
} from "../../src/numeric/cholesky.ts";
import { Random } from "../../src/numeric/random.ts";
import { assertClose } from "../gaussian/tables.ts";

function positiveDefinite(size: number, random: Random): Matrix {
  const root = new Matrix(
    Array.from({ length: size }, () => Array.from({ length: size }, () => random.normal())),
  );
  return root.mmul(root.transpose()).add(Matrix.eye(size, size));
}

const sizeAndSeed = [fc.integer({ min: 1, max: 12 }), fc.nat(1000)] as const;

describe("Cholesky kernels", () => {
  test("solve, determinant and trace agree with ml-matrix", () => {
    fc.assert(
      fc.property(...sizeAndSeed, (size, seed) => {
        const random = new Random(seed);
        const a = positiveDefinite(size, random);
        const s = positiveDefinite(size, random);
        const b = Array.from({ length: size }, () => random.normal());
        const factor = Float64Array.from(a.to1DArray());
        assert.ok(factorize(factor, size));
        const offset = 3;
        const x = Float64Array.from([7, 7, 7, ...b, 7]);
        solveLower(factor, size, x, offset);
        solveLowerTransposed(factor, size, x, offset);
        const expected = solve(a, Matrix.columnVector(b)).to1DArray();
        expected.forEach((value, i) => {
          assertClose(x[offset + i], value, 1e-9);
        });
        assert.deepEqual([x[0], x[2], x[size + 3]], [7, 7, 7]);
        assertClose(logDeterminant(factor, size), Math.log(determinant(a)), 1e-9);
        const trace = inverse(a).mmul(s).trace();
        assertClose(
          traceOfQuotient(factor, size, Float64Array.from(s.to1DArray())),
          trace,
          1e-8 * (1 + trace),
        );
        const semi = Float64Array.from(b);
        solveSemidefinite(Float64Array.from(a.to1DArray()), size, semi);
        expected.forEach((value, i) => {
          assertClose(semi[i], value, 1e-9);
        });
      }),
    );
  });

  test("a matrix that is not positive definite is refused", () => {
    assert.equal(factorize(Float64Array.of(1, 2, 2, 1), 2), false);
    assert.equal(factorize(Float64Array.of(Number.NaN), 1), false);
  });

  test("a repeated predictor gets no weight, and the system is still solved", () => {
    fc.assert(
      fc.property(...sizeAndSeed, (size, seed) => {
        const a = positiveDefinite(size, new Random(seed));
        // Repeat the first variable at the end.
        const widen = new Matrix(size + 1, size);
        for (let i = 0; i < size; i++) widen.set(i, i, 1);
        widen.set(size, 0, 1);
        const wide = widen.mmul(a).mmul(widen.transpose());
        const target = wide.mmul(Matrix.columnVector(Array.from({ length: size + 1 }, (_, i) => i + 1)));
        const w = Float64Array.from(target.to1DArray());
        solveSemidefinite(Float64Array.from(wide.to1DArray()), size + 1, w);
        assert.equal(w[size], 0);
        const residual = Matrix.sub(wide.mmul(Matrix.columnVector(Array.from(w))), target);
        assertClose(residual.norm(), 0, 1e-8 * (1 + target.norm()));
      }),
    );
  });
});
