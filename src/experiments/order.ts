import type { FlowKind } from "../flow/index.ts";
import { objectives } from "../model/index.ts";
import { builtInNetwork } from "../network/index.ts";
import { gaussianKinds, type Job } from "./job.ts";

/**
 * Jobs in an order in which a set that is stopped early is worth most: first Table 1 with the preset recommended and the
 * Gaussians, then Figure 2 and the quick part of the paper's preset; after that one run of everything else, the other runs of
 * the paper's preset, and those of inversion and wrong graphs seed by seed, so that every curve has its first run before any
 * has its second. Among equals the longest come first.
 */
export function byWorth(jobs: readonly Job[]): Job[] {
  const keys = new Map(jobs.map((job) => [job, [...worth(job), -expectedSeconds(job)]]));
  return [...jobs].sort((a, b) => {
    const [first, second] = [keys.get(a)!, keys.get(b)!];
    const at = first.findIndex((value, i) => value !== second[i]);
    return at < 0 ? 0 : first[at] - second[at];
  });
}

/** [phase, seed, rank among the jobs of the seed]; small comes first. */
function worth(job: Job): [number, number, number] {
  const { experiment, preset, rows, seed } = job;
  const multiple = rows / sizeOf(job).nodes;
  switch (experiment) {
    case "table1":
      if (preset !== "paper") return [0, seed, 0];
      return multiple < 100 ? [1, seed, 0] : [seed === 1 ? 2 : 3, seed, 0];
    case "figure2":
      return [1, seed, 1];
    case "inversion":
      return [seed === 1 ? 2 : 4, seed, 1];
    case "families":
    case "flows":
      return [seed === 1 ? 2 : 4, seed, 3];
    case "robustness":
      return [seed === 1 ? 2 : 4, seed, 2 + multiple + (job.trust ? 0.5 : 0)];
  }
}

/**
 * About how long a job takes on one core, as measured on an AMD EPYC core with other work beside it; within a factor of
 * two, which is enough for an order and for the time that is left.
 */
export function expectedSeconds(job: Job): number {
  const { model, preset, rows, factorisation, objective, family } = job;
  if ((gaussianKinds as readonly string[]).includes(model)) return 0.5;
  if (job.experiment === "flows") return flowSeconds(job);
  const { nodes, latents, linear } = sizeOf(job);
  // Several draws of every row take as many passes.
  const draws = (objective ? objectives[objective].samples : 1) * (family === "iaf" ? 3 : 1);
  const size = draws * (nodes / 46) ** 0.7;
  const dense = model === "vae" ? 0.35 : model === "true" ? 1 : 1 + latents ** 2 / 800;
  if (preset === "paper") return size * dense * (0.8 + rows / 230);
  // Little data is cross-validated, five times over.
  const passes = rows <= 600 ? 5 + rows / 100 : 1 + rows / 700;
  return size * dense * passes * (linear ? 1 : 3) * (factorisation === "exact" ? 1.5 : 1);
}

/** Of flows that take much longer or shorter than most; `continuous` and `dense-residual` are taken to be as slow as `monotonic`. */
const FLOW_WORK: Partial<Record<FlowKind, number>> = {
  spline: 3.3,
  tails: 1.5,
  monotonic: 20,
  continuous: 20,
  "dense-residual": 20,
};

/** The asking included, which takes longer than the training where an encoder is held to the exact posterior. */
function flowSeconds(job: Job): number {
  const { family, flow, rows } = job;
  const size = (sizeOf(job).nodes / 46) ** 0.7 * ((flow && FLOW_WORK[flow]) ?? 1);
  // How long the rows are trained on is settled by epochs, of which few rows get more.
  if (family === "posterior") return 60 * size;
  return (family === "flow" ? 18 : 5.5) * size * (rows / 460) ** 0.8;
}

interface Size {
  readonly nodes: number;
  readonly latents: number;
  readonly linear: boolean;
}

const sizes = new Map<string, Size>();

function sizeOf({ network, table }: Job): Size {
  if (table !== undefined) return { nodes: 10, latents: 0, linear: false };
  let size = sizes.get(network);
  if (size === undefined) {
    const { dag, kind } = builtInNetwork(network);
    size = { nodes: dag.size, latents: dag.latent.length, linear: kind === "linear-gaussian" };
    sizes.set(network, size);
  }
  return size;
}
