import type { Parameter, SparsePattern } from "../engine/index.ts";

/** Turns the sign of some stored weights of a matrix. */
export function negateWhere(
  values: Float64Array,
  { pattern, parameter }: { readonly pattern: SparsePattern; readonly parameter: Parameter },
  where: (row: number, column: number) => boolean,
): void {
  for (let k = 0; k < pattern.size; k++) {
    if (where(pattern.rowOf[k], pattern.columnOf[k])) values[parameter.offset + k] *= -1;
  }
}

/** Sets a parameter in a flat vector. */
export function setParameter(values: Float64Array, parameter: Parameter, numbers: ArrayLike<number>): void {
  values.set(numbers, parameter.offset);
}
