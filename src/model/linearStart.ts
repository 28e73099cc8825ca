import type { Parameter, ParameterList, SparsePattern } from "../engine/index.ts";
import type { Flow } from "../flow/index.ts";
import { inverseRegression, type LinearGaussianFit } from "../gaussian/index.ts";
import type { FaithfulInverse } from "../graph/index.ts";
import { log } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";
import type { Decoder } from "./decoder.ts";
import type { FeatureGraph } from "./featureGraph.ts";
import { missingLogScales } from "./missingScales.ts";

/** What a model hands over to be started. */
export interface LinearStartInput {
  readonly list: ParameterList;
  readonly prior: Flow | undefined;
  readonly encoder: Flow | undefined;
  readonly decoder: Decoder;
  readonly features: FeatureGraph;
  /** Latents in the order in which the encoder draws them, and for each of them its inverse parents, in `features.graph`. */
  readonly inverse: Pick<FaithfulInverse, "samplingOrder" | "parents">;
}

/**
 * Parameter values at which a SIReN-VAE with affine layers *is* a fitted linear-Gaussian network of its own graph, as far as
 * its columns are Gaussian: the prior's and the decoder's affine parts take the regressions, the encoder's take the
 * regressions of every latent on its inverse parents (which is the exact posterior, since the inverse is faithful), and the
 * last weights of every nonlinear part are zero. Columns of other kinds get their coefficients as if the location were
 * their feature; where their likelihood says otherwise, that is left to a fit of their own.
 *
 * @param fit of `features.graph`, on coded features.
 */
export function linearStart(model: LinearStartInput, fit: LinearGaussianFit): Float64Array {
  const { list, prior, encoder, decoder, features } = model;
  const { graph } = features;
  const values = initialWithoutNonlinear(list);
  const set = (parameter: Parameter, numbers: ArrayLike<number>) => values.set(numbers, parameter.offset);
  const halfLog = (variance: number) => 0.5 * log(variance);
  const coefficient = (node: number, parent: number): number => {
    const { parents, coefficients } = fit.network[node];
    // A flow without a graph reads more than the parents.
    return coefficients[parents.indexOf(graph.names[parent])] ?? 0;
  };
  const nodes = [...features.latents, ...features.features];
  if (prior?.startsLinear && encoder?.startsLinear) {
    prior.start(
      values,
      {
        coefficient: (component, input) => coefficient(nodes[component], nodes[input]),
        intercepts: features.latents.map((node) => fit.network[node].intercept),
        logScales: features.latents.map((node) => halfLog(fit.network[node].variance)),
      },
      "normalizing",
    );
    const regressions = inverseRegression(fit, model.inverse.parents);
    const reverse = (node: number, parent: number): number => {
      const at = model.inverse.parents.get(node)!.indexOf(parent);
      return regressions.get(node)!.coefficients[at] ?? 0;
    };
    encoder.start(
      values,
      {
        coefficient: (component, input) => reverse(nodes[component], nodes[input]),
        intercepts: features.latents.map((node) => regressions.get(node)!.intercept),
        logScales: features.latents.map((node) =>
          halfLog(Math.max(regressions.get(node)!.residualVariance, 1e-8)),
        ),
        ...(encoder.config.indicators && { missingLogScales: missingLogScales(model, fit) }),
      },
      "generative",
    );
  }
  const inputs = [features.latents, features.features];
  for (const { head, columns, locationStarts } of decoder.groups) {
    // The node whose regression gives each location: the feature of the column with the same number.
    const rows = columns.columns.flatMap((c, i) => {
      const own = decoder.coding.featuresOf(c);
      const count = locationStarts[i + 1] - locationStarts[i];
      return Array.from({ length: count }, (_, row) => features.features[own[Math.min(row, own.length - 1)]]);
    });
    for (const { part, pattern, parameter } of head.straight) {
      fill(values, parameter, pattern, (row, column) => coefficient(rows[row], inputs[part][column]));
    }
    set(
      head.meanBias,
      rows.map((node) => fit.network[node].intercept),
    );
    if (head.scaleBias) {
      // One for each column, that of its first location.
      const scaled = columns.columns.map((_, i) => rows[locationStarts[i]]);
      set(
        head.scaleBias,
        scaled.map((node) => halfLog(fit.network[node].variance)),
      );
    }
  }
  if (!values.every(Number.isFinite)) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    const name = list.parameters.findLast(({ offset }) => offset <= at)!.name;
    throw new ComputationError(`The linear-Gaussian start is not finite in ${name}.`);
  }
  return values;
}

function fill(
  values: Float64Array,
  parameter: Parameter,
  pattern: SparsePattern,
  value: (row: number, column: number) => number,
): void {
  for (let k = 0; k < pattern.size; k++) {
    values[parameter.offset + k] = value(pattern.rowOf[k], pattern.columnOf[k]);
  }
}

/** Initial values at which every nonlinear part vanishes. */
export function initialWithoutNonlinear(list: ParameterList): Float64Array {
  const values = list.initial();
  for (const { role, offset, length } of list.parameters) {
    if (role === "output-weight") values.fill(0, offset, offset + length);
  }
  return values;
}
