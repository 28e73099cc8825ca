import { type Dataset, GAUSSIAN, selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { BatchRows } from "../flow/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { featuresOfTargets, recordDecode } from "./decoder.ts";
import { sampleDensity } from "./densitySampling.ts";
import { addReport, compact, inverterOf, type SampledRows } from "./drawnRows.ts";
import { checkSettings, latentSolver, NO_SETTINGS, withSeen } from "./intervention.ts";
import { checkCount, type QueryOptions } from "./options.ts";
import { type PassOptions, passBatch } from "./pass.ts";
import { normalizedWeights, resampledIndices } from "./weightedDraws.ts";

export interface DrawOptions extends QueryOptions {
  /** Whether the hidden nodes come too, in the model's own units. Default false. */
  readonly includeLatents?: boolean;
}

export interface InterventionOptions extends DrawOptions {
  /**
   * Values of other measured nodes that are seen where these are set: rows come from what is possible then, by likelihood
   * weighting (Fung & Chang 1990) and resampling; `effectiveSampleSize` says how many they are worth.
   */
  readonly seen?: Readonly<Record<string, number | string>>;
}

/** New rows under an intervention; see {@link TrainedModel.intervene}. */
export function* intervene(
  context: QueryContext,
  nodes: Readonly<Record<string, number | string>>,
  rows: number,
  options: InterventionOptions & Pick<PassOptions, "part">,
): Steps<SampledRows> {
  const settings = withSeen(context, checkSettings(context, nodes), options.seen ?? {});
  return yield* sample(context, rows, options, settings);
}

/** New rows from the model, with some nodes set to values; see {@link TrainedModel.sample} and `intervene`. */
export function* sample(
  context: QueryContext,
  rows: number,
  options: DrawOptions & Pick<PassOptions, "part">,
  settings = NO_SETTINGS,
): Steps<SampledRows> {
  checkCount(rows, "rows");
  const { engine, model, noise, coding, store } = context;
  if (model.simulate) return simulatedRows(model.simulate(rows, options.seed ?? 0), context, options);
  if (model.density) return yield* sampleDensity(context, model.density, rows, options);
  const K = model.latentNames.length;
  const D = model.observedNames.length;
  const columns = options.includeLatents
    ? [...model.latentNames, ...model.observedNames]
    : model.observedNames;
  const shift = columns.length - D;
  const values = new Float64Array(rows * columns.length);
  // What is seen stands in every row, which counts by how likely it made that (likelihood weighting).
  const logWeights = new Float64Array(rows);
  const known = [...settings.observed, ...settings.seen];
  const inversion = { converged: 0, total: rows, maxIterations: 0, maxResidual: 0, safeguarded: 0 };
  noise.reseed(options.seed ?? 0);
  const mark = engine.mark();
  try {
    const batch = options.part?.batch ?? passBatch(rows);
    const decode = recordDecode(context, batch);
    yield;
    const { prior } = model;
    const inverter = prior && (yield* inverterOf(prior, store, batch));
    const solve = prior && inverter && latentSolver(context, prior, inverter, settings);
    const priorDraw = model.recordPriorDraw && recordPriorDraw(context, batch);
    yield;
    const readsObserved = prior !== undefined && prior.config.context.length > 0;
    const drawn = engine.allocate(8 * ((K + D) * batch + 8));
    for (let skipped = 0; skipped < (options.part?.before ?? 0); skipped++)
      noise.fillNormal(drawn, (K + D) * batch);
    for (let from = 0; from < rows; from += batch) {
      options.signal?.throwIfAborted();
      const count = Math.min(batch, rows - from);
      noise.fillNormal(drawn, (K + D) * batch);
      const normals = Float64Array.from(engine.doubles(drawn, (K + D) * batch));
      const u = compact(normals.subarray(0, K * batch), K, batch, count);
      const eps = compact(normals.subarray(K * batch), D, batch, count);
      let z = priorDraw ? priorDraw(u, count) : u;
      yield;
      let x = new Float64Array(D * count);
      // Where latents have observed parents, one pass settles one more generation of the graph.
      for (let pass = 0; pass <= context.dag.size; pass++) {
        if (solve) {
          const inverse = yield* solve(u, readsObserved ? [featuresOfTargets(context, x, count)] : [], count);
          z = inverse.z;
          if (pass === 0) addReport(inversion, inverse.report);
          yield;
        }
        const next = decode(z, featuresOfTargets(context, x, count), eps, count);
        for (const [c, { target }] of known) next.fill(target, c * count, (c + 1) * count);
        const settled = next.every((value, i) => value === x[i]);
        x = next;
        yield;
        if (settled) break;
      }
      if (settings.seen.size > 0) {
        decode(z, featuresOfTargets(context, x, count), eps, count, ({ distribution }) => {
          for (const [c, { value }] of settings.seen)
            for (let i = 0; i < count; i++) logWeights[from + i] += distribution(c, i).logProbability(value);
        });
      }
      for (let i = 0; i < count; i++) {
        const at = (from + i) * columns.length;
        if (shift > 0) for (let k = 0; k < K; k++) values[at + k] = z[k * count + i];
        for (let c = 0; c < D; c++) {
          // To the last bit what was asked for, not what coding and back makes of it.
          values[at + shift + c] =
            settings.observed.get(c)?.value ??
            settings.seen.get(c)?.value ??
            coding.likelihoods[c].fromTarget(coding.columns[c], x[c * count + i]);
        }
      }
      options.onProgress?.((from + count) / rows);
    }
    if (solve === undefined) inversion.converged = rows;
  } finally {
    engine.release(mark);
  }
  const weighted =
    settings.seen.size > 0 ? resampled(values, columns.length, logWeights, options.seed ?? 0) : undefined;
  const types = coding.types();
  const latents = options.includeLatents ? model.latentNames.map(() => GAUSSIAN) : [];
  return {
    data: {
      columns,
      rowCount: rows,
      values: weighted?.values ?? values,
      ...(types && { types: [...latents, ...types] }),
    },
    inversion,
    ...(weighted && { effectiveSampleSize: weighted.effectiveSampleSize }),
  };
}

/** Rows of a given network, which inverts nothing. */
function simulatedRows(
  drawn: Dataset,
  { model }: QueryContext,
  { includeLatents }: { includeLatents?: boolean },
): SampledRows {
  const columns = includeLatents ? [...model.latentNames, ...model.observedNames] : model.observedNames;
  const total = drawn.rowCount;
  return {
    data: selectColumns(drawn, columns),
    inversion: { converged: total, total, maxIterations: 0, maxResidual: 0, safeguarded: 0 },
  };
}

/** As many rows, each as often as its weight says. @throws InputError where no row could be */
function resampled(
  values: Float64Array,
  width: number,
  logWeights: Float64Array,
  seed: number,
): { values: Float64Array; effectiveSampleSize: number } {
  const { weights, effectiveSampleSize } = normalizedWeights(logWeights);
  if (!(effectiveSampleSize > 0)) {
    throw new InputError(
      `Expected values that can be seen under what is set, but none of ${logWeights.length} draws could have given them. Draw more rows, or leave some values out.`,
    );
  }
  const chosen = resampledIndices(weights, new Random(seed).fork("resampling").uniform());
  const out = new Float64Array(values.length);
  chosen.forEach((from, to) => {
    out.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return { values: out, effectiveSampleSize };
}

/** Records a prior that is no flow once, to draw from it batch by batch; everything [latents x count]. */
function recordPriorDraw({ engine, store, model }: QueryContext, batch: number) {
  const tape = new Tape(engine, batch, { differentiable: false });
  const u = tape.tensor(model.latentNames.length, false);
  const z = model.recordPriorDraw!(tape, store, u);
  const rows = new BatchRows(tape);
  return (values: Float64Array, count: number): Float64Array<ArrayBuffer> => {
    rows.write(u, values, count);
    tape.forward();
    return rows.read(z, count);
  };
}
