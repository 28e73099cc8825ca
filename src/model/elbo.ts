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
}

/** One recorded pass through encoder, prior and decoder. All in standardized units. */
export interface RecordedElbo {
  readonly input: TableInput;
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

/** Records ELBO = E_q[log p(x|z) + log p(z) - log q(z|x)] with one sample a row. */
export function recordElbo(
  tape: Tape,
  store: ParameterStore,
  model: LatentModel,
  table: StoredTable,
  options: PassOptions,
): RecordedElbo {
  const latents = model.latentNames.length;
  const input = tableInput(tape, table);
  const x = input.tensor;
  const objective = createObjective(tape);
  const logLikelihood = accumulator(tape);
  let eps: Tensor | undefined;
  let z: Tensor | undefined;
  let logPrior = accumulator(tape, false);
  let logPosterior = accumulator(tape, false);
  if (latents > 0) {
    eps = tape.tensor(latents, false);
    const encoded = model.recordEncoder(tape, store, eps, x, options);
    z = encoded.z;
    logPosterior = encoded.logDensity;
    if (encoded.score !== undefined) injectGradient(tape, z, encoded.score, objective.klWeights);
    logPrior = model.recordPrior(tape, store, z, x, options).logDensity;
  }
  const { mu, s } = model.recordDecoder(tape, store, z, x);
  tape.scope = "decoder.likelihood";
  addGaussian(tape, logLikelihood, x, mu, s);
  objective.record(logLikelihood, logPrior, logPosterior);
  tape.seal();
  return { input, eps, z, mu, s, logLikelihood, logPrior, logPosterior, objective };
}
