import { type Dataset, takeRows } from "../data/index.ts";
import type { FlowKind } from "../flow/index.ts";
import type { DensityBaseline } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { type BayesianNetwork, builtInNetwork } from "../network/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { type TrainOptions, type Tuning, train, trainPosterior } from "../train/index.ts";
import { unpackMaterial } from "./comparison/comparisonMaterial.ts";
import { evaluate, exactNll } from "./evaluation.ts";
import { flowRun } from "./flowRun.ts";
import { fitGaussian } from "./gaussianRun.ts";
import { inversionRun } from "./inversionRun.ts";
import { type GaussianKind, gaussianKinds, type Job, jobId, type RunResult } from "./job.ts";
import { jobGraph } from "./jobGraph.ts";
import { programVersion } from "./programVersion.ts";
import { simulationStream, testStream } from "./streams.ts";

export interface RunJobOptions {
  /** The share that is done, from 0 to 1, and what is going on. */
  readonly onProgress?: (share: number, text: string) => void;
  readonly signal?: AbortSignal;
  /** The table of a job that has one, as `packMaterial` makes it. */
  readonly material?: string;
}

/** Fresh rows behind an encoder's distance from the exact posterior. */
const POSTERIOR_TEST_ROWS = 200;

/** The share of a run that is training; the rest is the evaluation. */
const TRAINING_SHARE = 0.85;
const BATCH = 100;
/** The same for all flows that are compared, but for units that a graph cannot do without. */
const FLOW_SHAPE = { hidden: [60], widen: true, blocks: 3 };
/** Flows that take ten times as long as the others. */
const SLOW: ReadonlySet<FlowKind> = new Set(["monotonic", "continuous", "dense-residual"]);
const SLOW_EPOCHS = 100;

/** What an experiment sets by hand. */
function tuningOf({ experiment, family, flow, network }: Job): Tuning {
  // From a linear-Gaussian start held-out rows may choose no training at all, and a linear flow is inverted at once.
  if (experiment === "inversion") return { start: "random" };
  if (experiment !== "flows") return {};
  const slow = flow !== undefined && SLOW.has(flow) ? { maximumEpochs: SLOW_EPOCHS } : {};
  if (family === "posterior") return slow;
  if (family !== "flow") return { start: "random", maximumEpochs: 60 };
  // Nor would any flow be compared where the fit of a linear network is the network itself.
  return builtInNetwork(network).kind === "linear-gaussian" ? { start: "random", ...slow } : slow;
}

/**
 * Runs one job: draws its rows, fits its model, scores it on rows of another stream. All numbers but the seconds depend
 * on the job alone.
 *
 * @throws InputError and ComputationError as training does; an AbortError where the signal says so.
 */
