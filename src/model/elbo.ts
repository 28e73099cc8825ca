import {
  accumulator,
  addGaussian,
  createObjective,
  injectGradient,
  type Objective,
  type ParameterStore,
  type TableInput,
  type Tape,
  type Tensor,
  tableInput,
} from "../engine/index.ts";
import type { LatentModel, PassOptions } from "./latentModel.ts";

/** A table in the engine's memory with the shift and scale that standardize it. */
export interface StoredTable {
  readonly pointer: number;
  readonly columns: number;
  readonly shift: number;
  readonly scale: number;
  /** 1 for every entry that was measured, 0 where it was filled in; float64, rows x columns. All were where absent. */
  readonly measured?: number;
}

/** One recorded pass through encoder, prior and decoder. All in standardized units. */
export interface RecordedElbo {
  readonly input: TableInput;
  /** 1 where x was measured and counts in the likelihood, [D x batch]; absent where everything was. */
  readonly measured: Tensor | undefined;
  /** 1 where the encoder is told that x was filled in, [D x batch]; absent where the model does not ask. */
  readonly missing: Tensor | undefined;
  /** Standard normal noise, filled before every pass. [K x batch] */
  readonly eps: Tensor | undefined;
  readonly z: Tensor | undefined;
  readonly mu: Tensor;
  readonly s: Tensor;
  /** log p(x|z), log p(z) and log q(z|x) a row, nats. */
  readonly logLikelihood: Tensor;
  readonly logPrior: Tensor;
  readonly logPosterior: Tensor;
  readonly objective: Objective;
}

/**
 * Records ELBO = E_q[log p(x|z) + log p(z) - log q(z|x)] with one sample a row. Where values are missing, the likelihood
 * sums over those that were measured, so this bounds log p of what is there; a filled value is what its children read.
 */
export function recordElbo(
  tape: Tape,
  store: ParameterStore,
  model: LatentModel,
  table: StoredTable,
  options: PassOptions,
): RecordedElbo {
  const latents = model.latentNames.length;
  const { input, measured, missing } = recordInput(tape, model, table);
  const x = input.tensor;
  const objective = createObjective(tape);
  const logLikelihood = accumulator(tape);
  let eps: Tensor | undefined;
  let z: Tensor | undefined;
  let logPrior = accumulator(tape, false);
  let logPosterior = accumulator(tape, false);
  if (latents > 0) {
    eps = tape.tensor(latents, false);
    const encoded = model.recordEncoder(tape, store, eps, x, options, missing);
    z = encoded.z;
    logPosterior = encoded.logDensity;
    if (encoded.score !== undefined) injectGradient(tape, z, encoded.score, objective.klWeights);
    logPrior = model.recordPrior(tape, store, z, x, options).logDensity;
  }
  const { mu, s } = model.recordDecoder(tape, store, z, x);
  tape.scope = "decoder.likelihood";
  addGaussian(tape, logLikelihood, x, mu, s, measured);
  objective.record(logLikelihood, logPrior, logPosterior);
  tape.seal();
  return { input, measured, missing, eps, z, mu, s, logLikelihood, logPrior, logPosterior, objective };
}

/** x, and beside it what was measured (for the likelihood) and what is missing (for the encoder). */
function recordInput(
  tape: Tape,
  model: LatentModel,
  table: StoredTable,
): Pick<RecordedElbo, "input" | "measured" | "missing"> {
  const { columns, measured: pointer } = table;
  const values = tableInput(tape, table);
  if (pointer === undefined) {
    const missing = model.architecture.missing ? tape.tensor(columns, false) : undefined;
    return { input: values, measured: undefined, missing };
  }
  const [zeros, ones, minus] = [0, 1, -1].map((value) =>
    tape.engine.storeDoubles(new Float64Array(columns).fill(value)),
  );
  const measured = tableInput(tape, { pointer, columns, shift: zeros, scale: ones });
  const missing = model.architecture.missing
    ? tableInput(tape, { pointer, columns, shift: ones, scale: minus })
    : undefined;
  const load: TableInput["load"] = (indices, from, count) => {
    for (const part of [values, measured, missing]) part?.load(indices, from, count);
  };
  return {
    input: { tensor: values.tensor, load },
    measured: measured.tensor,
    missing: missing?.tensor,
  };
}
