import type { ParameterStore } from "../engine/index.ts";
import { exp } from "../numeric/elementary.ts";
import type { FlowConfig } from "./flow.ts";
import type { LinearLayer } from "./linearLayer.ts";

/**
 * One component of y with u = exp(-s) (y + N p + Q (p p') + M x + b), one value a sample.
 *
 * @param parents the rows of p: those of y itself, or of the original values of an exact flow.
 * @param context one feature-major array [size x count] a part.
 */
export function undoLinearRow(
  layer: LinearLayer,
  store: ParameterStore,
  component: number,
  u: Float64Array,
  parents: (latent: number) => Float64Array,
  context: readonly Float64Array[],
): Float64Array<ArrayBuffer> {
  const values = ({ offset, length }: { offset: number; length: number }) =>
    store.engine.reals(store.values, offset + length).subarray(offset);
  const scale = exp(values(layer.logScale)[component]);
  const bias = values(layer.bias)[component];
  const y = Float64Array.from(u, (value) => scale * value - bias);
  const subtract = (weight: number, source: Float64Array) => {
    for (let b = 0; b < y.length; b++) y[b] -= weight * source[b];
  };
  const own = values(layer.own);
  layer.pattern.columnsOf(component).forEach((latent, i) => {
    subtract(own[layer.pattern.rowStart(component) + i], parents(latent));
  });
  for (const { part, pattern, parameter } of layer.context) {
    const weights = values(parameter);
    pattern.columnsOf(component).forEach((input, i) => {
      const source = context[part].subarray(input * y.length, (input + 1) * y.length);
      subtract(weights[pattern.rowStart(component) + i], source);
    });
  }
  layer.interactions?.of(component).forEach(({ pair: [p, q], index }) => {
    const [first, second] = [parents(p), parents(q)];
    const weight = values(layer.interactions!.parameter)[index];
    for (let b = 0; b < y.length; b++) y[b] -= weight * first[b] * second[b];
  });
  return y;
}

/** All of y with u = exp(-s) (y + N y + M x + b), component by component in the layer's order: [latents x count]. */
export function undoLinear(
  layer: LinearLayer,
  store: ParameterStore,
  {
    parentsFirst,
    affineParentsFirst = parentsFirst,
  }: Pick<FlowConfig, "parentsFirst" | "affineParentsFirst">,
  u: Float64Array,
  context: readonly Float64Array[],
  count: number,
): Float64Array<ArrayBuffer> {
  const y = u.slice() as Float64Array<ArrayBuffer>;
  const row = (component: number) => y.subarray(component * count, (component + 1) * count);
  for (const component of affineParentsFirst)
    row(component).set(undoLinearRow(layer, store, component, row(component), row, context));
  return y;
}
