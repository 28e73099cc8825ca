import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LuDecomposition, Matrix } from "ml-matrix";
import { type Engine, Tape, type Tensor } from "../../src/engine/index.ts";
import { encoderDependence, priorDependence, Random } from "../../src/internals.ts";
import { largestDifference } from "../engine/gradient.ts";
import { architectures, example } from "./examples.ts";

const fill = (engine: Engine, tensor: Tensor, tape: Tape, random: Random) => {
  const values = engine.reals(tensor.pointer, tensor.rows * tape.paddedBatch);
  for (let i = 0; i < values.length; i++) values[i] = random.normal();
};

/** d out / d input by central differences, for the sample in place 0 of the batch. */
function jacobian(engine: Engine, tape: Tape, out: Tensor, input: Tensor): Matrix {
  const step = 1e-5;
  const padded = tape.paddedBatch;
  const column = (): number[] => {
    tape.forward();
    const values = engine.reals(out.pointer, out.rows * padded);
    return Array.from({ length: out.rows }, (_, row) => values[row * padded]);
  };
  const result = Matrix.zeros(out.rows, input.rows);
  for (let c = 0; c < input.rows; c++) {
    const at = c * padded;
    const set = (value: number) => engine.reals(input.pointer, input.rows * padded).set([value], at);
    const original = engine.reals(input.pointer, input.rows * padded)[at];
    set(original + step);
    const high = column();
    set(original - step);
    const low = column();
    set(original);
    for (let r = 0; r < out.rows; r++) result.set(r, c, (high[r] - low[r]) / (2 * step));
  }
  tape.forward();
  return result;
}

const logNormal = (engine: Engine, tape: Tape, u: Tensor) => {
  const values = engine.reals(u.pointer, u.rows * tape.paddedBatch);
  let sum = 0;
  for (let r = 0; r < u.rows; r++)
    sum -= 0.5 * values[r * tape.paddedBatch] ** 2 + 0.5 * Math.log(2 * Math.PI);
  return sum;
};

describe("graphical residual flows", () => {
  for (const [name, architecture] of architectures) {
    for (const seed of [1, 2]) {
      test(`${name}, seed ${seed}: the log-determinant is that of the full Jacobian, whose zeros are the graph's`, () => {
        const { model, engine, store } = example(architecture, seed);
        const random = new Random(seed + 10);
        const K = model.latentNames.length;
        const D = model.observedNames.length;
        const { latent, observed } = model.graph;
        const options = { normalize: false, path: false };
        const where = new Map([...latent, ...observed].map((node, i) => [node, i]));
        const inputs = (nodes: readonly number[]) => new Set(nodes.map((node) => where.get(node)!));

        for (const side of ["prior", "encoder"] as const) {
          const tape = new Tape(engine, 2);
          const input = tape.tensor(K, false);
          const x = tape.tensor(D, false);
          fill(engine, input, tape, random);
          fill(engine, x, tape, random);
          const recorded =
            side === "prior"
              ? model.prior!.recordNormalizing(tape, store, input, [x], options)
              : model.encoder!.recordGenerative(tape, store, input, [x], options);
          const out = "u" in recorded ? recorded.u : recorded.z;
          const full = jacobian(engine, tape, out, input);
          const context = jacobian(engine, tape, out, x);
          const exact = Math.log(Math.abs(new LuDecomposition(full).determinant));
          const density = engine.reals(recorded.logDensity.pointer, 1)[0];
          const logDet =
            side === "prior"
              ? density - logNormal(engine, tape, out)
              : logNormal(engine, tape, input) - density;
          assert.ok(
            Math.abs(logDet - exact) < 1e-6 * Math.max(1, Math.abs(exact)),
            `${side}: ${logDet} against ${exact}`,
          );

          // The affine layer is one more step along the graph's arcs; before the blocks it reaches all ancestors.
          const steps = architecture.blocks + (architecture.affine ? 1 : 0);
          const reach =
            side === "prior"
              ? priorDependence(model.graph, steps, architecture.factorisation)
              : encoderDependence(
                  model.graph,
                  model.inverse,
                  architecture.affine ? K + steps : steps,
                  "paper",
                );
          for (const [node, reads] of reach) {
            const allowed = inputs(reads);
            const row = where.get(node)!;
            for (let c = 0; c < K + D; c++) {
              const value = c < K ? full.get(row, c) : context.get(row, c - K);
              if (!allowed.has(c)) assert.equal(value, 0, `${side}: component ${row} reads input ${c}`);
            }
          }
        }
      });

      test(`${name}, seed ${seed}: inverse of forward and forward of inverse`, () => {
        const { model, engine, store } = example(architecture, seed);
        const random = new Random(seed + 20);
        const K = model.latentNames.length;
        const D = model.observedNames.length;
        const count = 40;
        const tape = new Tape(engine, count, { differentiable: false });
        const z = tape.tensor(K, false);
        const x = tape.tensor(D, false);
        fill(engine, z, tape, random);
        fill(engine, x, tape, random);
        const { u } = model.prior!.recordNormalizing(tape, store, z, [x], { normalize: false });
        tape.forward();
        const copy = (tensor: Tensor) => Float64Array.from(engine.reals(tensor.pointer, tensor.rows * count));
        const context = model.prior!.config.context.length > 0 ? [copy(x)] : [];
        const inverter = model.prior!.inverter(store, count);
        const [original, target] = [copy(z), copy(u)];
        // What is left of a block's residual may grow by 1 / (1 - L) on its way back through each block.
        const { z: back, report } = inverter.invert(target, count, context, { tolerance: 1e-13 });
        assert.ok(report.converged.every((one) => one === 1));
        assert.ok(largestDifference(back, original) < 1e-9);
        engine.reals(z.pointer, K * count).set(back);
        tape.forward();
        assert.ok(largestDifference(copy(u), target) < 1e-10);
      });
    }
  }

  for (const [name, architecture] of architectures) {
    if (architecture.hidden.length > 1) continue;
    test(`${name}: the path score is the gradient of log q`, () => {
      const { model, engine, store } = example(architecture, 3);
      const random = new Random(30);
      const K = model.latentNames.length;
      const tape = new Tape(engine, 2);
      const eps = tape.tensor(K, false);
      const x = tape.tensor(model.observedNames.length, false);
      fill(engine, eps, tape, random);
      fill(engine, x, tape, random);
      const { z, logDensity, score } = model.recordEncoder(tape, store, eps, x, {
        normalize: false,
        path: true,
      });
      const jacobianOfZ = jacobian(engine, tape, z, eps);
      const jacobianOfDensity = jacobian(engine, tape, logDensity, eps);
      const values = engine.reals(score!.pointer, K * tape.paddedBatch);
      const row = Matrix.rowVector(Array.from({ length: K }, (_, k) => values[k * tape.paddedBatch]));
      const through = row.mmul(jacobianOfZ);
      for (let k = 0; k < K; k++) {
        assert.ok(
          Math.abs(through.get(0, k) - jacobianOfDensity.get(0, k)) <
            1e-7 * (1 + Math.abs(through.get(0, k))),
        );
      }
    });
  }
});
