import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accumulator,
  affineTransform,
  affineTransformInverse,
  curveTransform,
  monotonicTransform,
  monotonicTransformInverse,
  splineTransform,
  splineTransformInverse,
  type Tensor,
} from "../../src/engine/index.ts";
import { clenshawCurtis } from "../../src/numeric/clenshawCurtis.ts";
import { between, describeOperation, normal, Workbench } from "./gradient.ts";

const ROWS = 3;
const SHAPE = { bins: 5, bound: 3 };
const HIDDEN = 4;
const rule = clenshawCurtis(16);

describeOperation("affine transform", (bench) => {
  const sum = accumulator(bench.tape);
  const y = bench.tensor(ROWS);
  return [affineTransform(bench.tape, sum, y, bench.tensor(2 * ROWS)), sum];
});

for (const curve of ["asinh", "sinh"] as const) {
  describeOperation(`${curve} transform`, (bench) => {
    const sum = accumulator(bench.tape);
    return [curveTransform(bench.tape, sum, bench.tensor(ROWS), curve), sum];
  });
}

describeOperation(
  "spline transform",
  (bench) => {
    const sum = accumulator(bench.tape);
    const y = bench.tensor(ROWS, (random) => 1.7 * random.normal());
    const theta = bench.tensor((3 * SHAPE.bins - 1) * ROWS, (random) => 1.5 * random.normal());
    return [splineTransform(bench.tape, sum, y, theta, SHAPE), sum];
  },
  { tolerance: 1e-4 },
);

function networksOf(bench: Workbench) {
  const inner = bench.weights(ROWS * HIDDEN, between(-1, 1));
  const outer = bench.weights(ROWS * HIDDEN, between(-1, 1));
  return { hidden: HIDDEN, inner, outer, rule };
}

describeOperation("monotonic transform", (bench) => {
  const sum = accumulator(bench.tape);
  const y = bench.tensor(ROWS);
  const theta = bench.tensor((HIDDEN + 2) * ROWS);
  return [monotonicTransform(bench.tape, sum, y, theta, networksOf(bench)).value, sum];
});

/** The slope of what is built by central differences, against what it says itself. */
function slopes(build: (bench: Workbench, sum: Tensor, y: Tensor) => Tensor, rows = ROWS): void {
  const bench = new Workbench("float64", 40);
  const sum = accumulator(bench.tape);
  const y = bench.tensor(rows, (random) => 2 * random.normal());
  const out = build(bench, sum, y);
  const view = () => bench.engine.reals(y.pointer, rows * bench.tape.paddedBatch);
  const original = Float64Array.from(view());
  const at = (shift: number) => {
    view().set(original.map((value) => value + shift));
    bench.tape.forward();
    return bench.values(out);
  };
  const high = at(1e-6);
  const low = at(-1e-6);
  at(0);
  const sums = bench.values(sum);
  for (let b = 0; b < 40; b++) {
    let total = 0;
    for (let r = 0; r < rows; r++) total += Math.log((high[r * 40 + b] - low[r * 40 + b]) / 2e-6);
    assert.ok(Math.abs(total - sums[b]) < 1e-6 * (1 + Math.abs(total)), `${total}, said ${sums[b]}`);
  }
}

/** How far the image of the inverse is from what was inverted, and the inverse of the image from where it came from. */
function roundTrip(
  forward: (bench: Workbench, sum: Tensor, y: Tensor) => Tensor,
  inverse: (bench: Workbench, image: Tensor) => Tensor,
): void {
  const bench = new Workbench("float64", 200);
  const y = bench.data(ROWS, (random) => 2 * random.normal());
  const back = inverse(bench, forward(bench, accumulator(bench.tape, false), y));
  bench.tape.forward();
  const [before, after] = [bench.values(y), bench.values(back)];
  before.forEach((value, i) => {
    assert.ok(Math.abs(after[i] - value) < 1e-9 * (1 + Math.abs(value)), `${value} came back as ${after[i]}`);
  });
}

test("the logarithms of the slopes are those of central differences, and the inverses undo", () => {
  for (const size of [0.3, 1.5, 4]) {
    const theta = (bench: Workbench, rows: number) => bench.data(rows, (random) => size * random.normal());
    // Both directions of a round trip read the same parameters.
    let shared: Tensor;
    const affine = (bench: Workbench, sum: Tensor, y: Tensor) => {
      shared = theta(bench, 2 * ROWS);
      return affineTransform(bench.tape, sum, y, shared);
    };
    slopes(affine);
    roundTrip(affine, (bench, image) => affineTransformInverse(bench.tape, image, shared));
    const spline = (bench: Workbench, sum: Tensor, y: Tensor) => {
      shared = theta(bench, (3 * SHAPE.bins - 1) * ROWS);
      return splineTransform(bench.tape, sum, y, shared, SHAPE);
    };
    slopes(spline);
    roundTrip(spline, (bench, image) => splineTransformInverse(bench.tape, image, shared, SHAPE));
  }
  let networks: ReturnType<typeof networksOf>;
  let shared: Tensor;
  const monotonic = (bench: Workbench, sum: Tensor, y: Tensor) => {
    networks = networksOf(bench);
    shared = bench.data((HIDDEN + 2) * ROWS, normal);
    const { value, error } = monotonicTransform(bench.tape, sum, y, shared, networks);
    readError = () => Math.max(...bench.values(error));
    return value;
  };
  let readError = () => 0;
  roundTrip(
    monotonic,
    (bench, image) =>
      monotonicTransformInverse(bench.tape, image, shared, networks, { tolerance: 1e-12, maxIterations: 200 })
        .value,
  );
  const largest = readError();
  assert.ok(largest > 0 && largest < 1e-3, `quadrature error ${largest}`);
});

test("a spline of equal parameters is the identity, and so is every spline beyond its bound", () => {
  const bench = new Workbench("float64", 64);
  const y = bench.data(ROWS, (random) => 4 * random.normal());
  const zero = bench.data((3 * SHAPE.bins - 1) * ROWS, () => 0);
  const wild = bench.data((3 * SHAPE.bins - 1) * ROWS, (random) => 3 * random.normal());
  const sum = accumulator(bench.tape, false);
  const same = splineTransform(bench.tape, sum, y, zero, SHAPE);
  const bent = splineTransform(bench.tape, accumulator(bench.tape, false), y, wild, SHAPE);
  bench.tape.forward();
  const [before, after, other] = [y, same, bent].map((tensor) => bench.values(tensor));
  let beyond = 0;
  before.forEach((value, i) => {
    assert.ok(Math.abs(after[i] - value) < 1e-14 * 10);
    if (Math.abs(value) < SHAPE.bound) return;
    assert.equal(other[i], value);
    beyond++;
  });
  assert.ok(beyond > 20);
  for (const value of bench.values(sum)) assert.ok(Math.abs(value) < 1e-14 * 10);
});

test("Clenshaw-Curtis integrates polynomials exactly and says how far a coarser rule is off", () => {
  for (const n of [2, 4, 8, 16]) {
    const { nodes, weights, coarse } = clenshawCurtis(n);
    assert.equal(nodes[0], 1);
    for (let power = 0; power <= n; power++) {
      const integral = nodes.reduce((sum, t, k) => sum + weights[k] * t ** power, 0);
      assert.ok(Math.abs(integral - 1 / (power + 1)) < 1e-14, `${n} nodes, power ${power}`);
      const difference = nodes.reduce((sum, t, k) => sum + coarse[k] * t ** power, 0);
      if (power <= n / 2) assert.ok(Math.abs(difference) < 1e-14);
    }
  }
});
