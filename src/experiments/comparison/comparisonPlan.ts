import type { Dag } from "../../graph/index.ts";
import { type ComparedModel, type ComparisonJob, comparedModels } from "./comparisonJob.ts";
import type { ComparisonMaterial } from "./comparisonMaterial.ts";

export interface ComparisonPlanOptions {
  /** The name of the packed material. */
  readonly material: string;
  readonly models: readonly ComparedModel[];
  readonly folds: number;
  /** Of the first deal; the others have those that follow. */
  readonly seed: number;
  readonly seeds: number;
  readonly importanceSamples: number;
}

/** Models that know of a network only how many hidden nodes it has: the same for all networks with as many. */
const BLIND: readonly ComparedModel[] = ["ind", "fc", "vae"];

/**
 * All fits of a comparison: every model of every network, on every fold of every deal; and with groups the same again for each
 * of them apart. In an order in which whole folds come first, so that what is stopped early has compared something.
 */
export function comparisonPlan(
  { networks, groups }: ComparisonMaterial,
  { material, models, folds, seed, seeds, importanceSamples }: ComparisonPlanOptions,
): ComparisonJob[] {
  const jobs: ComparisonJob[] = [];
  for (let s = seed; s < seed + seeds; s++) {
    for (let fold = 1; fold <= folds; fold++) {
      for (const model of models) {
        for (const { label } of followed(model, networks)) {
          for (const group of [null, ...(groups?.names ?? [])])
            jobs.push({ material, network: label, model, fold, folds, seed: s, importanceSamples, group });
        }
      }
    }
  }
  return jobs;
}

/** The networks for which a model is another one each. */
export function followed<N extends { readonly dag: Dag }>(model: ComparedModel, networks: readonly N[]): N[] {
  if (!BLIND.includes(model)) return [...networks];
  const hidden = ({ dag }: N) => dag.latent.length;
  return networks.filter((network, i) => networks.findIndex((one) => hidden(one) === hidden(network)) === i);
}

/** About how long fits take relative to each other. */
export function comparisonCost({ networks, data, groups }: ComparisonMaterial) {
  const weights = { trust: 1.2, true: 1, ind: 1, fc: 1.2, vae: 0.4, baselines: 0.1 } satisfies Record<
    ComparedModel,
    number
  >;
  return ({ network, model, group }: ComparisonJob): number => {
    const code = group === null ? -1 : groups!.names.indexOf(group);
    const rows =
      code < 0 ? data.rowCount : groups!.codes.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
    const { size } = networks.find(({ label }) => label === network)!.dag;
    return weights[model] * size * (100 + rows);
  };
}

/** Whether a word names something that can be compared. */
export function isComparedModel(word: string): word is ComparedModel {
  return (comparedModels as readonly string[]).includes(word);
}
