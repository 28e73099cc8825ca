import { Engine, ParameterStore } from "../engine/index.ts";
import type { InverseOptions } from "../flow/index.ts";
import { createModel } from "../model/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { TrainedModel } from "../query/index.ts";
import type { InversionResult, InversionTrace } from "./job.ts";

const SAMPLES = 1000;
const BATCH = 250;
/** Enough for a residual of 1e-10 end to end over a handful of blocks. */
const TOLERANCE = 1e-11;
const LONGEST_TRACE = 60;
const LIMIT = 10_000;

/** Inverts the trained prior's flow at draws from N(0, I), once with each iteration, in float64. */
export function inversionRun(model: TrainedModel, seed: number): InversionResult {
  const parts = model.toParts();
  const untrained = createModel(model.dag, parts.architecture, new Random(0));
  if (untrained.prior === undefined) {
    throw new ComputationError(
      "Expected a SIReN-VAE with hidden nodes, whose prior is a flow that can be inverted.",
    );
  }
  const store = new ParameterStore(new Engine("float64"), untrained.list, false);
  const values = new Float64Array(untrained.list.length);
  const offsets = new Map(untrained.list.parameters.map(({ name, offset }) => [name, offset]));
  for (const { name, values: stored } of parts.parameters) values.set(stored, offsets.get(name)!);
  store.restore(values);
  const inverter = untrained.prior.inverter(store, BATCH);
  const { latents } = untrained.prior.config;
  const context = untrained.prior.config.context.map(({ size }) => new Float64Array(size * BATCH));
  const random = new Random(seed).fork("inversion");
  const batches = Array.from({ length: SAMPLES / BATCH }, () =>
    new Float64Array(latents * BATCH).map(() => random.normal()),
  );
  const invert = (u: Float64Array, options: InverseOptions) => inverter.invert(u, BATCH, context, options);
  const exact = invert(batches[0], { tolerance: 1e-14, maxIterations: LIMIT }).z;
  return { newton: trace("newton"), fixedPoint: trace("fixed-point") };

  function trace(step: "newton" | "fixed-point"): InversionTrace {
    const errors: number[] = [];
    for (let evaluations = 1; evaluations <= LONGEST_TRACE; evaluations++) {
      const { z } = invert(batches[0], { step, tolerance: 0, maxIterations: evaluations });
      const error = z.reduce((largest, value, i) => Math.max(largest, Math.abs(value - exact[i])), 0);
      errors.push(error);
      if (error < 1e-12) break;
    }
    const begun = performance.now();
    let converged = 0;
    let evaluations = 0;
    for (const u of batches) {
      const { report } = invert(u, { step, tolerance: TOLERANCE, maxIterations: LIMIT });
      converged += report.converged.reduce((sum, one) => sum + one, 0);
      evaluations = Math.max(evaluations, ...report.iterations);
    }
    return { errors, milliseconds: performance.now() - begun, samples: SAMPLES, converged, evaluations };
  }
}
