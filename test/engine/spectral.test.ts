import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import {
  Engine,
  nodeNormalize,
  ParameterList,
  ParameterStore,
  powerNormalize,
  SparsePattern,
  spectralNormalize,
} from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { between, describeOperation, largestDifference, Workbench } from "./gradient.ts";
import { randomPattern } from "./patterns.ts";

const LIMIT = 0.97 * 0.97;
const SLACK = 0.005;

function singularValues(matrix: Matrix): number[] {
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal;
}

/** The kernel's bound of the largest singular value of W, from a given start of the power iteration. */
function bound(
  matrix: Matrix,
  start: ArrayLike<number>,
  limit = LIMIT,
): { bound: number; vector: Float64Array } {
  const engine = new Engine("float64");
  const n = matrix.columns;
  const gram = matrix.transpose().mmul(matrix);
  const g = engine.storeDoubles(gram.to1DArray());
  const work = engine.allocate(8 * (n * n + 2 * n + 4));
  const length = Math.sqrt(Array.from(start).reduce((sum, value) => sum + value * value, 0));
  const v = engine.storeDoubles(Array.from(start, (value) => value / length));
  const squared = engine.kernels.spectralBound(g, work, v, n, limit, SLACK);
  return { bound: Math.sqrt(squared), vector: Float64Array.from(engine.doubles(v, n)) };
}

function check(matrix: Matrix, start: ArrayLike<number>, label: string): void {
  const sigma = singularValues(matrix)[0];
  const result = bound(matrix, start);
  assert.ok(result.bound >= sigma * (1 - 1e-12), `${label}: bound ${result.bound} below sigma ${sigma}`);
  const limit = Math.max(1.01 * sigma, Math.sqrt(LIMIT));
  assert.ok(result.bound <= limit, `${label}: bound ${result.bound}, sigma ${sigma}`);
}

const randomMatrix = (rows: number, columns: number, random: Random, scale = 1) =>
  Matrix.from1DArray(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => scale * random.normal()),
  );

/** U diag(values) V^T with random orthogonal U and V. */
function withSingularValues(values: readonly number[], random: Random): { matrix: Matrix; right: Matrix } {
  const n = values.length;
  const orthogonal = () =>
    new SingularValueDecomposition(randomMatrix(n, n, random)).leftSingularVectors as Matrix;
  const [left, right] = [orthogonal(), orthogonal()];
  return { matrix: left.mmul(Matrix.diag([...values])).mmul(right.transpose()), right };
}

