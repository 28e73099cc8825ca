import { factorize, solveLower, solveLowerTransposed } from "../../numeric/cholesky.ts";
import { addMultiple, dot, dots, productOf, valuesAt } from "./longVectors.ts";
import type { OtherColumns } from "./otherColumns.ts";

/** A column where it has values, and what the nearest other columns say of it. */
export interface Regression {
  readonly target: Float64Array;
  /** Ones, and the scores of other columns. */
  readonly design: readonly Float64Array[];
}

export function regressionOf(name: string, others: OtherColumns): Regression {
  const values = others.valuesOf(name);
  const rows = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const present = (of: Float64Array) => (rows.length === of.length ? of : valuesAt(rows, of));
  const scores = others.nearestTo(name).map(present);
  return { target: present(values), design: [new Float64Array(rows.length).fill(1), ...scores] };
}

/** What weighted least squares say of each value; undefined where they say nothing. */
export function fittedValues(
  { target, design }: Regression,
  weights: Float64Array,
): Float64Array | undefined {
  const width = design.length;
  // Its lower triangle, which is all that is read.
  const gram = new Float64Array(width * width);
  const solution = new Float64Array(width);
  for (let a = 0; a < width; a++) {
    const weighted = productOf(weights, design[a]);
    solution[a] = dot(weighted, target);
    gram.set(dots(weighted, design.slice(0, a + 1)), a * width);
    gram[a * width + a] += 1e-6 * target.length;
  }
  if (!factorize(gram, width)) return undefined;
  solveLower(gram, width, solution);
  solveLowerTransposed(gram, width, solution);
  const fitted = new Float64Array(target.length);
  for (let c = 0; c < width; c++) addMultiple(fitted, design[c], solution[c]);
  return fitted;
}
