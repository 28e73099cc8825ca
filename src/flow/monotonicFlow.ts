import {
  monotonicTransform,
  monotonicTransformInverse,
  type ParameterList,
  type ParameterStore,
} from "../engine/index.ts";
import { namedVector } from "../nn/index.ts";
import { clenshawCurtis } from "../numeric/clenshawCurtis.ts";
import { exp, log } from "../numeric/elementary.ts";
import type { Random } from "../numeric/random.ts";
import type { FlowConfig } from "./flow.ts";
import type { Transformer } from "./transformer.ts";
import { TriangularFlow } from "./triangularFlow.ts";

/** Hidden units of the network that is integrated, of every component; intervals of the quadrature; the kernel's smallest slope. */
export const MONOTONIC_SHAPE = { hidden: 8, intervals: 16, floor: 1e-3 };
const { hidden: HIDDEN, intervals: INTERVALS, floor: FLOOR } = MONOTONIC_SHAPE;

function monotonicTransformer(
  list: ParameterList,
  { latents }: FlowConfig,
  name: string,
  random: Random,
): Transformer {
  const rule = clenshawCurtis(INTERVALS);
  const size = latents * HIDDEN;
  const inner = list.declare(
    `${name}.integrand.weight_inner`,
    "weight",
    [latents, HIDDEN],
    Float64Array.from({ length: size }, () => random.normal()),
  );
  // Zero, so that the slope is 1 everywhere at first.
  const outer = list.declare(
    `${name}.integrand.weight_outer`,
    "output-weight",
    [latents, HIDDEN],
    new Float64Array(size),
  );
  const networks = (store: ParameterStore) => ({
    hidden: HIDDEN,
    inner: store.weights(inner),
    outer: store.weights(outer),
    rule,
  });
  const spread = Array.from({ length: HIDDEN }, (_, h) => (4 * h) / (HIDDEN - 1) - 2);
  return {
    parameters: HIDDEN + 2,
    identity: [...spread, log(exp(1 - FLOOR) - 1), 0],
    record: (tape, store, sum, y, theta) => monotonicTransform(tape, sum, y, theta, networks(store)).value,
    recordInverse: (tape, store, target, theta, limits) => {
      const { value, evaluations } = monotonicTransformInverse(tape, target, theta, networks(store), limits);
      return { y: value, evaluations };
    },
    layers: (prefix) => [
      namedVector(`${prefix}integrand.inner`, inner),
      namedVector(`${prefix}integrand.outer`, outer),
    ],
    formula: (where) => [
      `(b[${HIDDEN}], c, m) = theta; (inner, outer) = (${where}.integrand.inner, ${where}.integrand.outer), ${HIDDEN} numbers a component each`,
      `f(s) = ${FLOOR} + softplus(c + sum(outer * tanh(inner * s + b)))`,
      `y = m + integral of f from 0 to y                    # Clenshaw-Curtis with ${INTERVALS + 1} nodes; slope f(y)`,
    ],
  };
}

/** A graphical flow whose transforms are integrals of positive networks (Wehenkel & Louppe 2019, 2021). */
export function monotonicFlow(list: ParameterList, config: FlowConfig, random: Random): TriangularFlow {
  return new TriangularFlow("monotonic", list, config, monotonicTransformer, random);
}