describe("the proven bound of the largest singular value", () => {
  test("random matrices of every size and scale", () => {
    const random = new Random(1);
    for (let n = 1; n <= 24; n++) {
      for (const scale of [0.01, 0.2, 1, 50]) {
        const rows = 1 + random.integer(30);
        const start = Array.from({ length: n }, () => random.normal());
        check(randomMatrix(rows, n, random, scale), start, `${rows} x ${n}, scale ${scale}`);
      }
    }
  });

  test("sparse matrices", () => {
    const random = new Random(2);
    for (let seed = 0; seed < 40; seed++) {
      const pattern = randomPattern(30, 12, 0.2, seed);
      const matrix = Matrix.zeros(30, 12);
      for (let k = 0; k < pattern.size; k++) {
        matrix.set(pattern.rowOf[k], pattern.columnOf[k], 2 * random.normal());
      }
      check(
        matrix,
        Array.from({ length: 12 }, () => random.normal()),
        `seed ${seed}`,
      );
    }
  });

  test("rank-deficient matrices, single entries and zero", () => {
    const random = new Random(3);
    for (const rank of [1, 2, 5]) {
      const matrix = randomMatrix(20, rank, random).mmul(randomMatrix(rank, 12, random));
      check(
        matrix,
        Array.from({ length: 12 }, () => random.normal()),
        `rank ${rank}`,
      );
    }
    const single = Matrix.zeros(4, 6);
    single.set(2, 3, 7);
    check(single, [1, 1, 1, 1, 1, 1], "single entry");
    assert.ok(bound(Matrix.zeros(3, 4), [1, 2, 3, 4]).bound <= 0.97);
  });

  test("repeated and nearly repeated singular values", () => {
    const random = new Random(4);
    for (const values of [
      Array(10).fill(1.3),
      [2, 2, 2, 1, 1, 0.5, 0, 0],
      Array.from({ length: 16 }, (_, i) => 1.5 * (1 - 1e-4 * i)),
      Array.from({ length: 16 }, (_, i) => 1.5 * 0.999 ** i),
    ]) {
      const { matrix } = withSingularValues(values, random);
      for (let seed = 0; seed < 10; seed++) {
        check(
          matrix,
          values.map(() => random.normal()),
          `values ${values.slice(0, 3)}`,
        );
      }
    }
  });

  test("a start orthogonal to the top singular vector is found out", () => {
    const random = new Random(5);
    for (const second of [0.99999, 0.99, 0.7, 0.1]) {
      const values = [1.6, 1.6 * second, 1.6 * second * 0.9, 0.5, 0.2, 0.1, 0.01, 0];
      const { matrix, right } = withSingularValues(values, random);
      for (const column of [1, 2, 3, 7])
        check(matrix, right.getColumn(column), `second ${second}, ${column}`);
    }
    // Exactly orthogonal, where rounding cannot help: two blocks that share nothing.
    for (const [top, other] of [
      [3, 1.2],
      [1.2, 1.1999],
      [1000, 1],
    ]) {
      const blocks = Matrix.diag([other, other / 2, top, top / 3]);
      check(blocks, [1, 0.5, 0, 0], `blocks ${top} and ${other}`);
    }
    // Every start coordinate alone, on a matrix of many separate blocks.
    const many = Matrix.diag(Array.from({ length: 20 }, (_, i) => 1 + 0.05 * ((i * 7) % 20)));
    for (let i = 0; i < 20; i++) {
      const start = new Float64Array(20);
      start[i] = 1;
      check(many, start, `coordinate ${i}`);
    }
  });

  test("where the norm is below the limit, the limit or less is returned", () => {
    const random = new Random(6);
    for (let i = 0; i < 30; i++) {
      const matrix = randomMatrix(10, 10, random);
      matrix.mul((0.99 * 0.97) / singularValues(matrix)[0]);
      const result = bound(
        matrix,
        Array.from({ length: 10 }, () => random.normal()),
      );
      assert.ok(result.bound <= 0.97 + 1e-15);
    }
  });

  test("power vectors of a new parameter store have length 1, so that the first bound is as tight as later ones", () => {
    const list = new ParameterList();
    const [first, second] = [list.declareBuffer("a", 5), list.declareBuffer("b", 17)];
    const engine = new Engine("float64");
    const store = new ParameterStore(engine, list);
    for (const buffer of [first, second]) {
      const values = engine.doubles(store.bufferPointer(buffer), buffer.length);
      const squares = values.reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(squares - 1) < 1e-12);
      assert.ok(values.every((value) => value !== 0));
    }
  });
});

const wide = randomPattern(5, 14, 0.5, 8);
const tall = randomPattern(14, 5, 0.5, 9);

/** A persistent vector with a part in every direction. */
const vectorOf = (bench: Workbench, length: number) =>
  bench.engine.storeDoubles(Array.from({ length }, (_, i) => (1 + (i % 3)) / length));

for (const [side, pattern] of [
  ["rows", wide],
  ["columns", tall],
] as const) {
  const n = side === "rows" ? pattern.rows : pattern.columnCount;
  for (const [label, low, high] of [
    ["divided", 0.5, 2],
    ["left alone", 0.01, 0.05],
  ] as const) {
    describeOperation(
      `spectralNormalize, Gram matrix of the ${side}, ${label}`,
      (bench) => {
        const weights = bench.weights(pattern.size, between(low, high));
        const vector = vectorOf(bench, n);
        return [spectralNormalize(bench.tape, { weights, pattern, side, coefficient: 0.9, vector }).weights];
      },
      { warmUp: 100, batches: [1] },
    );
  }
}

