import { Engine, Noise, type Parameter, ParameterStore, Tape } from "../engine/index.ts";
import type { LinearLayer } from "../flow/index.ts";
import { MAP_PRIOR } from "../gaussian/index.ts";
import type { CodedTable } from "../likelihood/index.ts";
import { type LatentModel, type RecordedElbo, recordElbo, storeTable } from "../model/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import { minimizeInSteps } from "../numeric/minimize.ts";
import type { Steps } from "../numeric/turns.ts";
import { linearConditionals } from "./priors.ts";

/** Rows of data times draws of their latents. */
const MOST_ROWS = 4000;
const MOST_DRAWS = 8;
const ROUNDS = 6;
/** Steps of L-BFGS in a round. */
const STEPS = 10;

/**
 * Precisions of normal priors around zero on coefficients among latents of variance 1, and on those of columns that are not
 * Gaussian. Chosen on tables of 74 rows of alarm (seeds 11 to 14) and the folds of a questionnaire; from a third to three times
 * as much changes the likelihood of other rows by less than 0.02 nats. Tighter ones make what hidden nodes do too weak.
 */
const LATENT = 1;
const COLUMN = 0.2;

/** A normal prior on a parameter, and on a log standard deviation one on the variance as in MAP-EM. */
interface Held {
  readonly parameter: Parameter;
  readonly precision: number;
  readonly variance?: boolean;
}

/** How it is fitted. */
export interface VariationalEmOptions {
  readonly seed: number;
  /** Of the fit; none leaves the values as they are. */
  readonly rounds?: number;
}

/**
 * Fits the generalized linear latent variable model that lies within a model with affine layers: a linear-Gaussian network of
 * the latents and a linear predictor for every column, of whichever kind. Every round raises the evidence lower bound plus the
 * log-prior of the linear parts of encoder, decoder and prior together, over draws whose noise is the same in all steps; then the
 * noise of the latents takes its MAP value in closed form and each latent is measured in its own standard deviation, which the
 * prior on coefficients refers to. What bends stays out of it.
 *
 * A linear-Gaussian fit of scores takes levels for numbers: its posteriors are too narrow by far for what levels can tell, and on a
 * table of few rows with many levels that costs more than all hidden nodes are worth. It serves to begin with.
 *
 * @param values parameters of a linear start, whose nonlinear parts vanish
 * @returns the values with the linear parts fitted; as they are for tables of Gaussian columns, for models without latents and where
 *   the fit is lost
 */
export function* variationalEm(
  model: LatentModel,
  values: Float64Array,
  table: CodedTable,
  rows: Int32Array,
  { seed, rounds = ROUNDS }: VariationalEmOptions,
): Steps<Float64Array> {
  const prior = model.prior?.linear;
  const encoder = model.encoderFlow?.linear;
  if (model.coding.plain || !model.decoder || !prior || !encoder || rounds === 0) return values;
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list);
  store.restore(values);
  const { tape, pass, count } = recordDraws(model, store, table, rows, seed);
  const held = heldParameters(model, prior, encoder);
  const places = held.flatMap(({ parameter: { offset, length } }) =>
    Array.from({ length }, (_, i) => offset + i),
  );
  const perPlace = <T>(of: (one: Held) => T) =>
    held.flatMap((one) => new Array<T>(one.parameter.length).fill(of(one)));
  const strengths = perPlace(({ precision }) => precision / rows.length);
  const variances = perPlace(({ variance }) => variance === true);
  const all = engine.reals(store.values, model.list.length);
  const slopes = engine.reals(store.gradients, model.list.length);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    places.forEach((place, i) => {
      all[place] = point[i];
    });
    tape.forward();
    store.clearGradients();
    tape.backward();
    const { logLikelihood, logPrior, logPosterior } = pass.objective.terms();
    let value = logPosterior - logPrior - logLikelihood;
    for (let i = 0; i < places.length; i++) {
      value += 0.5 * strengths[i] * point[i] * point[i];
      gradient[i] = slopes[places[i]] + strengths[i] * point[i];
      if (!variances[i]) continue;
      const squares = MAP_PRIOR.squares * exp(-2 * point[i]);
      value += (MAP_PRIOR.rows * point[i] + 0.5 * squares) / rows.length;
      gradient[i] += (MAP_PRIOR.rows - squares) / rows.length;
    }
    return value;
  };
  for (let round = 0; round < rounds; round++) {
    const solved = yield* minimizeInSteps(
      objective,
      Float64Array.from(places, (place) => all[place]),
      { iterations: STEPS, tolerance: 1e-7 },
    );
    objective(solved, new Float64Array(places.length));
    const next = store.snapshot();
    settleLatents(model, next, { tape, pass, count }, rows.length);
    if (!next.every(Number.isFinite)) return values;
    store.restore(next);
  }
  return store.snapshot();
}

interface Draws {
  readonly tape: Tape;
  readonly pass: RecordedElbo;
  /** Places of the tape in use: rows times draws. */
  readonly count: number;
}