export async function runJob(job: Job, options: RunJobOptions = {}): Promise<RunResult> {
  const { network, dag, distance, data, test } =
    job.table === undefined ? simulatedRows(job) : tableRows(job, options);
  const begun = performance.now();
  const common = {
    ...job,
    id: jobId(job),
    distance,
    arcs: dag.arcCount,
    version: programVersion(),
    copyOf: null,
  };
  if (isGaussian(job.model)) {
    options.onProgress?.(0, "fitting");
    const fitted = fitGaussian(job.model, dag, data, job.seed);
    const trained = performance.now();
    const score = gaussianScore(fitted, test);
    const exact = exactNll(network, test);
    return {
      ...common,
      ...score,
      exactNll: exact,
      excess: exact === null ? null : score.nll - exact,
      re: null,
      elbo: null,
      effectiveSampleSize: null,
      lipschitzBound: null,
      start: null,
      epochs: null,
      gradientSteps: null,
      choices: [],
      inversion: null,
      trainSeconds: (trained - begun) / 1000,
      evaluateSeconds: (performance.now() - trained) / 1000,
    };
  }
  let epochs = 0;
  const settings: TrainOptions = {
    preset: job.preset ?? "recommended",
    seed: job.seed,
    architecture: {
      factorisation: job.factorisation,
      ...(job.flow && { flow: job.flow, ...FLOW_SHAPE }),
      ...(job.family && { family: job.family }),
    },
    // On a person's table all is chosen as it is for a person.
    tuning: {
      ...(job.table === undefined && tuningOf(job)),
      ...(job.objective && { objective: job.objective }),
    },
    signal: options.signal,
    onProgress: ({ done, total, loss }) => {
      epochs = done;
      options.onProgress?.(
        TRAINING_SHARE * Math.min(1, done / total),
        `epoch ${done}${loss === undefined ? "" : `, loss ${loss.toFixed(2)}`}`,
      );
    },
  };
  // The report's question is what a graph is worth where it is believed, and what is gained by less belief.
  const model =
    job.family === "posterior"
      ? await trainPosterior(network!, { ...settings, rows: job.rows })
      : await train(dag, data, {
          ...settings,
          types: network?.types,
          trust: job.trust ?? "full",
          model: job.model,
        });
  const trained = performance.now();
  const score = evaluate(model, network, test, {
    samples: job.importanceSamples,
    seed: job.seed,
    signal: options.signal,
    onProgress: (share) => options.onProgress?.(TRAINING_SHARE + (1 - TRAINING_SHARE) * share, "evaluating"),
  });
  const flowMeasures = job.flow ? flowRun(model, job.seed) : undefined;
  const posterior =
    job.family === "posterior"
      ? model.posteriorDistance(POSTERIOR_TEST_ROWS, {
          samples: 5 * job.importanceSamples,
          seed: job.seed,
        })
      : undefined;
  // All nodes being measured, the joint density is that of a row.
  const exact =
    job.family === "flow" && network !== undefined
      ? -network.logDensity(test).reduce((sum, value) => sum + value, 0) / test.rowCount
      : score.exactNll;
  const inversion = job.experiment === "inversion" ? inversionRun(model, job.seed) : null;
  const { training } = model;
  return {
    ...common,
    nll: score.nll,
    nllStandardError: score.nllStandardError ?? 0,
    exactNll: exact,
    excess: exact === null ? null : score.nll - exact,
    re: Number.isNaN(score.re) ? null : score.re,
    elbo: score.elbo,
    effectiveSampleSize: score.effectiveSampleSize,
    lipschitzBound: job.model === "vae" || model.latentNames.length === 0 ? null : score.certificate,
    start: training.start,
    epochs: training.epochs,
    gradientSteps: epochs * Math.ceil(job.rows / BATCH),
    choices: training.choices,
    inversion,
    ...(flowMeasures && { flowMeasures }),
    ...(posterior && { posterior }),
    trainSeconds: (trained - begun) / 1000,
    evaluateSeconds: (performance.now() - trained) / 1000,
  };
}

interface JobRows {
  /** Absent for a table. */
  readonly network: BayesianNetwork | undefined;
  readonly dag: Dag;
  readonly distance: number;
  readonly data: Dataset;
  readonly test: Dataset;
}

function simulatedRows(job: Job): JobRows {
  const built = builtInNetwork(job.network);
  const network = job.family === "flow" ? built.withObserved(built.dag.names) : built;
  return {
    network,
    ...jobGraph(network, job),
    data: network.sample(job.rows, simulationStream(job.seed)),
    test: network.sample(job.testRows, testStream(job.seed)),
  };
}

/** The seed deals the rows of a table into those to train on and those that are held out. */
function tableRows(job: Job, { material }: RunJobOptions): JobRows {
  if (material === undefined) throw new ComputationError(`${jobId(job)} came without its table.`);
  const { networks, data } = unpackMaterial(material);
  const order = new Random(job.seed).fork("table").permutation(data.rowCount);
  return {
    network: undefined,
    dag: networks[0].dag,
    distance: 0,
    data: takeRows(data, order.slice(job.testRows)),
    test: takeRows(data, order.slice(0, job.testRows)),
  };
}

export function isGaussian(model: Job["model"]): model is GaussianKind {
  return (gaussianKinds as readonly string[]).includes(model);
}

function gaussianScore(fitted: DensityBaseline, test: Dataset): { nll: number; nllStandardError: number } {
  const density = fitted.logLikelihood(test);
  const n = density.length;
  const mean = density.reduce((sum, value) => sum + value, 0) / n;
  const squares = density.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { nll: -mean, nllStandardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0 };
}
