/**
 * The building block of nonlinear conditional means: a weight times a product of functions of weighted sums of parents.
 * Saturation, waves and interactions are all of this form, and it can be written into a file.
 */
import type { Dag } from "../graph/dag.ts";
import { sin, tanh } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { checkFinite } from "./parameterChecks.ts";

export type FactorFunction = "linear" | "tanh" | "sine";

/** function(offset + sum of coefficient x parent). */
export interface Factor {
  readonly function: FactorFunction;
  /** Default: 0. */
  readonly offset?: number;
  /** Coefficient by the name of the parent. */
  readonly parents: Readonly<Record<string, number>>;
}

/** weight x product of the factors. */
export interface Term {
  /** Default: 1. */
  readonly weight?: number;
  readonly factors: readonly Factor[];
}

const functions: Readonly<Record<FactorFunction, (sum: number) => number>> = {
  linear: (sum) => sum,
  tanh,
  sine: sin,
};

export const factorFunctions = Object.keys(functions) as readonly FactorFunction[];

/**
 * Checks a term of a node's mean and turns it into a function of one value for each node (declaration order).
 *
 * @throws InputError if a factor reads a node that is not a parent, its function is unknown, or a number is not finite
 */
export function compileTerm(
  dag: Dag,
  node: number,
  { weight = 1, factors }: Term,
): (values: Float64Array) => number {
  const name = dag.names[node];
  checkFinite(weight, name, "weight of a term");
  const compiled = factors.map((factor) => compileFactor(dag, node, factor));
  return (values) => {
    let product = weight;
    for (const factor of compiled) product *= factor(values);
    return product;
  };
}

function compileFactor(
  dag: Dag,
  node: number,
  { function: kind, offset = 0, parents }: Factor,
): (values: Float64Array) => number {
  const name = dag.names[node];
  checkFinite(offset, name, "offset of a factor");
  const apply = Object.hasOwn(functions, kind) ? functions[kind] : undefined;
  if (apply === undefined) {
    throw new InputError(
      `Expected the function of a factor of node "${name}" to be one of ${factorFunctions.join(", ")}, got "${kind}".${didYouMean(kind, factorFunctions)}`,
    );
  }
  const indices = Int32Array.from(Object.keys(parents), (parent) => parentIndex(dag, node, parent));
  const coefficients = Float64Array.from(Object.entries(parents), ([parent, coefficient]) => {
    checkFinite(coefficient, name, `coefficient of "${parent}"`);
    return coefficient;
  });
  return (values) => {
    let sum = offset;
    for (let k = 0; k < indices.length; k++) sum += coefficients[k] * values[indices[k]];
    return apply(sum);
  };
}

function parentIndex(dag: Dag, node: number, parent: string): number {
  const known = dag.parents(node).map((index) => dag.names[index]);
  if (!known.includes(parent)) {
    throw new InputError(
      `Expected the terms of node "${dag.names[node]}" to read its parents only (${known.join(", ") || "it has none"}), got "${parent}".${didYouMean(parent, known)}`,
    );
  }
  return dag.indexOf(parent);
}
