/**
 * The building block of nonlinear conditional means: a weight times a product of functions of weighted sums of parents.
 * Saturation, waves and interactions are all of this form, and it can be written into a file.
 */
import type { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { sin, tanh } from "../numeric/elementary.ts";
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
 * @param at where the term stands below the node
 * @throws InputError if a factor reads a node that is not a parent, its function is unknown, or a number is not finite
 */
export function compileTerm(
  dag: Dag,
  node: number,
  { weight = 1, factors }: Term,
  at: readonly PropertyKey[] = [],
): (values: Float64Array) => number {
  const name = dag.names[node];
  checkFinite(weight, name, "weight of a term", [...at, "weight"]);
  const compiled = factors.map((factor, i) => compileFactor(dag, node, factor, [...at, "factors", i]));
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
  at: readonly PropertyKey[],
): (values: Float64Array) => number {
  const name = dag.names[node];
  checkFinite(offset, name, "offset of a factor", [...at, "offset"]);
  const apply = Object.hasOwn(functions, kind) ? functions[kind] : undefined;
  if (apply === undefined) {
    throw new NodeError(
      `Expected the function of a factor of node "${name}" to be one of ${factorFunctions.join(", ")}, got "${kind}".${didYouMean(kind, factorFunctions)}`,
      { node: name, at: [...at, "function"] },
    );
  }
  const place = (parent: string) => [...at, "parents", parent];
  const indices = Int32Array.from(Object.keys(parents), (parent) =>
    parentIndex(dag, node, parent, place(parent)),
  );
  const coefficients = Float64Array.from(Object.entries(parents), ([parent, coefficient]) => {
    checkFinite(coefficient, name, `coefficient of "${parent}"`, place(parent));
    return coefficient;
  });
  return (values) => {
    let sum = offset;
    for (let k = 0; k < indices.length; k++) sum += coefficients[k] * values[indices[k]];
    return apply(sum);
  };
}

function parentIndex(dag: Dag, node: number, parent: string, at: readonly PropertyKey[]): number {
  const known = dag.parents(node).map((index) => dag.names[index]);
  if (!known.includes(parent)) {
    throw new NodeError(
      `Expected the terms of node "${dag.names[node]}" to read its parents only (${known.join(", ") || "it has none"}), got "${parent}".${didYouMean(parent, known)}`,
      { node: dag.names[node], at },
    );
  }
  return dag.indexOf(parent);
}
