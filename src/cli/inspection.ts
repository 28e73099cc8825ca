import { type Dag, encoderDependence, faithfulInverse, inverseDag, priorDependence } from "../graph/index.ts";
import { defaultArchitecture, type ModelKind, SirenVae } from "../model/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { Random } from "../numeric/random.ts";

export interface InspectionOptions {
  readonly structure: Exclude<ModelKind, "vae">;
  readonly hidden: number;
  /** Whether parts with graphs of more nodes get as many units as they need. */
  readonly widen?: boolean;
  readonly blocks: number;
  readonly factorisation: "paper" | "exact";
}

export interface InspectedNode {
  readonly name: string;
  readonly role: string;
  readonly parents: readonly string[];
  /** Null for observed nodes, which the inverse does not draw. */
  readonly inverseParents: readonly string[] | null;
  /** What the latent depends on in the prior and in the encoder, itself included. */
  readonly priorHears: readonly string[] | null;
  readonly encoderHears: readonly string[] | null;
}

export interface Inspection {
  readonly dag: Dag;
  readonly inverseDag: Dag;
  readonly summary: {
    readonly network: string;
    readonly structure: string;
    readonly observed: number;
    readonly latent: number;
    readonly arcs: number;
    readonly longestPath: number;
    readonly hidden: number;
    readonly widen: boolean;
    readonly blocks: number;
    readonly factorisation: string;
    readonly inverse: { readonly mode: string; readonly arcs: number; readonly widest: number };
    readonly masks: readonly { readonly name: string; readonly stored: number; readonly dense: number }[];
    readonly nodes: readonly InspectedNode[];
  };
  readonly trace: readonly {
    readonly node: string;
    readonly fillIn: number;
    readonly parents: readonly string[];
    readonly added: readonly (readonly string[])[];
  }[];
}

/** What a network means for a model of it. */
export function inspection(network: BayesianNetwork, options: InspectionOptions): Inspection {
  const { structure, hidden, widen = false, blocks, factorisation } = options;
  const own = { model: structure, hidden: [hidden], widen, blocks, factorisation };
  const architecture = { ...defaultArchitecture, ...own };
  const model = new SirenVae(network.dag, architecture, new Random(0));
  const { graph: dag, inverse } = model;
  const name = (node: number) => dag.names[node];
  // The model's own inverse is kept without its trace; of the two modes it took the sparser one.
  const traced = (["topological", "reverse"] as const).map((mode) => ({
    mode,
    found: faithfulInverse(dag, { mode, trace: true }),
  }));
  const same = traced.find(
    ({ found }) =>
      found.eliminationOrder.join() === inverse.eliminationOrder.join() && arcs(found) === arcs(inverse),
  )!;
  const { affine } = architecture;
  const prior = priorDependence(dag, blocks, factorisation, affine);
  const encoder = encoderDependence(dag, inverse, blocks, "paper", affine);
  return {
    dag,
    inverseDag: inverseDag(dag, inverse),
    summary: {
      network: network.name,
      structure,
      observed: dag.observed.length,
      latent: dag.latent.length,
      arcs: dag.arcCount,
      longestPath: dag.longestPath(),
      hidden,
      widen,
      blocks,
      factorisation,
      inverse: {
        mode: same.mode,
        arcs: arcs(inverse),
        widest: Math.max(0, ...[...inverse.parents.values()].map((list) => list.length)),
      },
      masks: masks(model),
      nodes: dag.names.map((own, node) => ({
        name: own,
        role: dag.roles[node],
        parents: dag.parents(node).map(name),
        inverseParents: inverse.parents.get(node)?.map(name) ?? null,
        priorHears: prior.get(node)?.map(name) ?? null,
        encoderHears: encoder.get(node)?.map(name) ?? null,
      })),
    },
    trace: same.found.trace!.map(({ node, fillIn, parents, addedEdges }) => ({
      node: name(node),
      fillIn,
      parents: parents.map(name),
      added: addedEdges.map((pair) => pair.map(name)),
    })),
  };
}

function arcs({ parents }: { parents: ReadonlyMap<number, readonly number[]> }): number {
  return [...parents.values()].reduce((sum, list) => sum + list.length, 0);
}

/** Weights that are stored, and that the same layers would have without masks, block by block taken together. */
function masks(model: SirenVae): { name: string; stored: number; dense: number }[] {
  const groups = new Map<string, { stored: number; dense: number }>();
  for (const { name, shape, length } of model.list.parameters) {
    if (shape.length !== 2) continue;
    const group = name.replace(/block\d+/, "blocks");
    const sum = groups.get(group) ?? { stored: 0, dense: 0 };
    groups.set(group, { stored: sum.stored + length, dense: sum.dense + shape[0] * shape[1] });
  }
  return [...groups].map(([name, sum]) => ({ name, ...sum }));
}
