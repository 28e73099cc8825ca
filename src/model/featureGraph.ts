import { Dag } from "../graph/index.ts";
import type { TableCoding } from "../likelihood/index.ts";

/** A model's graph with a node for every feature row in the place of every measured node. */
export interface FeatureGraph {
  readonly graph: Dag;
  /** Its node of every latent, in the order of the model. */
  readonly latents: readonly number[];
  /** Its node of every feature row. */
  readonly features: readonly number[];
}

/**
 * The graph of the linear-Gaussian network that a model starts from: a column that is read as several features becomes as many
 * nodes, which have its parents, and of which its children are children. The graph itself where every column is one feature.
 */
export function featureGraph(dag: Dag, coding: TableCoding): FeatureGraph {
  const { observed, latent, names } = dag;
  if (coding.featureCount === observed.length) return { graph: dag, latents: latent, features: observed };
  const named = new Map<number, readonly string[]>(latent.map((node) => [node, [names[node]]]));
  observed.forEach((node, c) => {
    const rows = coding.featuresOf(c);
    const labels = coding.columns[c].type.levels ?? [];
    named.set(
      node,
      rows.length === 1 ? [names[node]] : rows.map((_, i) => `${names[node]} is ${labels[i + 1]} (${i + 1})`),
    );
  });
  const specs = names.flatMap((_, node) => {
    const parents = dag.parents(node).flatMap((parent) => named.get(parent)!);
    return named.get(node)!.map((name) => ({ name, parents }));
  });
  const features = observed.flatMap((node) => named.get(node)!);
  const graph = Dag.create(specs, features);
  return {
    graph,
    latents: latent.map((node) => graph.indexOf(names[node])),
    features: features.map((name) => graph.indexOf(name)),
  };
}
