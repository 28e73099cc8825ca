import type { EcdfBand } from "./ecdfBand.ts";

/** How one variable's ranks or PIT values compare with the uniform distribution that calibration would give. */
export interface Uniformity {
  readonly name: string;
  /** Values in (0, 1]. */
  readonly values: Float64Array;
  /** Share of the values that are at most each of the band's points. */
  readonly ecdf: readonly number[];
  /** Whether the function stays inside the band at all points. */
  readonly inside: boolean;
  /** Share of the cases that central intervals of 50, 80 and 95 % hold. */
  readonly coverage: { readonly 50: number; readonly 80: number; readonly 95: number };
}

export function uniformity(name: string, values: Float64Array, band: EcdfBand): Uniformity {
  const sorted = Float64Array.from(values).sort();
  const ecdf: number[] = [];
  let below = 0;
  for (const point of band.points) {
    while (below < sorted.length && sorted[below] <= point + 1e-12) below++;
    ecdf.push(below / sorted.length);
  }
  const within = (share: number) =>
    values.reduce((count, value) => count + (Math.abs(value - 0.5) <= share / 2 ? 1 : 0), 0) / values.length;
  return {
    name,
    values,
    ecdf,
    inside: ecdf.every((value, i) => value >= band.lower[i] - 1e-12 && value <= band.upper[i] + 1e-12),
    coverage: { 50: within(0.5), 80: within(0.8), 95: within(0.95) },
  };
}
