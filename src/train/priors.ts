import type { Parameter, ParameterRole } from "../engine/index.ts";
import type { LatentModel } from "../model/index.ts";

/** What the prior on the nonlinear parts holds small. */
const NONLINEAR: ReadonlySet<ParameterRole> = new Set(["weight", "output-weight", "missing-weight"]);

/**
 * Precisions of normal priors around zero on the linear conditionals of columns that are not Gaussian. Few rows need them: a
 * level that was never seen beside another would be held impossible, and a row that has both would cost without bound.
 */
const COEFFICIENT = 1;
const INTERCEPT = 0.2;
const SHARED = 0.2;

/** Parameters of the linear conditionals of all columns that are not Gaussian, with the precisions of their priors. */
export function linearConditionals({
  decoder,
}: LatentModel): { readonly parameter: Parameter; readonly precision: number }[] {
  return (decoder?.groups ?? []).flatMap(({ columns, head, shared }) => {
    if (columns.plain) return [];
    return [
      ...head.straight.map(({ parameter }) => ({ parameter, precision: COEFFICIENT })),
      { parameter: head.meanBias, precision: columns.likelihood.discrete ? INTERCEPT : 0 },
      ...(head.scaleBias ? [{ parameter: head.scaleBias, precision: 0 }] : []),
      ...(shared ? [{ parameter: shared, precision: SHARED }] : []),
    ];
  });
}

/**
 * The precision of every parameter's normal prior.
 *
 * @param nonlinear that of the weights of nonlinear parts
 */
export function priorPrecisions(model: LatentModel, nonlinear: number): Float64Array {
  const precisions = new Float64Array(model.list.length);
  for (const { role, offset, length } of model.list.parameters) {
    if (NONLINEAR.has(role)) precisions.fill(nonlinear, offset, offset + length);
  }
  for (const { parameter, precision } of linearConditionals(model)) {
    precisions.fill(precision, parameter.offset, parameter.offset + parameter.length);
  }
  return precisions;
}
