import {
  exactCovariance,
  exactMean,
  type LinearGaussianParameters,
} from "../gaussian/linearGaussianMoments.ts";
import { conditionNormal } from "../gaussian/linearGaussianPosterior.ts";
import { ComputationError } from "../numeric/errors.ts";
import type { QueryContext } from "./context.ts";
import { checkSettings, NO_SETTINGS, type Settings, withSeen } from "./intervention.ts";
import { linearGaussianParameters } from "./linearGaussian.ts";

/** A normal belief: raw units of a measured node, the model's own of a hidden one. */
export interface GaussianBelief {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** The variance of a node that is set. */
const NONE = 0;

/** What is believed of every node that is neither seen nor set; see {@link TrainedModel.gaussianBeliefs}. */
export function gaussianBeliefs(
  context: QueryContext,
  seen: Readonly<Record<string, number>>,
  done: Readonly<Record<string, number>>,
): ReadonlyMap<string, GaussianBelief> | undefined {
  const free = linearGaussianParameters(context);
  if (free === undefined) return undefined;
  const set = Object.keys(done).length > 0 ? checkSettings(context, done) : NO_SETTINGS;
  const settings = withSeen(context, set, seen);
  const graph = context.model.graph!;
  const { latentNames, observedNames } = context.model;
  const fixed = new Map<number, number>([
    ...[...settings.latent].map(([k, value]) => [graph.indexOf(latentNames[k]), value] as const),
    ...codedValues(settings.observed, (c) => graph.indexOf(observedNames[c])),
  ]);
  const parameters = cut(free, fixed);
  const known = new Map(codedValues(settings.seen, (c) => graph.indexOf(observedNames[c])));
  const open = graph.names.map((_, node) => node).filter((node) => !known.has(node) && !fixed.has(node));
  try {
    const mean = exactMean(graph, parameters);
    const covariance = exactCovariance(graph, parameters);
    const given = [...known.keys()];
    const posterior = given.length > 0 ? conditionNormal(mean, covariance, open, given) : undefined;
    const values = [...known.values()];
    return new Map(
      open.map((node, k) => {
        const middle = posterior
          ? values.reduce(
              (sum, value, d) => sum + posterior.coefficients.get(k, d) * value,
              posterior.intercept[k],
            )
          : mean[node];
        const variance = posterior ? posterior.covariance.get(k, k) : covariance.get(node, node);
        return [graph.names[node], inUnits(context, graph.names[node], middle, Math.max(0, variance))];
      }),
    );
  } catch (error) {
    if (error instanceof ComputationError) return undefined;
    throw error;
  }
}

function codedValues(values: Settings["observed"], nodeOf: (column: number) => number): [number, number][] {
  return [...values].map(([c, { target }]) => [nodeOf(c), target]);
}

/** Nodes that are set have their value whatever their parents have. */
function cut(
  { intercepts, variances, coefficients }: LinearGaussianParameters,
  fixed: ReadonlyMap<number, number>,
): LinearGaussianParameters {
  return {
    intercepts: intercepts.map((value, node) => fixed.get(node) ?? value),
    variances: variances.map((value, node) => (fixed.has(node) ? NONE : value)),
    coefficients: coefficients.map((own, node) => (fixed.has(node) ? own.map(() => 0) : own)),
  };
}

function inUnits(
  { model, coding }: QueryContext,
  name: string,
  mean: number,
  variance: number,
): GaussianBelief {
  const c = model.observedNames.indexOf(name);
  const { mean: shift, deviation } = c < 0 ? { mean: 0, deviation: 1 } : coding.columns[c];
  return { mean: shift + deviation * mean, standardDeviation: deviation * Math.sqrt(variance) };
}
