import type { Parameter, ParameterList, SparsePattern } from "../engine/index.ts";
import { inverseRegression, type LinearGaussianFit } from "../gaussian/index.ts";
import type { SirenVae } from "../model/sirenVae.ts";
import { log } from "../numeric/elementary.ts";
import { ComputationError } from "../numeric/errors.ts";
import { missingLogScales } from "./missingScales.ts";

/**
 * Parameter values at which a SIReN-VAE with affine layers *is* a fitted linear-Gaussian network of its own graph:
 * the prior's and the decoder's affine parts take the regressions, the encoder's take the regressions of every latent
 * on its inverse parents (which is the exact posterior, since the inverse is faithful), and the last weights of every
 * nonlinear part are zero.
 *
 * @param fit of `model.dag`, on standardized data.
 */
export function linearGaussianStart(model: SirenVae, fit: LinearGaussianFit): Float64Array {
  const { dag, list, prior, encoder, decoder } = model;
  const values = list.initial();
  const set = (parameter: Parameter, numbers: ArrayLike<number>) => values.set(numbers, parameter.offset);
  zeroNonlinear(list, values);
  const halfLog = (variance: number) => 0.5 * log(variance);
  const coefficient = (node: number, parent: number): number => {
    const { parents, coefficients } = fit.network[node];
    return coefficients[parents.indexOf(dag.names[parent])];
  };
  if (prior?.startsLinear && encoder?.startsLinear) {
    const nodes = [...dag.latent, ...dag.observed];
    prior.start(
      values,
      {
        coefficient: (component, input) => coefficient(nodes[component], nodes[input]),
        intercepts: dag.latent.map((node) => fit.network[node].intercept),
        logScales: dag.latent.map((node) => halfLog(fit.network[node].variance)),
      },
      "normalizing",
    );
    const regressions = inverseRegression(fit, model.inverse.parents);
    const reverse = (node: number, parent: number): number => {
      const at = model.inverse.parents.get(node)!.indexOf(parent);
      return regressions.get(node)!.coefficients[at];
    };
    encoder.start(
      values,
      {
        coefficient: (component, input) => reverse(nodes[component], nodes[input]),
        intercepts: dag.latent.map((node) => regressions.get(node)!.intercept),
        logScales: dag.latent.map((node) => halfLog(Math.max(regressions.get(node)!.residualVariance, 1e-8))),
        ...(encoder.config.indicators && { missingLogScales: missingLogScales(model, fit) }),
      },
      "generative",
    );
  }
  for (const { part, pattern, parameter } of decoder.straight) {
    const nodes = part === 0 ? dag.latent : dag.observed;
    fill(values, parameter, pattern, (row, column) => coefficient(dag.observed[row], nodes[column]));
  }
  set(
    decoder.meanBias,
    dag.observed.map((node) => fit.network[node].intercept),
  );
  set(
    decoder.scaleBias,
    dag.observed.map((node) => halfLog(fit.network[node].variance)),
  );
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

function zeroNonlinear(list: ParameterList, values: Float64Array): void {
  for (const { role, offset, length } of list.parameters) {
    if (role === "output-weight") values.fill(0, offset, offset + length);
  }
}
