import { Engine, Noise, ParameterStore, Tape } from "../engine/index.ts";
import { type BlockCertificate, certifyBlock, FlowInverter } from "../flow/index.ts";
import { Dag } from "../graph/index.ts";
import { type Dataset, selectColumns } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { type Architecture, checkArchitecture } from "./config.ts";
import { createModel } from "./createModel.ts";
import { type RecordedElbo, recordElbo, type StoredTable } from "./elbo.ts";
import type { LatentModel } from "./latentModel.ts";
import { logDensityConstant, type Scales } from "./scales.ts";
import { SirenVae } from "./sirenVae.ts";

export interface EpochRecord {
  readonly epoch: number;
  /** Negative ELBO, nats a row, raw units. */
  readonly loss: number;
  readonly validation?: number;
  readonly rate: number;
  readonly klWeight: number;
}

/** How a model came to be. */
export interface TrainingSummary {
  readonly preset: string;
  readonly seed: number;
  readonly rows: number;
  /** `linear-gaussian` or `random`. */
  readonly start: string;
  readonly epochs: number;
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  /** What was compared before the final training, with held-out nats a row in raw units. */
  readonly choices: readonly { readonly candidate: string; readonly score: number }[];
}

/** Everything that a stored model consists of, as plain data. */
export interface ModelParts {
  readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
  readonly observed: readonly string[];
  readonly architecture: Architecture;
  readonly scales: Scales;
  /** Stored weights only, in the order of the masks' patterns; `shape` is that of the dense matrix. */
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float64Array;
  }[];
  readonly training: TrainingSummary;
}

export interface Certificate {
  readonly blocks: readonly BlockCertificate[];
  /** The largest of the blocks' bounds; every flow is invertible where it is below 1. */
  readonly bound: number;
}

export interface QueryOptions {
  readonly seed?: number;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** A mean over rows, nats a row, with the standard error of that mean. */
export interface RowMeans {
  readonly perRow: Float64Array;
  readonly mean: number;
  readonly standardError: number;
}

const BATCH = 256;

/**
 * A finished model and its questions: density, sampling, posterior, reconstruction. Everything runs in float64 on the
 * certified weights and speaks raw data units; tables may hold their columns in any order.
 *
 * @example
 * // const { mean, standardError } = model.logLikelihood(test, { samples: 500 });
 * // const { data } = model.sample(100, { seed: 1 });
 */
export class TrainedModel {
  readonly dag: Dag;
  readonly architecture: Architecture;
  readonly scales: Scales;
  readonly training: TrainingSummary;
  readonly #model: LatentModel;
  readonly #values: Float64Array;
  readonly #engine = new Engine("float64");
  readonly #store: ParameterStore;
  readonly #noise: Noise;

