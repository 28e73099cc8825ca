import { rowName } from "../likelihood/index.ts";
import type { QueryContext } from "./context.ts";
import type { LocalArc } from "./localConditionals.ts";
import type { Coefficient, ExplainedNode, PathCoefficient, PathEffect } from "./pathAnswers.ts";
import type { EffectPath } from "./pathEffects.ts";

/** Standard deviations in coded units, which standardized coefficients are taken in. */
export interface Spreads {
  /** Of latents, then of features. */
  readonly inputs: Float64Array;
  /** Of latents, then of what lies about each location, residual included. */
  readonly outputs: Float64Array;
}

/** An effect between coded values, averaged. */
export interface CodedEffect {
  readonly path: EffectPath;
  readonly total: number;
  readonly direct: number;
}

/** Turns slopes between coded values into coefficients in the units of the nodes and standardized ones. */
export class PathUnits {
  readonly #spreads: Spreads;
  readonly #steps: number[];
  readonly #sizes: number[];

  constructor({ model, coding }: QueryContext, spreads: Spreads) {
    const latents = Array.from(spreads.inputs.subarray(0, model.latentNames.length));
    this.#spreads = spreads;
    this.#steps = [
      ...latents,
      ...coding.columns.flatMap((column, c) =>
        coding.featuresOf(c).map((_, row) => coding.likelihoods[c].featureStep(column, row)),
      ),
    ];
    this.#sizes = [
      ...latents.map((spread) => 1 / spread),
      ...coding.columns.flatMap(({ type, deviation }, c) =>
        Array.from({ length: coding.likelihoods[c].shape(type).locations }, (_, row) =>
          coding.likelihoods[c].carries(row) ? deviation : 1,
        ),
      ),
    ];
  }

  coefficient(slope: number, input: number, output: number): Coefficient {
    const { inputs, outputs } = this.#spreads;
    const spread = outputs[output];
    return {
      raw: slope * this.#steps[input] * this.#sizes[output],
      standardized: Number.isFinite(spread) ? (slope * inputs[input]) / spread : Number.NaN,
    };
  }

  paths(arcs: readonly LocalArc[], slopes: ArrayLike<number>): PathCoefficient[] {
    return arcs.map(({ input, output, rises: _, ...arc }, a) => ({
      ...arc,
      ...this.coefficient(slopes[a], input, output),
    }));
  }

  effect({ path: { from, to, input, output }, total, direct }: CodedEffect): PathEffect {
    return {
      from,
      to,
      direct: this.coefficient(direct, input, output),
      indirect: this.coefficient(total - direct, input, output),
      total: this.coefficient(total, input, output),
    };
  }
}

/** Measured nodes with parents. @param share what they explain of a location, by its number */
export function explainedNodes(
  { model, coding }: QueryContext,
  locationStarts: readonly number[],
  share: (location: number, column: number) => number,
): ExplainedNode[] {
  const graph = model.graph!;
  return coding.columns.flatMap(({ name, type }, c) => {
    if (graph.parents(graph.observed[c]).length === 0) return [];
    const count = locationStarts[c + 1] - locationStarts[c];
    return Array.from({ length: count }, (_, row) => ({
      name,
      ...(count > 1 && { level: rowName(type, row) }),
      kind: type.kind,
      predictor: coding.likelihoods[c].predictor(row),
      rSquared: share(locationStarts[c] + row, c),
    }));
  });
}
