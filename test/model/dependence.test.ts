import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, ParameterStore, Tape, type Tensor } from "../../src/engine/index.ts";
import { encoderDependence, priorDependence } from "../../src/graph/index.ts";
import { builtInNetwork, defaultArchitecture, Random, SirenVae } from "../../src/internals.ts";

/** Which inputs move an output at all: a numerical zero pattern at random weights. */
function moves(inputs: Tensor, outputs: Tensor, tape: Tape): boolean[][] {
  const { engine, paddedBatch } = tape;
  const read = () => {
    tape.forward();
    const values = engine.reals(outputs.pointer, outputs.rows * paddedBatch);
    return Array.from({ length: outputs.rows }, (_, r) => values[r * paddedBatch]);
  };
  const before = read();
  return Array.from({ length: inputs.rows }, (_, input) => {
    engine.reals(inputs.pointer, inputs.rows * paddedBatch)[input * paddedBatch] += 0.5;
    const after = read();
    engine.reals(inputs.pointer, inputs.rows * paddedBatch)[input * paddedBatch] -= 0.5;
    return after.map((value, output) => Math.abs(value - before[output]) > 1e-14);
  });
}

describe("what a model depends on", () => {
  for (const name of ["arithmetic-circuit", "gaussian-tree"]) {
    for (const factorisation of ["paper", "exact"] as const) {
      test(`the encoder of ${name} hears what encoderDependence says, affine layer included, ${factorisation} prior`, () => {
        const { dag } = builtInNetwork(name);
        const architecture = { ...defaultArchitecture, factorisation, blocks: 2 };
        const model = new SirenVae(dag, architecture, new Random(1));
        const random = new Random(2);
        const store = new ParameterStore(new Engine("float64"), model.list);
        store.restore(store.snapshot().map(() => 0.1 * random.normal()));
        const tape = new Tape(store.engine, 1, { differentiable: false });
        const eps = tape.tensor(model.latentNames.length, false);
        const x = tape.tensor(model.observedNames.length, false);
        const { z } = model.recordEncoder(tape, store, eps, x, { normalize: false, path: false });
        tape.seal();
        const heard = encoderDependence(dag, model.inverse, 2, "paper", true);
        const pattern = moves(x, z, tape);
        dag.latent.forEach((latent, k) => {
          dag.observed.forEach((observed, i) => {
            assert.equal(pattern[i][k], heard.get(latent)!.includes(observed), `${latent} of ${observed}`);
          });
        });
      });

      test(`no latent of ${name} hears more in the prior than priorDependence says, ${factorisation}`, () => {
        const { dag } = builtInNetwork(name);
        const architecture = { ...defaultArchitecture, factorisation, blocks: 2 };
        const model = new SirenVae(dag, architecture, new Random(1));
        const random = new Random(2);
        const store = new ParameterStore(new Engine("float64"), model.list);
        store.restore(store.snapshot().map(() => 0.1 * random.normal()));
        const tape = new Tape(store.engine, 1, { differentiable: false });
        const z = tape.tensor(model.latentNames.length, false);
        const x = tape.tensor(model.observedNames.length, false);
        const { logDensity } = model.recordPrior(tape, store, z, x, { normalize: false, path: false });
        tape.seal();
        const heard = priorDependence(dag, 2, factorisation, true);
        // log p(z) falls apart into a term of each latent: a mixed second difference is zero unless one term hears both.
        const { engine, paddedBatch } = tape;
        const values = engine.reals(z.pointer, z.rows * paddedBatch);
        const at = (a: number, b: number, da: number, db: number) => {
          values[a * paddedBatch] += da;
          values[b * paddedBatch] += db;
          tape.forward();
          const density = engine.reals(logDensity.pointer, 1)[0];
          values[a * paddedBatch] -= da;
          values[b * paddedBatch] -= db;
          return density;
        };
        for (let a = 0; a < z.rows; a++) {
          for (let b = 0; b < a; b++) {
            const mixed = at(a, b, 0.5, 0.5) - at(a, b, 0.5, 0) - at(a, b, 0, 0.5) + at(a, b, 0, 0);
            const together = dag.latent.some((latent) =>
              [a, b].every((k) => heard.get(latent)!.includes(dag.latent[k])),
            );
            assert.equal(
              Math.abs(mixed) > 1e-11,
              together,
              `${dag.latent[a]} and ${dag.latent[b]}: ${mixed}`,
            );
          }
        }
      });
    }
  }
});
