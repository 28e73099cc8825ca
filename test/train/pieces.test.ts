import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Engine, ParameterStore, Tape } from "../../src/engine/index.ts";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { createModel, defaultArchitecture, type ModelKind, recordElbo } from "../../src/model/index.ts";
import { pieceOf } from "../../src/train/index.ts";

const { dag } = builtInNetwork("arithmetic-circuit");
const BATCH = 50;

/** Gradients of one batch that goes through the tape in pieces, in float64. */
function gradients(kind: ModelKind, piece: number): Float64Array {
  const random = new Random(3);
  const model = createModel(dag, { ...defaultArchitecture, model: kind, hidden: [12] }, new Random(1));
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list);
  store.restore(model.list.initial().map((value) => value + 0.3 * random.normal()));
  const columns = model.observedNames.length;
  const table = {
    pointer: engine.storeDoubles(Array.from({ length: BATCH * columns }, () => random.normal())),
    columns,
    shift: engine.storeDoubles(new Float64Array(columns)),
    scale: engine.storeDoubles(new Float64Array(columns).fill(1)),
  };
  const rows = engine.storeIntegers(Array.from({ length: BATCH }, (_, row) => row));
  const tape = new Tape(engine, piece);
  const { input, eps, objective } = recordElbo(tape, store, model, table, { normalize: true, path: true });
  const noise = Float64Array.from({ length: eps!.rows * BATCH }, () => random.normal());
  store.clearGradients();
  tape.forwardWeights();
  tape.clearGradients();
  for (let from = 0; from < BATCH; from += piece) {
    const count = Math.min(piece, BATCH - from);
    input.load(rows, from, count);
    const weights = engine.reals(objective.rowWeights.pointer, tape.paddedBatch);
    for (let i = 0; i < weights.length; i++) weights[i] = i < count ? 1 / BATCH : 0;
    for (let latent = 0; latent < eps!.rows; latent++) {
      const target = engine.reals(eps!.pointer + latent * tape.stride, tape.paddedBatch);
      target.set(noise.subarray(latent * BATCH + from, latent * BATCH + from + count));
    }
    tape.forwardRows();
    tape.backwardRows();
  }
  tape.backwardWeights();
  return Float64Array.from(engine.reals(store.gradients, model.list.length));
}

describe("a batch in pieces", () => {
  test("is the fewest equal pieces of at most 128 rows", () => {
    assert.deepEqual(
      [1, 100, 128, 129, 1000].map((batch) => pieceOf(batch)),
      [1, 100, 128, 65, 125],
    );
    // Several draws of a row take several places.
    assert.deepEqual(
      [
        [100, 5],
        [3, 500],
      ].map(([batch, samples]) => pieceOf(batch, samples)),
      [25, 1],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (batch) => {
        const piece = pieceOf(batch);
        const pieces = Math.ceil(batch / piece);
        assert.ok(piece <= 128 && pieces === Math.ceil(batch / 128));
      }),
    );
  });

  for (const kind of ["true", "vae"] as const) {
    test(`has the gradient of the whole: ${kind}`, () => {
      const whole = gradients(kind, BATCH);
      for (const piece of [25, 17, 1]) {
        const parts = gradients(kind, piece);
        whole.forEach((value, i) => {
          assert.ok(
            Math.abs(parts[i] - value) < 1e-11 * (1 + Math.abs(value)),
            `${i}: ${parts[i]}, ${value}`,
          );
        });
      }
      assert.ok(whole.some((value) => Math.abs(value) > 0.01));
    });
  }
});
