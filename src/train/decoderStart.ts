import {
  accumulator,
  createObjective,
  Engine,
  Noise,
  ParameterStore,
  Tape,
  type Tensor,
} from "../engine/index.ts";
import type { CodedTable } from "../likelihood/index.ts";
import { addLikelihood, type LatentModel, recordElbo, storeTable } from "../model/index.ts";
import { minimizeInSteps } from "../numeric/minimize.ts";
import type { Steps } from "../numeric/turns.ts";
import { linearConditionals } from "./priors.ts";

/** Rows of data times draws of their latents that the conditionals are fitted to. */
const MOST_ROWS = 4000;
const MOST_DRAWS = 20;

/**
 * Fits the linear conditionals of the columns that are not Gaussian, by their own likelihoods, to draws of the latents from the
 * encoder as it starts: what a linear-Gaussian fit of their scores cannot give. Hidden layers stay out of it. The values are
 * returned changed; for tables of Gaussian columns as they are.
 *
 * @param values parameters of a linear start, whose nonlinear parts vanish
 */
export function* fitDecoders(
  model: LatentModel,
  values: Float64Array,
  table: CodedTable,
  rows: Int32Array,
  seed: number,
): Steps<Float64Array> {
  const { coding } = model;
  if (coding.plain || model.decoder === undefined) return values;
  const used = rows.subarray(0, Math.min(rows.length, MOST_ROWS));
  const draws = Math.max(1, Math.min(MOST_DRAWS, Math.floor(MOST_ROWS / used.length)));
  const batch = used.length;
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list);
  startAtMarginals(model, values, table, used);
  store.restore(values);
  const tape = new Tape(engine, batch, { differentiable: false });
  const stored = storeTable(engine, table, coding);
  const pass = recordElbo(tape, store, model, stored, { normalize: true, path: false });
  const noise = new Noise(engine, seed);
  const indices = engine.storeIntegers(used);
  pass.input.load(indices, 0, batch);

  // The same rows once for every draw, with the draws beside them.
  const wide = new Tape(engine, batch * draws);
  const from: [Tensor, Tensor][] = [];
  const copyOf = (tensor: Tensor): Tensor => {
    const copy = wide.tensor(tensor.rows, false);
    from.push([tensor, copy]);
    return copy;
  };
  const z = pass.z && copyOf(pass.z);
  const x = copyOf(pass.input.tensor);
  const target = pass.target === pass.input.tensor ? x : copyOf(pass.target);
  const measured = pass.measured && copyOf(pass.measured);
  const sum = accumulator(wide);
  const decoded = model.decoder!.recordLinear(wide, store, [z, x]);
  addLikelihood(wide, sum, coding, decoded, target, measured);
  const objective = createObjective(wide);
  const nothing = accumulator(wide, false);
  objective.record(sum, nothing, nothing);
  wide.seal();
  for (let draw = 0; draw < draws; draw++) {
    if (pass.eps) noise.fillNormal(pass.eps.pointer, pass.eps.rows * tape.paddedBatch);
    tape.forward();
    for (const [source, copy] of from) {
      const all = engine.reals(source.pointer, source.rows * tape.paddedBatch);
      const to = engine.reals(copy.pointer, copy.rows * wide.paddedBatch);
      for (let r = 0; r < source.rows; r++)
        for (let i = 0; i < batch; i++)
          to[r * wide.paddedBatch + draw * batch + i] = all[r * tape.paddedBatch + i];
    }
    yield;
  }
  const weights = engine.reals(objective.rowWeights.pointer, wide.paddedBatch);
  for (let i = 0; i < weights.length; i++) weights[i] = i < batch * draws ? 1 / (batch * draws) : 0;

  // Every column's conditional is fitted at once: they share no parameter.
  const fitted = linearConditionals(model);
  const places = fitted.flatMap(({ parameter: { offset, length } }) =>
    Array.from({ length }, (_, i) => offset + i),
  );
  const strengths = fitted.flatMap(({ parameter, precision }) =>
    new Array<number>(parameter.length).fill(precision / rows.length),
  );
  const solved = yield* minimizeInSteps(
    (point, gradient) => {
      const all = engine.reals(store.values, model.list.length);
      places.forEach((place, i) => {
        all[place] = point[i];
      });
      wide.forward();
      store.clearGradients();
      wide.backward();
      const slopes = engine.reals(store.gradients, model.list.length);
      let value = -objective.terms().logLikelihood;
      places.forEach((place, i) => {
        gradient[i] = slopes[place];
        value += 0.5 * strengths[i] * point[i] * point[i];
        gradient[i] += strengths[i] * point[i];
      });
      return value;
    },
    Float64Array.from(places, (place) => values[place]),
    { iterations: 60, tolerance: 1e-7 },
  );
  const result = values.slice();
  if (solved.every(Number.isFinite))
    places.forEach((place, i) => {
      result[place] = solved[i];
    });
  return result;
}

/** Biases and shared parameters at what fits the columns on their own. */
function startAtMarginals(
  { coding, decoder }: LatentModel,
  values: Float64Array,
  table: CodedTable,
  rows: Int32Array,
): void {
  const width = coding.columns.length;
  const all = table.targets ?? table.features;
  let at = 0;
  for (const { columns, head, shared, locationStarts, sharedStarts } of decoder!.groups) {
    columns.columns.forEach((c, i) => {
      const place = at++;
      // A linear fit of what is normal, if only its logarithm, says all there is to start from.
      if (head.scaleBias && !shared) return;
      const coded = coding.columns[c];
      const present: number[] = [];
      for (const row of rows) {
        if (table.measured && table.measured[row * width + place] === 0) continue;
        present.push(columns.likelihood.fromTarget(coded, all[row * width + place]));
      }
      if (present.length === 0) return;
      const theta = columns.likelihood.marginal(coded, Float64Array.from(present));
      values.set(theta.location, head.meanBias.offset + locationStarts[i]);
      if (shared) values.set(theta.shared, shared.offset + sharedStarts[i]);
    });
  }
}
