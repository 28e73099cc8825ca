import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  Adam,
  accumulator,
  activation,
  addGaussian,
  addLogProduct,
  addStandardNormal,
  createObjective,
  Engine,
  linear,
  Noise,
  ParameterList,
  ParameterStore,
  pairProduct,
  SparsePattern,
  softplus,
  spectralNormalize,
  Tape,
} from "../../src/engine/index.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** A residual block with everything that a training step runs through. */
function smallTraining() {
  const engine = new Engine("float32");
  const list = new ParameterList();
  const [K, H] = [3, 8];
  const [up, down] = [SparsePattern.dense(H, K), SparsePattern.dense(K, H)];
  const diagonalPattern = SparsePattern.dense(K, H);
  const start = (length: number) => Float64Array.from({ length }, (_, i) => 0.3 * Math.sin(i + 1));
  const names = {
    first: list.declare("first", "weight", [H, K], start(up.size)),
    last: list.declare("last", "output-weight", [K, H], start(down.size)),
    bias: list.declare("bias", "bias", [H], start(H)),
    sharpness: list.declare("sharpness", "sharpness", [1], [0.5]),
  };
  const buffer = list.declareBuffer("power", K);
  const store = new ParameterStore(engine, list);
  const adam = new Adam(store);
  const noise = new Noise(engine, 1);
  const tape = new Tape(engine, 10);
  const z = tape.tensor(K, false);
  const objective = createObjective(tape);
  engine.reals(objective.rowWeights.pointer, 10).fill(0.1);
  const { weights: first } = spectralNormalize(tape, {
    weights: store.weights(names.first),
    pattern: up,
    side: "columns",
    coefficient: 0.5,
    vector: store.bufferPointer(buffer),
  });
  const last = store.weights(names.last);
  const a = linear(tape, { input: z, weights: first, pattern: up, bias: store.weights(names.bias) });
  const h = activation(tape, "lipswish", a, softplus(tape, store.weights(names.sharpness)));
  const u = linear(tape, { input: h.value, weights: last, pattern: down, base: z });
  const at = (pattern: SparsePattern, flip: boolean) =>
    Int32Array.from({ length: K * H }, (_, k) => {
      const [j, unit] = [Math.floor(k / H), k % H];
      return flip ? pattern.weightIndex(unit, j) : pattern.weightIndex(j, unit);
    });
  const products = pairProduct(tape, last, at(down, false), first, at(up, true));
  const ones = tape.constant([1, 1, 1]);
  const d = linear(tape, { input: h.slope!, weights: products, pattern: diagonalPattern, bias: ones });
  const [ll, lp, lq] = [accumulator(tape), accumulator(tape), accumulator(tape, false)];
  const spread = linear(tape, { input: h.slope!, weights: last, pattern: down });
  addGaussian(tape, ll, z, u, spread);
  addLogProduct(tape, lp, d);
  addStandardNormal(tape, lp, u);
  objective.record(ll, lp, lq);
  tape.seal();
  const step = () => {
    noise.fillNormal(z.pointer, K * tape.paddedBatch);
    store.clearGradients();
    tape.forward();
    tape.backward();
    adam.step(1e-4);
  };
  return { engine, store, step };
}

test("10,000 steps leave nothing behind, in JavaScript's heap or in the kernels' memory", () => {
  const { engine, store, step } = smallTraining();
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  // The compiler's own data settles during the first steps.
  for (let i = 0; i < 3000; i++) step();
  const mark = engine.mark();
  const memory = engine.integers(0, 1).buffer.byteLength;
  const before = used();
  for (let i = 0; i < 10_000; i++) step();
  const grown = used() - before;
  // Two bytes a step is below the smallest object there is.
  assert.ok(grown < 20_000, `heap grew by ${grown} bytes`);
  assert.equal(engine.mark(), mark);
  assert.equal(engine.integers(0, 1).buffer.byteLength, memory);
  assert.ok(store.snapshot().every(Number.isFinite));
});
