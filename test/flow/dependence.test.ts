import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Tape } from "../../src/engine/index.ts";
import { encoderDependence, priorDependence, Random } from "../../src/internals.ts";
import { architectures, example } from "./examples.ts";

describe("a component depends on all that its graph says and on nothing else, to the last bit", () => {
  for (const [name, architecture] of architectures) {
    for (const side of ["prior", "encoder"] as const) {
      test(`${name}, ${side}`, () => {
        const { model, engine, store } = example(architecture, 4);
        const K = model.latentNames.length;
        const D = model.observedNames.length;
        // One place in the batch for each input that is moved, and a last one where none is.
        const batch = K + D + 1;
        const tape = new Tape(engine, batch, { differentiable: false });
        const [input, x] = [tape.tensor(K, false), tape.tensor(D, false)];
        const out =
          side === "prior"
            ? model.prior!.recordNormalizing(tape, store, input, [x], { normalize: false }).u
            : model.encoder!.recordGenerative(tape, store, input, [x], { normalize: false, path: false }).z;
        const random = new Random(8);
        const heard = Array.from({ length: K }, () => new Set<number>());
        // Several points: where an activation is saturated a change may be lost in rounding.
        for (let trial = 0; trial < 5; trial++) {
          for (const [tensor, from] of [
            [input, 0],
            [x, K],
          ] as const) {
            const view = engine.reals(tensor.pointer, tensor.rows * tape.paddedBatch);
            for (let r = 0; r < tensor.rows; r++) {
              const value = random.normal();
              for (let b = 0; b < batch; b++)
                view[r * tape.paddedBatch + b] = value + (b === from + r ? 0.7 : 0);
            }
          }
          tape.forward();
          const values = engine.reals(out.pointer, K * tape.paddedBatch);
          for (let j = 0; j < K; j++) {
            const at = j * tape.paddedBatch;
            for (let i = 0; i < K + D; i++) if (values[at + i] !== values[at + K + D]) heard[j].add(i);
          }
        }
        // An affine layer is one more step of reading after a prior's blocks; before an encoder's it is a
        // triangular solve, which hears every ancestor.
        const steps = architecture.blocks + (architecture.affine ? (side === "prior" ? 1 : K) : 0);
        const expected =
          side === "prior"
            ? priorDependence(model.graph, steps, architecture.factorisation)
            : encoderDependence(model.graph, model.inverse, steps, "paper");
        const place = new Map([...model.graph.latent, ...model.graph.observed].map((node, i) => [node, i]));
        model.graph.latent.forEach((node, j) => {
          const reads = expected.get(node)!.map((other) => place.get(other)!);
          assert.deepEqual(
            [...heard[j]].sort((a, b) => a - b),
            reads.sort((a, b) => a - b),
            model.latentNames[j],
          );
        });
      });
    }
  }
});
