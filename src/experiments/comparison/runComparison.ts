import { type Dataset, hasGaps, takeRows } from "../../data/index.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { train } from "../../train/index.ts";
import { programVersion } from "../programVersion.ts";
import type { ExecutorOptions } from "../runner/jobWork.ts";
import { baselineDensities } from "./comparedBaselines.ts";
import {
  type ComparedModel,
  type ComparisonJob,
  type ComparisonResult,
  comparisonId,
  IMPOSSIBLE,
} from "./comparisonJob.ts";
import { type ComparedNetwork, unpackMaterial } from "./comparisonMaterial.ts";
import { foldRows } from "./foldRows.ts";

/** The share of a fit that is training; the rest is scoring. */
const TRAINING_SHARE = 0.9;

/**
 * Fits one model on all folds but one and scores that one. All numbers but the seconds depend on job and material alone.
 *
 * @throws InputError and ComputationError as training does; an AbortError where the signal says so
 */
export async function runJob(job: ComparisonJob, options: ExecutorOptions): Promise<ComparisonResult> {
  if (options.material === undefined)
    throw new ComputationError(`${comparisonId(job)} came without its table.`);
  const material = unpackMaterial(options.material);
  const { networks, data } = material;
  const network = networks.find(({ label }) => label === job.network);
  if (network === undefined)
    throw new ComputationError(`${comparisonId(job)} names a network that its table does not have.`);
  const rows = foldRows(material, job);
  const training = takeRows(data, rows.trainingRows);
  const heldOut = takeRows(data, rows.heldOutRows);
  const begun = performance.now();
  const densities =
    job.model === "baselines"
      ? baselineDensities(network, training, heldOut, { seed: job.seed, gaps: hasGaps(data) })
      : { [job.model]: await modelDensities(job.model, network, training, heldOut, job, options) };
  return {
    ...job,
    id: comparisonId(job),
    rows: [...rows.heldOutRows],
    densities: Object.fromEntries(Object.entries(densities).map(([key, values]) => [key, finite(values)])),
    seconds: (performance.now() - begun) / 1000,
    version: programVersion(),
  };
}

async function modelDensities(
  model: Exclude<ComparedModel, "baselines">,
  { dag, types }: ComparedNetwork,
  training: Dataset,
  heldOut: Dataset,
  { seed, importanceSamples }: ComparisonJob,
  { onProgress, signal }: ExecutorOptions,
): Promise<Float64Array> {
  const trained = await train(dag, training, {
    // `trust` is the default, the structure `true` with what data may add to it.
    ...(model === "trust" ? {} : model === "true" ? { trust: "full" } : { model }),
    types,
    seed,
    signal,
    onProgress: ({ done, total, loss }) =>
      onProgress?.(
        TRAINING_SHARE * Math.min(1, done / total),
        `epoch ${done}${loss === undefined ? "" : `, loss ${loss.toFixed(2)}`}`,
      ),
  });
  return trained.logLikelihood(heldOut, {
    samples: importanceSamples,
    seed,
    signal,
    onProgress: (share) => onProgress?.(TRAINING_SHARE + (1 - TRAINING_SHARE) * share, "scoring"),
  }).perRow;
}

function finite(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => {
    if (Number.isNaN(value))
      throw new ComputationError("Expected a density for every row, got none for one.");
    return Math.max(value, IMPOSSIBLE);
  });
}
