import { type Architecture, createModel, type TrainingSummary } from "../model/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { Random } from "../numeric/random.ts";
import type { TrainedModel } from "../query/index.ts";

/** What a model knows about itself, as plain data. */
export interface CardFacts {
  readonly program: string;
  readonly network: string | null;
  /** Mean negative log-likelihood that no model can fall below, nats a row; null where the network is not known. */
  readonly floor: number | null;
  readonly architecture: Architecture;
  /** Whether its encoder can be trained by path gradients. */
  readonly pathGradients: boolean;
  /** Stored weights, biases and scales. */
  readonly parameters: number;
  readonly training: Omit<TrainingSummary, "history">;
  /** Negative ELBO of the last epoch, nats a row; null where nothing was trained after the start. */
  readonly lastLoss: number | null;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly levels?: readonly string[];
    readonly mean: number;
    readonly deviation: number;
  }[];
  readonly latents: readonly string[];
  readonly arcs: number;
  readonly longestPath: number;
  /** Of the faithful inverse that shapes the encoder; null for the plain VAE. */
  readonly inverse: { readonly arcs: number; readonly widest: number } | null;
  readonly fillsGaps: boolean;
  readonly certificate: {
    readonly bound: number;
    readonly blocks: readonly { readonly name: string; readonly bound: number }[];
  };
}

export function cardFacts(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  program: string,
): CardFacts {
  const { architecture, dag, scales } = model;
  const { history, ...training } = model.training;
  const shape = createModel(dag, architecture, new Random(0), model.coding);
  const graph = shape.graph ?? dag;
  const inverse = shape.inverse && [...shape.inverse.parents.values()].map((parents) => parents.length);
  const certificate = model.certificate();
  return {
    program,
    network: network?.name ?? null,
    floor: network?.exact?.entropy() ?? null,
    architecture,
    pathGradients: shape.pathGradients,
    parameters: shape.list.length,
    training,
    lastLoss: history.at(-1)?.loss ?? null,
    columns: model.observedNames.map((name, c) => ({
      name,
      kind: model.coding.columns[c].type.kind,
      ...(model.coding.columns[c].type.levels && { levels: model.coding.columns[c].type.levels }),
      mean: scales.mean[c],
      deviation: scales.deviation[c],
    })),
    latents: model.latentNames,
    arcs: graph.arcCount,
    longestPath: graph.longestPath(),
    inverse: inverse
      ? { arcs: inverse.reduce((sum, count) => sum + count, 0), widest: Math.max(0, ...inverse) }
      : null,
    fillsGaps: model.fill !== undefined,
    certificate: {
      bound: certificate.bound,
      blocks: certificate.blocks.map(({ name, bound }) => ({ name, bound })),
    },
  };
}