  private constructor(parts: ModelParts) {
    checkArchitecture(parts.architecture);
    this.dag = Dag.create(parts.nodes, parts.observed);
    this.architecture = parts.architecture;
    this.scales = parts.scales;
    this.training = parts.training;
    this.#model = createModel(this.dag, parts.architecture, new Random(0));
    checkScales(parts.scales, this.#model.observedNames);
    this.#values = collectValues(this.#model, parts.parameters);
    this.#store = new ParameterStore(this.#engine, this.#model.list, false);
    this.#store.restore(this.#values);
    this.#noise = new Noise(this.#engine, 0);
    const { bound } = this.certificate();
    // Power iteration proves nothing: such a model is kept as published, and its certificate tells.
    if (!(bound < 1) && parts.architecture.normalization !== "power") {
      throw new InputError(
        `Expected weights whose blocks all have a Lipschitz bound below 1, got ${bound}. The weights were changed after training; train the model again.`,
      );
    }
  }

  /** @throws InputError where names, shapes or lengths do not fit the architecture, or a value is not finite. */
  static fromParts(parts: ModelParts): TrainedModel {
    return new TrainedModel(parts);
  }

  toParts(): ModelParts {
    return {
      nodes: this.dag.toSpecs(),
      observed: this.observedNames,
      architecture: this.architecture,
      scales: this.scales,
      parameters: this.#model.list.parameters.map(({ name, shape, offset, length }) => ({
        name,
        shape,
        values: this.#values.slice(offset, offset + length),
      })),
      training: this.training,
    };
  }

  get latentNames(): readonly string[] {
    return this.#model.latentNames;
  }

  get observedNames(): readonly string[] {
    return this.#model.observedNames;
  }

  /** Exact norms of all contracting layers and the bounds of the blocks, from the weights as they are. */
  certificate(): Certificate {
    const flows = this.#model instanceof SirenVae ? [this.#model.prior, this.#model.encoder] : [];
    const blocks = flows.flatMap(
      (flow) => flow?.blocks.map((block) => certifyBlock(block, this.#values)) ?? [],
    );
    return { blocks, bound: blocks.reduce((largest, { bound }) => Math.max(largest, bound), 0) };
  }

  /**
   * log p(x) of every row by importance sampling with the encoder as proposal (Burda et al. 2016):
   * log (1/S) sum_s p(x, z_s) / q(z_s | x), in log-space. The mean of the effective sample sizes,
   * (sum w)^2 / sum w^2, says how well the encoder covers the posterior.
   */
  logLikelihood(
    data: Dataset,
    options: QueryOptions & { samples: number },
  ): RowMeans & { readonly effectiveSampleSize: number } {
    const samples = checkCount(options.samples, "importance samples");
    const perRow = new Float64Array(data.rowCount);
    let effective = 0;
    this.#pass(data, options, (elbo, tape, from, count, sampleNoise, progress) => {
      const { kernels } = this.#engine;
      const bytes = tape.stride;
      const [weights, largest, sum, squares] = [0, 0, 0, 0].map(() => this.#engine.allocate(bytes));
      this.#engine.reals(largest, tape.paddedBatch).fill(-1e300);
      for (let s = 0; s < samples; s++) {
        sampleNoise();
        tape.forward();
        kernels.scaleAdd(weights, 0, elbo.logLikelihood.pointer, 1, bytes);
        kernels.scaleAdd(weights, 1, elbo.logPrior.pointer, 1, bytes);
        kernels.scaleAdd(weights, 1, elbo.logPosterior.pointer, -1, bytes);
        kernels.accumulateLogSumExp(largest, sum, squares, weights, bytes);
        progress((s + 1) / samples);
      }
      const top = this.#engine.reals(largest, count);
      const sums = this.#engine.reals(sum, count);
      const squared = this.#engine.reals(squares, count);
      for (let i = 0; i < count; i++) {
        perRow[from + i] = top[i] + kernels.logScalar(sums[i] / samples);
        effective += (sums[i] * sums[i]) / squared[i];
      }
    });
    const constant = logDensityConstant(this.scales);
    for (let i = 0; i < perRow.length; i++) perRow[i] += constant;
    return { ...rowMeans(perRow), effectiveSampleSize: effective / data.rowCount };
  }

  /** The evidence lower bound of every row, averaged over `samples` draws from the encoder. */
  elbo(data: Dataset, options: QueryOptions & { samples: number }): RowMeans {
    const samples = checkCount(options.samples, "samples");
    const perRow = new Float64Array(data.rowCount);
    this.#pass(data, options, (elbo, tape, from, count, sampleNoise, progress) => {
      for (let s = 0; s < samples; s++) {
        sampleNoise();
        tape.forward();
        const ll = this.#engine.reals(elbo.logLikelihood.pointer, count);
        const lp = this.#engine.reals(elbo.logPrior.pointer, count);
        const lq = this.#engine.reals(elbo.logPosterior.pointer, count);
        for (let i = 0; i < count; i++) perRow[from + i] += (ll[i] + lp[i] - lq[i]) / samples;
        progress((s + 1) / samples);
      }
    });
    const constant = logDensityConstant(this.scales);
    for (let i = 0; i < perRow.length; i++) perRow[i] += constant;
    return rowMeans(perRow);
  }

  /** mu(z) for one draw z ~ q(z|x) a row, raw units. */
  reconstruct(data: Dataset, options: QueryOptions = {}): Dataset {
    const width = this.observedNames.length;
    const values = new Float64Array(data.rowCount * width);
    this.#pass(data, options, (elbo, tape, from, count, sampleNoise) => {
      sampleNoise();
      tape.forward();
      const mu = this.#engine.reals(elbo.mu.pointer, width * tape.paddedBatch);
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < width; c++) {
          values[(from + i) * width + c] = this.#raw(c, mu[c * tape.paddedBatch + i]);
        }
      }
    });
    return { columns: this.observedNames, rowCount: data.rowCount, values };
  }

  /** Mean over rows of the Euclidean norm |x - mu(z)|, z ~ q(z|x), raw units. */
  reconstructionError(data: Dataset, options: QueryOptions = {}): number {
    const width = this.observedNames.length;
    const table = selectColumns(data, this.observedNames);
    const { values } = this.reconstruct(data, options);
    let total = 0;
    for (let row = 0; row < data.rowCount; row++) {
      let squares = 0;
      for (let c = 0; c < width; c++)
        squares += (values[row * width + c] - table.values[row * width + c]) ** 2;
      total += Math.sqrt(squares);
    }
    return total / data.rowCount;
  }

  /** Draws from q(z|x) with their log-densities: `samples` is rows x samples x K, `logDensity` rows x samples. */
  encode(
    data: Dataset,
    options: QueryOptions & { samples: number },
  ): {
    readonly latents: readonly string[];
    readonly samples: Float64Array;
    readonly logDensity: Float64Array;
  } {
    const count = checkCount(options.samples, "samples");
    const K = this.latentNames.length;
    const samples = new Float64Array(data.rowCount * count * K);
    const logDensity = new Float64Array(data.rowCount * count);
    this.#pass(data, options, (elbo, tape, from, rows, sampleNoise, progress) => {
      for (let s = 0; s < count; s++) {
        sampleNoise();
        tape.forward();
        const lq = this.#engine.reals(elbo.logPosterior.pointer, rows);
        const z = elbo.z ? this.#engine.reals(elbo.z.pointer, K * tape.paddedBatch) : new Float64Array(0);
        for (let i = 0; i < rows; i++) {
          const at = (from + i) * count + s;
          logDensity[at] = lq[i];
          for (let k = 0; k < K; k++) samples[at * K + k] = z[k * tape.paddedBatch + i];
        }
        progress((s + 1) / count);
      }
    });
    return { latents: this.latentNames, samples, logDensity };
  }

  /**
   * New rows: u ~ N(0, I) through the inverse of the prior's flow, then the decoder. Where latents have observed
   * parents, sampling goes down the graph until nothing changes any more.
   */
  sample(
    rows: number,
    options: QueryOptions & { includeLatents?: boolean } = {},
  ): {
    readonly data: Dataset;
    readonly inversion: {
      readonly converged: number;
      readonly total: number;
      readonly maxIterations: number;
      readonly maxResidual: number;
      readonly safeguarded: number;
    };
  } {
    checkCount(rows, "rows");
    const K = this.latentNames.length;
    const D = this.observedNames.length;
    const columns = options.includeLatents
      ? [...this.latentNames, ...this.observedNames]
      : this.observedNames;
    const shift = columns.length - D;
    const values = new Float64Array(rows * columns.length);
    const inversion = { converged: 0, total: rows, maxIterations: 0, maxResidual: 0, safeguarded: 0 };
    this.#noise.reseed(options.seed ?? 0);
    const mark = this.#engine.mark();
    const batch = Math.min(BATCH, rows);
    const decode = this.#decoder(batch);
    const prior = this.#model instanceof SirenVae ? this.#model.prior : undefined;
    const inverter = prior ? new FlowInverter(this.#store, prior, batch) : undefined;
    const readsObserved = prior !== undefined && prior.config.context.length > 0;
    const noise = this.#engine.allocate(8 * ((K + D) * batch + 8));
    for (let from = 0; from < rows; from += batch) {
      options.signal?.throwIfAborted();
      const count = Math.min(batch, rows - from);
      this.#noise.fillNormal(noise, (K + D) * batch);
      const drawn = Float64Array.from(this.#engine.doubles(noise, (K + D) * batch));
      const u = compact(drawn.subarray(0, K * batch), K, batch, count);
      const eps = compact(drawn.subarray(K * batch), D, batch, count);
      let z = u;
      let x = new Float64Array(D * count);
      for (let pass = 0; pass <= this.dag.size; pass++) {
        if (inverter) {
          const inverse = inverter.invert(u, count, readsObserved ? [x] : []);
          z = inverse.z as Float64Array<ArrayBuffer>;
          if (pass === 0) {
            const { converged, iterations, residual, safeguarded } = inverse.report;
            inversion.converged += converged.reduce((sum, one) => sum + one, 0);
            inversion.maxIterations = Math.max(inversion.maxIterations, ...iterations);
            inversion.maxResidual = Math.max(inversion.maxResidual, ...residual);
            inversion.safeguarded += safeguarded.reduce((sum, one) => sum + one, 0);
          }
        }
        const next = decode(z, x, eps, count);
        const settled = next.every((value, i) => value === x[i]);
        x = next;
        if (settled) break;
      }
      for (let i = 0; i < count; i++) {
        const at = (from + i) * columns.length;
        if (shift > 0) for (let k = 0; k < K; k++) values[at + k] = z[k * count + i];
        for (let c = 0; c < D; c++) values[at + shift + c] = this.#raw(c, x[c * count + i]);
      }
      options.onProgress?.((from + count) / rows);
    }
    if (inverter === undefined) inversion.converged = rows;
    this.#engine.release(mark);
    return { data: { columns, rowCount: rows, values }, inversion };
  }

  /** x = mu(z, x) + sigma(z, x) eps in standardized units, all feature-major without padding. */
  #decoder(
    batch: number,
  ): (z: Float64Array, x: Float64Array, eps: Float64Array, count: number) => Float64Array<ArrayBuffer> {
    const K = this.latentNames.length;
    const D = this.observedNames.length;
    const tape = new Tape(this.#engine, batch, { differentiable: false });
    const zTensor = tape.tensor(K, false);
    const xTensor = tape.tensor(D, false);
    const { mu, s } = this.#model.recordDecoder(tape, this.#store, K > 0 ? zTensor : undefined, xTensor);
    tape.seal();
    const padded = tape.paddedBatch;
    const write = (pointer: number, rows: number, values: Float64Array, count: number) => {
      const target = this.#engine.reals(pointer, rows * padded);
      for (let r = 0; r < rows; r++)
        for (let b = 0; b < count; b++) target[r * padded + b] = values[r * count + b];
    };
    return (z, x, eps, count) => {
      write(zTensor.pointer, K, z, count);
      write(xTensor.pointer, D, x, count);
      tape.forward();
      const means = this.#engine.reals(mu.pointer, D * padded);
      const spreads = this.#engine.reals(s.pointer, D * padded);
      const out = new Float64Array(D * count);
      for (let c = 0; c < D; c++) {
        for (let b = 0; b < count; b++) {
          const spread = this.#engine.kernels.expScalar(spreads[c * padded + b]);
          out[c * count + b] = means[c * padded + b] + spread * eps[c * count + b];
        }
      }
      return out;
    };
  }

  #raw(column: number, value: number): number {
    return this.scales.mean[column] + this.scales.deviation[column] * value;
  }

  #pass(
    data: Dataset,
    options: QueryOptions,
    batchWork: (
      elbo: RecordedElbo,
      tape: Tape,
      from: number,
      count: number,
      sampleNoise: () => void,
      progress: (share: number) => void,
    ) => void,
  ): void {
    const table = selectColumns(data, this.observedNames);
    const mark = this.#engine.mark();
    try {
      const batch = Math.min(BATCH, table.rowCount);
      const stored = this.#storeTable(table);
      const indices = this.#engine.storeIntegers(Array.from({ length: table.rowCount }, (_, i) => i));
      const tape = new Tape(this.#engine, batch, { differentiable: false });
      const elbo = recordElbo(tape, this.#store, this.#model, stored, { normalize: false, path: false });
      this.#noise.reseed(options.seed ?? 0);
      const sampleNoise = () => {
        if (elbo.eps) this.#noise.fillNormal(elbo.eps.pointer, elbo.eps.rows * tape.paddedBatch);
      };
      for (let from = 0; from < table.rowCount; from += batch) {
        const count = Math.min(batch, table.rowCount - from);
        elbo.input.load(indices, from, count);
        const inner = this.#engine.mark();
        batchWork(elbo, tape, from, count, sampleNoise, (share) => {
          options.signal?.throwIfAborted();
          options.onProgress?.((from + share * count) / table.rowCount);
        });
        this.#engine.release(inner);
      }
    } finally {
      this.#engine.release(mark);
    }
  }

  #storeTable(table: Dataset): StoredTable {
    return {
      pointer: this.#engine.storeDoubles(table.values),
      columns: table.columns.length,
      shift: this.#engine.storeDoubles(this.scales.mean),
      scale: this.#engine.storeDoubles(this.scales.deviation.map((deviation) => 1 / deviation)),
    };
  }
}

