import type { SparsePattern } from "../engine/index.ts";
import type { Random } from "../numeric/random.ts";

/** Normal weights with variance gain^2 / (number of stored weights in the row). */
export function scaledNormal(pattern: SparsePattern, random: Random, gain: number): Float64Array {
  const values = new Float64Array(pattern.size);
  for (let k = 0; k < values.length; k++) {
    values[k] = (gain * random.normal()) / Math.sqrt(pattern.columnsOf(pattern.rowOf[k]).length);
  }
  return values;
}

export function zeros(length: number): Float64Array {
  return new Float64Array(length);
}

/** Biases spread over the range in which standardized inputs move. */
export function spreadBiases(length: number, random: Random, spread: number): Float64Array {
  return Float64Array.from({ length }, () => spread * random.normal());
}

/** The raw value whose softplus is 1. */
export const RAW_UNIT_SHARPNESS = 0.5413248546129181;
