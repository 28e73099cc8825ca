import { covarianceOf, exactMean, type LinearGaussianParameters } from "../gaussian/linearGaussianMoments.ts";
import { MarginalDensity } from "../gaussian/marginalDensity.ts";
import type { Dag } from "../graph/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { type LocalConditionals, localConditionals } from "./localConditionals.ts";

/** Whether the weights make the model a linear-Gaussian network: all that bends vanishes, and every column is Gaussian. */
export function isLinearGaussian({ model, store, coding }: QueryContext): boolean {
  if (!coding.plain || model.decoder === undefined || model.graph === undefined) return false;
  if (!model.flows.every((flow) => flow.startsLinear)) return false;
  return store.vanishes(...model.list.parameters.filter(({ role }) => role === "output-weight"));
}

/** The density of the measured columns in closed form. */
export interface ExactDensity {
  /** log p of what is there in every row, nats, of standardized columns; NaN is missing. [rows x columns] */
  logDensity(values: Float64Array, rowCount: number): Float64Array;
}

const found = new WeakMap<QueryContext, ExactDensity | undefined>();
const networks = new WeakMap<QueryContext, LinearGaussianParameters | undefined>();

/** The density of a model that is a linear-Gaussian network; undefined for all others, and where it is numerically singular. */
export function exactDensity(context: QueryContext): ExactDensity | undefined {
  if (!found.has(context)) found.set(context, linearGaussianDensity(context));
  return found.get(context);
}

/** The regressions of a model that is a linear-Gaussian network, on its graph and in coded units; undefined for all others. */
export function linearGaussianParameters(context: QueryContext): LinearGaussianParameters | undefined {
  if (!networks.has(context)) networks.set(context, findParameters(context));
  return networks.get(context);
}

function findParameters(context: QueryContext): LinearGaussianParameters | undefined {
  if (!isLinearGaussian(context)) return undefined;
  const { engine, model } = context;
  const mark = engine.mark();
  try {
    return conditionalsOf(model.graph!, localConditionals(context, QUERY_BATCH));
  } finally {
    engine.release(mark);
  }
}

function linearGaussianDensity(context: QueryContext): ExactDensity | undefined {
  const parameters = linearGaussianParameters(context);
  if (parameters === undefined) return undefined;
  const graph = context.model.graph!;
  try {
    const mean = exactMean(graph, parameters);
    const { observed } = graph;
    return new MarginalDensity(
      Float64Array.from(observed, (node) => mean[node]),
      covarianceOf(graph, parameters, observed),
    );
  } catch (error) {
    if (error instanceof ComputationError) return undefined;
    throw error;
  }
}

/**
 * The regressions behind outputs that are linear in the inputs, from their values at the origin and one step along every
 * input. A latent's conditional is given by the prior's flow: u = own z + sum of slope x parent + constant is its noise.
 */
function conditionalsOf(graph: Dag, conditionals: LocalConditionals): LinearGaussianParameters {
  const { latents: K, features: D, arcs, batch } = conditionals;
  const size = K + D;
  const origin = conditionals.outputs(new Float64Array(size), 1);
  const residuals = conditionals.residuals(1);
  const own = new Float64Array(K);
  const slopes = new Float64Array(arcs.length);
  for (let from = 0; from < size; from += batch) {
    const count = Math.min(batch, size - from);
    const inputs = new Float64Array(size * count);
    for (let b = 0; b < count; b++) inputs[(from + b) * count + b] = 1;
    const outputs = conditionals.outputs(inputs, count);
    for (let k = from; k < Math.min(from + count, K); k++) own[k] = outputs[k * count + k - from] - origin[k];
    arcs.forEach(({ input, output }, a) => {
      if (input >= from && input < from + count)
        slopes[a] = outputs[output * count + input - from] - origin[output];
    });
  }
  const position = new Map([...graph.latent, ...graph.observed].map((node, at) => [node, at]));
  const scale = (at: number) => (at < K ? own[at] : 1);
  const slopeOf = new Map(arcs.map(({ input, output }, a) => [output * size + input, slopes[a]]));
  const perNode = (value: (at: number, node: number) => number) =>
    Float64Array.from({ length: graph.size }, (_, node) => value(position.get(node)!, node));
  return {
    intercepts: perNode((at) => (at < K ? -origin[at] / own[at] : origin[at])),
    variances: perNode((at) => (at < K ? 1 / own[at] ** 2 : residuals[at - K])),
    coefficients: graph.names.map((_, node) => {
      const at = position.get(node)!;
      const sign = at < K ? -1 : 1;
      return Float64Array.from(
        graph.parents(node),
        (parent) => (sign * slopeOf.get(at * size + position.get(parent)!)!) / scale(at),
      );
    }),
  };
}