function compact(
  values: Float64Array,
  rows: number,
  batch: number,
  count: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows * count);
  for (let r = 0; r < rows; r++) for (let b = 0; b < count; b++) out[r * count + b] = values[r * batch + b];
  return out;
}

function rowMeans(perRow: Float64Array): RowMeans {
  const n = perRow.length;
  const mean = perRow.reduce((sum, value) => sum + value, 0) / n;
  const squares = perRow.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { perRow, mean, standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.NaN };
}

function checkCount(count: number, what: string): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`Expected a number of ${what} of at least 1, got ${count}.`);
  }
  return count;
}

function checkScales(scales: Scales, names: readonly string[]): void {
  for (const [field, values] of Object.entries({ mean: scales.mean, deviation: scales.deviation })) {
    if (values.length !== names.length) {
      throw new InputError(
        `Expected ${names.length} values in scales.${field}, one a column, got ${values.length}.`,
      );
    }
    const at = values.findIndex((value) => !Number.isFinite(value) || (field === "deviation" && value <= 0));
    if (at >= 0)
      throw new InputError(`Expected a finite scales.${field} for ${names[at]}, got ${values[at]}.`);
  }
}

function collectValues(model: LatentModel, parameters: ModelParts["parameters"]): Float64Array {
  const values = new Float64Array(model.list.length);
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const { name, offset, length, shape } of model.list.parameters) {
    const parameter = given.get(name);
    if (parameter === undefined)
      throw new InputError(`Expected a parameter ${name} in the model's weights, got none.`);
    if (parameter.values.length !== length || parameter.shape.join() !== shape.join()) {
      throw new InputError(
        `Expected ${length} weights of shape [${shape.join(", ")}] for ${name}, got ${parameter.values.length} of ` +
          `[${parameter.shape.join(", ")}]. The weights belong to another graph or architecture.`,
      );
    }
    const bad = parameter.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new InputError(`Expected finite weights in ${name}, got ${parameter.values[bad]} at ${bad}.`);
    values.set(parameter.values, offset);
    given.delete(name);
  }
  const [extra] = given.keys();
  if (extra !== undefined)
    throw new InputError(`Unknown parameter ${extra}. The weights belong to another architecture.`);
  return values;
}
