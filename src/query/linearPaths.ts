import { exactCovariance } from "../gaussian/linearGaussianMoments.ts";
import { conditionNormal } from "../gaussian/linearGaussianPosterior.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { arcSlopesAt, type LocalConditionals } from "./localConditionals.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import type { EffectPath } from "./pathEffects.ts";
import { explainedNodes, PathUnits } from "./pathUnits.ts";

/** Of a model whose weights make it a linear-Gaussian network: read at one point, the rest follows. */
export function* linearPaths(
  context: QueryContext,
  conditionals: LocalConditionals,
  wanted: readonly EffectPath[],
): Steps<PathCoefficients> {
  const graph = context.model.graph!;
  const { names, latent, observed } = graph;
  const { latents: K, features: D, arcs, locationStarts } = conditionals;
  const origin = new Float64Array(K + D);
  const { slopes, own } = yield* arcSlopesAt(conditionals, origin, 1);
  conditionals.outputs(origin, 1);
  const residuals = conditionals.residuals(1);
  const slopeOf = new Map(arcs.map(({ parent, child }, a) => [`${parent}\n${child}`, slopes[a]]));
  const variances = new Float64Array(graph.size);
  latent.forEach((node, k) => {
    variances[node] = 1 / own[k] ** 2;
  });
  observed.forEach((node, c) => {
    variances[node] = residuals[c];
  });
  const covariance = exactCovariance(graph, {
    intercepts: new Float64Array(graph.size),
    variances,
    coefficients: names.map((child, node) =>
      Float64Array.from(graph.parents(node), (parent) => slopeOf.get(`${names[parent]}\n${child}`)!),
    ),
  });
  const spread = Float64Array.from([...latent, ...observed], (node) => Math.sqrt(covariance.get(node, node)));
  const rSquared = (node: number) => 1 - variances[node] / covariance.get(node, node);
  const left =
    K > 0
      ? conditionNormal(new Float64Array(graph.size), covariance, latent, observed).covariance
      : undefined;
  const units = new PathUnits(context, { inputs: spread, outputs: spread });
  return {
    linear: true,
    averagedRows: 0,
    paths: units.paths(arcs, slopes),
    measured: explainedNodes(context, locationStarts, (_, c) => rSquared(observed[c])),
    hidden: latent.map((node, k) => ({
      name: names[node],
      reliability: 1 - left!.get(k, k) / covariance.get(node, node),
      rSquared: graph.parents(node).length > 0 ? rSquared(node) : Number.NaN,
    })),
    effects: wanted.map((path) => units.effect({ path, ...path.along((a) => slopes[a]) })),
    impliedCorrelation: Float64Array.from({ length: D * D }, (_, at) => {
      const [i, j] = [Math.floor(at / D), at % D];
      return covariance.get(observed[i], observed[j]) / (spread[K + i] * spread[K + j]);
    }),
  };
}