const parts = [randomPattern(6, 4, 0.7, 10), randomPattern(6, 7, 0.4, 11), SparsePattern.dense(6, 2)];
describeOperation(
  "powerNormalize, several matrices jointly",
  (bench) => {
    const vector = vectorOf(bench, 13);
    return powerNormalize(bench.tape, {
      parts: parts.map((pattern) => ({ weights: bench.weights(pattern.size, between(0.3, 1)), pattern })),
      coefficient: 0.9,
      vector,
    }).weights;
  },
  { warmUp: 200, batches: [1] },
);

// The middle component is small enough to be left alone.
const starts = [0, 3, 5];
describeOperation(
  "nodeNormalize",
  (bench) => {
    let at = 0;
    const draw = (random: Random) => (at++ % 9 === 3 || at % 9 === 5 ? 0.1 : 1) * random.normal();
    const [w, v] = [bench.weights(9, draw), bench.weights(9, draw)];
    return [nodeNormalize(bench.tape, w, v, starts, 0.81)];
  },
  { batches: [1] },
);

describe("normalized weights", () => {
  test("spectralNormalize keeps the exact norm at the coefficient or below, in every pass and both precisions", () => {
    for (const precision of ["float32", "float64"] as const) {
      for (const [side, pattern] of [
        ["rows", wide],
        ["columns", tall],
      ] as const) {
        const bench = new Workbench(precision, 1);
        const weights = bench.weights(pattern.size);
        const vector = vectorOf(bench, side === "rows" ? pattern.rows : pattern.columnCount);
        const out = spectralNormalize(bench.tape, { weights, pattern, side, coefficient: 0.97, vector });
        for (let pass = 0; pass < 40; pass++) {
          const view = bench.engine.reals(weights.pointer, pattern.size);
          for (let i = 0; i < view.length; i++) view[i] += 0.3 * bench.random.normal();
          bench.tape.forward();
          const matrix = Matrix.zeros(pattern.rows, pattern.columnCount);
          bench.weightValues(out.weights).forEach((value, k) => {
            matrix.set(pattern.rowOf[k], pattern.columnOf[k], value);
          });
          const norm = singularValues(matrix)[0];
          assert.ok(norm <= 0.97 * (1 + (precision === "float32" ? 1e-6 : 1e-12)), `${side}: ${norm}`);
          assert.ok(norm >= 0.96, `${side}, pass ${pass}: divided too much, ${norm}`);
        }
      }
    }
  });

  test("powerNormalize converges to the joint norm", () => {
    const bench = new Workbench("float64", 1);
    const weights = parts.map((pattern) => bench.weights(pattern.size));
    const vector = vectorOf(bench, 13);
    const result = powerNormalize(bench.tape, {
      parts: parts.map((pattern, i) => ({ weights: weights[i], pattern })),
      coefficient: 0.9,
      vector,
    });
    for (let i = 0; i < 400; i++) bench.tape.forward();
    const joint = Matrix.zeros(6, 13);
    let before = 0;
    parts.forEach((pattern, i) => {
      bench.weightValues(weights[i]).forEach((value, k) => {
        joint.set(pattern.rowOf[k], before + pattern.columnOf[k], value);
      });
      before += pattern.columnCount;
    });
    const sigma = singularValues(joint)[0];
    assert.ok(Math.abs(result.bound() - sigma) < 1e-9 * sigma);
    const scaled = bench.weightValues(weights[1]).map((value) => (value * 0.9) / sigma);
    assert.ok(largestDifference(bench.weightValues(result.weights[1]), scaled) < 1e-9);
  });

  test("nodeNormalize keeps |w| |v| of every component at the limit or below", () => {
    const bench = new Workbench("float64", 1);
    const [w, v] = [bench.weights(9, between(0.5, 2)), bench.weights(9, between(0.5, 2))];
    const normalized = nodeNormalize(bench.tape, w, v, starts, 0.81);
    bench.tape.forward();
    const norm = (values: Float64Array, from: number, to: number) =>
      Math.sqrt(values.subarray(from, to).reduce((sum, value) => sum + value * value, 0));
    [...starts, 9].slice(1).forEach((to, j) => {
      const lengths = [normalized, v].map((part) => norm(bench.weightValues(part), starts[j], to));
      assert.ok(lengths[0] * lengths[1] <= 0.81 * (1 + 1e-12));
    });
  });
});
