import { Adam, Engine, Noise, ParameterStore, Tape } from "../src/engine/index.ts";
import {
  createModel,
  defaultArchitecture,
  type LatentModel,
  type ModelKind,
  type RecordedElbo,
  recordElbo,
} from "../src/model/index.ts";
import { builtInNetwork } from "../src/network/index.ts";
import { Random } from "../src/numeric/random.ts";
import { pieceOf } from "../src/train/index.ts";
import type { Contestant } from "./stopwatch.ts";

/** One cell of the table. */
export interface Case {
  readonly network: string;
  readonly model: ModelKind;
  readonly batch: number;
  readonly hidden: number;
}

export function caseName({ network, model, batch, hidden }: Case): string {
  return `${network}/${model}/batch ${batch}/hidden ${hidden}`;
}

const RATE = 1e-3;

/** A training step of this library, ready to be repeated, with what a peer needs to do the same. */
export interface SirenStep extends Contestant {
  readonly model: LatentModel;
  readonly rate: number;
  /** Rows of standardized data, [batch x observed]. */
  readonly data: Float64Array;
  /** The parameters at the start of every round, in the order of `model.list`. */
  readonly parameters: Float64Array;
  /** Entries of all weight matrices that are stored, and so multiplied with every row. */
  readonly storedWeights: number;
  /** Negative ELBO, nats a row, for noise [latents x batch] and given values of the parameters. */
  readonly lossAt: (noise: Float64Array, values: Float64Array) => number;
  /** Milliseconds of every kind of work in a step. */
  readonly profile: (repeats: number) => Map<string, number>;
}

/**
 * `recommended` proves the bound of every layer and takes path gradients; `published` does one power iteration and takes full
 * gradients, which is also the work of the peers.
 */
export type StepWork = "recommended" | "published";

export function sirenStep(
  { network, model: kind, batch, hidden }: Case,
  work: StepWork = "recommended",
): SirenStep {
  const { dag } = builtInNetwork(network);
  const model = createModel(
    dag,
    {
      ...defaultArchitecture,
      model: kind,
      hidden: [hidden],
      normalization: work === "published" ? "power" : "certified",
    },
    new Random(1),
  );
  const engine = new Engine("float32");
  const store = new ParameterStore(engine, model.list);
  const adam = new Adam(store);
  const random = new Random(2);
  const parameters = busyParameters(model, random);
  const columns = model.observedNames.length;
  const data = new Float64Array(batch * columns).map(() => random.normal());
  const table = {
    pointer: engine.storeDoubles(data),
    columns,
    shift: engine.storeDoubles(new Float64Array(columns)),
    scale: engine.storeDoubles(new Float64Array(columns).fill(1)),
  };
  const rows = engine.storeIntegers(Array.from({ length: batch }, (_, row) => row));
  const piece = pieceOf(batch);
  const tape = new Tape(engine, piece);
  const recorded: RecordedElbo = recordElbo(tape, store, model, table, {
    normalize: true,
    path: work === "recommended",
  });
  const eps = recorded.eps!;
  const noise = new Noise(engine, 1);
  const weights = engine.reals(recorded.objective.rowWeights.pointer, tape.paddedBatch);

  const load = (from = 0, count = piece) => {
    recorded.input.load(rows, from, count);
    for (let i = 0; i < weights.length; i++) weights[i] = i < count ? 1 / batch : 0;
  };
  const drawNoise = () => noise.fillNormal(eps.pointer, eps.rows * tape.paddedBatch);
  const update = () => adam.step(RATE);
  const step = () => {
    store.clearGradients();
    tape.clearGradients();
    tape.forwardWeights();
    for (let from = 0; from < batch; from += piece) {
      load(from, Math.min(piece, batch - from));
      drawNoise();
      tape.forwardRows();
      tape.backwardRows();
    }
    tape.backwardWeights();
    update();
  };
  const reset = () => {
    store.restore(parameters);
    adam.reset();
  };
  const lossAt = (given: Float64Array, at: Float64Array): number => {
    store.restore(at);
    tape.forwardWeights();
    const target = engine.reals(eps.pointer, eps.rows * tape.paddedBatch);
    let loss = 0;
    for (let from = 0; from < batch; from += piece) {
      const count = Math.min(piece, batch - from);
      load(from, count);
      for (let latent = 0; latent < eps.rows; latent++) {
        const start = latent * batch + from;
        target.set(given.subarray(start, start + count), latent * tape.paddedBatch);
      }
      tape.forwardRows();
      const { logLikelihood, logPrior, logPosterior } = recorded.objective.terms();
      loss += logPosterior - logLikelihood - logPrior;
    }
    return loss;
  };
  const profile = (repeats: number): Map<string, number> => {
    reset();
    load();
    drawNoise();
    // Of one piece: where a batch takes several, what runs once for all of them has a larger share here.
    const shares = tape.profile(repeats);
    for (const [name, run] of [
      ["load", () => load()],
      ["noise", drawNoise],
      ["adam", update],
    ] as const) {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) run();
      shares.set(name, (performance.now() - start) / repeats);
    }
    return shares;
  };
  const storedWeights = model.list.parameters.reduce(
    (sum, { shape, length }) => sum + (shape.length === 2 ? length : 0),
    0,
  );
  return { model, rate: RATE, data, parameters, storedWeights, step, reset, lossAt, profile };
}

/** Parameters at which nothing is trivially zero: blocks start as the identity, where normalization has no work. */
function busyParameters(model: LatentModel, random: Random): Float64Array {
  const values = model.list.initial();
  for (const { name, offset, length } of model.list.parameters) {
    const size = /block.*output\.weight/.test(name)
      ? 0.3
      : /affine\.(weight|log_scale)/.test(name)
        ? 0.05
        : 0;
    if (size === 0) continue;
    for (let i = 0; i < length; i++) values[offset + i] = size * random.normal();
  }
  return values;
}
