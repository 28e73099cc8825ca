import {
  accumulator,
  createObjective,
  gateGradient,
  injectGradient,
  type Objective,
  type ParameterStore,
  type TableInput,
  type Tape,
  type Tensor,
  tableInput,
} from "../engine/index.ts";
import { addLikelihood, type DecodedGroup } from "./decoder.ts";
import type { LatentModel, PassOptions } from "./latentModel.ts";
import { ELBO, type ObjectiveChoice, objectives, requirePossible } from "./objectives.ts";

/** A coded table in the engine's memory; all are float64, row-major. */
export interface StoredTable {
  /** Features of all columns, gaps filled; rows x features. */
  readonly pointer: number;
  readonly columns: number;
  /** What the features are shifted and scaled by. */
  readonly shift: number;
  readonly scale: number;
  /** What likelihoods read, in the order of the groups, rows x columns; the features where absent. */
  readonly targets?: number;
  /** 1 for every entry that counts, 0 where it was filled in; in the order of the targets. All count where absent. */
  readonly measured?: number;
  /** The same for every feature, as the encoder is told; that of the targets where absent. */
  readonly measuredFeatures?: number;
}

/** One recorded pass through the encoder. All in coded units. */
export interface RecordedEncoder {
  /** The features, and the loading of all that a pass reads. */
  readonly input: TableInput;
  /** Targets of the likelihoods in the order of the groups, [D x batch]; the features of plain tables. */
  readonly target: Tensor;
  /** 1 where x was measured and counts in the likelihood, [D x batch]; absent where everything was. */
  readonly measured: Tensor | undefined;
  /** 1 where the encoder is told that x was filled in, [R x batch]; absent where the model does not ask. */
  readonly missing: Tensor | undefined;
  /** Standard normal noise, filled before every pass. [K x batch] */
  readonly eps: Tensor | undefined;
  readonly z: Tensor | undefined;
  /** log q(z|x) a row, nats. */
  readonly logPosterior: Tensor;
}

/** One recorded pass through encoder, prior and decoder. All in coded units. */
export interface RecordedElbo extends RecordedEncoder {
  readonly decoded: readonly DecodedGroup[];
  /** log p(x|z) and log p(z) a row, nats. */
  readonly logLikelihood: Tensor;
  readonly logPrior: Tensor;
  readonly objective: Objective;
}

/**
 * Records ELBO = E_q[log p(x|z) + log p(z) - log q(z|x)] with one sample a row, or another objective with several, which are
 * neighbours in the batch. Where values are missing, the likelihood sums over those that were measured, so this bounds log p
 * of what is there; a filled value is what its children read.
 *
 * @throws InputError where the model lacks what the objective needs
 */
export function recordElbo(
  tape: Tape,
  store: ParameterStore,
  model: LatentModel,
  table: StoredTable,
  options: PassOptions,
  choice: ObjectiveChoice = ELBO,
): RecordedElbo {
  requirePossible(choice, model);
  const { importance, gradient } = objectives[choice.name];
  const latents = model.latentNames.length;
  const { input, target, measured, missing } = recordInput(tape, model, table);
  const x = input.tensor;
  const objective = createObjective(tape, { samples: choice.samples, importance });
  let logLikelihood = accumulator(tape);
  let eps: Tensor | undefined;
  let z: Tensor | undefined;
  let logPrior = accumulator(tape, false);
  let logPosterior = accumulator(tape, false);
  if (latents > 0) {
    eps = tape.tensor(latents, false);
    const path = gradient === "as-asked" ? options.path : gradient === "doubly";
    const encoded = model.recordEncoder(tape, store, eps, x, { ...options, path }, missing);
    z = gradient === "doubly" ? gateGradient(tape, encoded.z, objective.gates) : encoded.z;
    logPosterior = encoded.logDensity;
    if (encoded.score !== undefined) injectGradient(tape, z, encoded.score, objective.klWeights);
    logPrior = model.recordPrior(tape, store, z, x, options).logDensity;
  }
  const decoded =
    options.linear && model.decoder
      ? model.decoder.recordLinear(tape, store, [z, x])
      : model.recordDecoder(tape, store, z, x);
  if (model.recordDensity) logLikelihood = model.recordDensity(tape, store, x, options);
  else if (model.recordJoint) logLikelihood = model.recordJoint(tape, z!, target);
  else addLikelihood(tape, logLikelihood, model.coding, decoded, target, measured);
  objective.record(logLikelihood, logPrior, logPosterior);
  tape.seal();
  return {
    input,
    target,
    measured,
    missing,
    eps,
    z,
    decoded,
    logLikelihood,
    logPrior,
    logPosterior,
    objective,
  };
}

/** Records z ~ q(z|x) and log q(z|x) alone, on a tape without gradients. */
export function recordEncoder(
  tape: Tape,
  store: ParameterStore,
  model: LatentModel,
  table: StoredTable,
  options: PassOptions,
): RecordedEncoder {
  const recorded = recordInput(tape, model, table);
  const latents = model.latentNames.length;
  let eps: Tensor | undefined;
  let z: Tensor | undefined;
  let logPosterior = accumulator(tape, false);
  if (latents > 0) {
    eps = tape.tensor(latents, false);
    const encoded = model.recordEncoder(tape, store, eps, recorded.input.tensor, options, recorded.missing);
    ({ z, logDensity: logPosterior } = encoded);
  }
  tape.seal();
  return { ...recorded, eps, z, logPosterior };
}

/** x, and beside it what the likelihoods read, what was measured, and what is missing (for the encoder). */
function recordInput(
  tape: Tape,
  model: LatentModel,
  table: StoredTable,
): Pick<RecordedElbo, "input" | "target" | "measured" | "missing"> {
  const { columns } = table;
  const constants = (length: number, value: number) =>
    tape.engine.storeDoubles(new Float64Array(length).fill(value));
  const width = model.observedNames.length;
  const asIs = (pointer: number, size: number): TableInput =>
    tableInput(tape, { pointer, columns: size, shift: constants(size, 0), scale: constants(size, 1) });
  const values = tableInput(tape, table);
  const targets = table.targets === undefined ? undefined : asIs(table.targets, width);
  const measured = table.measured === undefined ? undefined : asIs(table.measured, width);
  const told = table.measuredFeatures ?? table.measured;
  let missing: Tensor | undefined;
  const parts = [values, targets, measured].filter((part) => part !== undefined);
  if (model.architecture.missing) {
    if (told === undefined) missing = tape.tensor(columns, false);
    else {
      const shift = constants(columns, 1);
      const input = tableInput(tape, { pointer: told, columns, shift, scale: constants(columns, -1) });
      missing = input.tensor;
      parts.push(input);
    }
  }
  const load: TableInput["load"] = (indices, from, count) => {
    for (const part of parts) part.load(indices, from, count);
  };
  return {
    input: { tensor: values.tensor, load },
    target: (targets ?? values).tensor,
    measured: measured?.tensor,
    missing,
  };
}