/** A pass over rows, each as often as it has draws; every other draw has the noise of the one before it, turned round. */
function recordDraws(
  model: LatentModel,
  store: ParameterStore,
  table: CodedTable,
  rows: Int32Array,
  seed: number,
): Draws {
  const { engine } = store;
  const used = rows.subarray(0, Math.min(rows.length, MOST_ROWS));
  const draws = Math.max(1, Math.min(MOST_DRAWS, Math.floor(MOST_ROWS / used.length)));
  const count = used.length * draws;
  const tape = new Tape(engine, count);
  const stored = storeTable(engine, table, model.coding);
  const pass = recordElbo(tape, store, model, stored, { normalize: true, path: false, linear: true });
  const eps = pass.eps!;
  new Noise(engine, seed).fillNormal(eps.pointer, eps.rows * tape.paddedBatch);
  const noise = engine.reals(eps.pointer, eps.rows * tape.paddedBatch);
  for (let k = 0; k < eps.rows; k++) {
    const at = k * tape.paddedBatch;
    for (let i = used.length; i < count; i++)
      if (Math.floor(i / used.length) % 2 === 1) noise[at + i] = -noise[at + i - used.length];
  }
  const repeated = Int32Array.from({ length: count }, (_, i) => used[i % used.length]);
  pass.input.load(engine.storeIntegers(repeated), 0, count);
  const weights = engine.reals(pass.objective.rowWeights.pointer, tape.paddedBatch);
  for (let i = 0; i < weights.length; i++) weights[i] = i < count ? 1 / count : 0;
  return { tape, pass, count };
}

/** What a round fits, with the priors: everything linear but location and scale of the latents, which are conventions. */
function heldParameters(model: LatentModel, prior: LinearLayer, encoder: LinearLayer): Held[] {
  const free = (parameter: Parameter): Held => ({ parameter, precision: 0 });
  const generalized = new Map(linearConditionals(model).map((one) => [one.parameter, one.precision]));
  return [
    ...[prior.own, ...prior.context.map(({ parameter }) => parameter)].map((parameter) => ({
      parameter,
      precision: LATENT,
    })),
    ...[
      encoder.own,
      ...encoder.context.map(({ parameter }) => parameter),
      encoder.bias,
      encoder.logScale,
      ...(encoder.missingScale ? [encoder.missingScale.parameter] : []),
    ].map(free),
    ...model.decoder!.groups.flatMap(({ head, shared }): Held[] => {
      const normal = head.scaleBias !== undefined && shared === undefined;
      return [
        ...head.straight.map(({ parameter }) => ({
          parameter,
          precision: normal ? MAP_PRIOR.precision : COLUMN,
        })),
        { parameter: head.meanBias, precision: generalized.get(head.meanBias) ?? 0 },
        ...(head.scaleBias ? [{ parameter: head.scaleBias, precision: 0, variance: true }] : []),
        ...(shared ? [{ parameter: shared, precision: generalized.get(shared) ?? 0 }] : []),
      ];
    }),
  ];
}

/** The noise of every latent given its parents at its MAP value, then all latents in units in which they have variance 1. */
function settleLatents(
  { prior, encoderFlow, decoder }: LatentModel,
  values: Float64Array,
  { tape, pass, count }: Draws,
  rowCount: number,
): void {
  const layer = prior!.linear!;
  const { own, pattern, context, bias, logScale } = layer;
  const width = tape.paddedBatch;
  const z = tape.engine.reals(pass.z!.pointer, pass.z!.rows * width);
  const x = tape.engine.reals(pass.input.tensor.pointer, pass.input.tensor.rows * width);
  const units = new Float64Array(pass.z!.rows);
  const reads = [{ pattern, parameter: own, of: z }, ...context.map((layer) => ({ ...layer, of: x }))];
  for (let k = 0; k < units.length; k++) {
    const residual = Float64Array.from(z.subarray(k * width, k * width + count));
    let mean = 0;
    for (const value of residual) mean += value / count;
    let variance = 0;
    for (const value of residual) variance += (value - mean) ** 2 / count;
    units[k] = Math.sqrt(variance);
    for (const { pattern: sparse, parameter, of } of reads) {
      const from = parameter.offset + sparse.rowStart(k);
      sparse.columnsOf(k).forEach((column, i) => {
        const weight = values[from + i];
        for (let b = 0; b < count; b++) residual[b] += weight * of[column * width + b];
      });
    }
    let squares = 0;
    for (const value of residual) squares += (value + values[bias.offset + k]) ** 2 / count;
    values[logScale.offset + k] =
      0.5 * log((rowCount * squares + MAP_PRIOR.squares * variance) / (rowCount + MAP_PRIOR.rows));
  }
  layer.rescale(values, units);
  encoderFlow!.linear!.rescale(values, units);
  decoder!.rescaleStraight(values, units);
}
