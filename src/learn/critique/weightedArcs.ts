import type { LinearGaussianFit } from "../../gaussian/index.ts";
import type { Dag } from "../../graph/index.ts";

/** An arc between nodes, by their numbers. */
export interface WeightedArc {
  readonly parent: number;
  readonly child: number;
  /** Standardized coefficient. */
  readonly weight: number;
}

/** Arcs of features as arcs of columns, each with the weight of its strongest; those within a column are its own affair. */
export function columnArcs(
  arcs: readonly WeightedArc[],
  nodeOf: ArrayLike<number>,
  signs?: Int8Array,
): WeightedArc[] {
  const strongest = new Map<string, WeightedArc>();
  for (const arc of arcs) {
    const [parent, child] = [nodeOf[arc.parent], nodeOf[arc.child]];
    const known = strongest.get(arcKey(parent, child));
    if (parent === child || (known && Math.abs(known.weight) >= Math.abs(arc.weight))) continue;
    const weight = signs ? arc.weight * signs[arc.parent] * signs[arc.child] : arc.weight;
    strongest.set(arcKey(parent, child), { parent, child, weight });
  }
  return [...strongest.values()];
}

/** The network's own arcs, as a fit weighs them. */
export function ownArcs(dag: Dag, fit: LinearGaussianFit): WeightedArc[] {
  const { size } = dag;
  const deviation = (node: number) => Math.sqrt(fit.covariance[node * size + node]);
  return dag.names.flatMap((_, child) =>
    dag.parents(child).map((parent, k) => ({
      parent,
      child,
      // A graph with more arcs keeps a node's own parents first.
      weight: (fit.network[child].coefficients[k] * deviation(parent)) / deviation(child),
    })),
  );
}

/** -1 for a latent that lowers its first child, whose own sign is settled before: signs are arbitrary. */
export function latentSigns(dag: Dag, fit: LinearGaussianFit): Int8Array {
  const signs = new Int8Array(dag.size).fill(1);
  for (const node of [...dag.latent].reverse()) {
    const [child] = dag.children(node);
    if (child === undefined) continue;
    const coefficient = fit.network[child].coefficients[dag.parents(child).indexOf(node)];
    if (coefficient * signs[child] < 0) signs[node] = -1;
  }
  return signs;
}

/** Names a pair of nodes. */
export function arcKey(parent: number, child: number): string {
  return `${parent},${child}`;
}
