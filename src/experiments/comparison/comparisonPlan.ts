import { type Dag, withStructure } from "../../graph/index.ts";
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

/** What a model knows of a network, in words; networks of which it knows the same have one model in common. Nothing: it has none. */
const known: Partial<Record<ComparedModel, (dag: Dag) => string | undefined>> = {
  ind: (dag) => arcsOf(withStructure(dag, "ind")),
  fc: (dag) => arcsOf(withStructure(dag, "fc")),
  vae: ({ latent }) => (latent.length > 0 ? String(latent.length) : undefined),
};

/** Names of hidden nodes say nothing, nor does the order of measured ones. */
function arcsOf(dag: Dag): string {
  const ranks = new Map(dag.latent.map((node, rank) => [node, String(rank)]));
  const called = (node: number) => ranks.get(node) ?? `"${dag.names[node]}"`;
  return dag.names
    .map((_, node) => [called(node), ...dag.parents(node).map(called).sort()].join())
    .sort()
    .join("\n");
}

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

/** The networks for which a model is another one each; none where it has nothing to model. */
export function followed<N extends { readonly dag: Dag }>(model: ComparedModel, networks: readonly N[]): N[] {
  const tell = known[model];
  if (tell === undefined) return [...networks];
  const told = networks.map(({ dag }) => tell(dag));
  return networks.filter((_, i) => told[i] !== undefined && told.indexOf(told[i]) === i);
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
