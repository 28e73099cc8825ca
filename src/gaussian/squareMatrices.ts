import { solveLower, solveLowerTransposed } from "../numeric/cholesky.ts";

/** The first rows and columns of a square matrix, row-major. */
export function leadingBlock(matrix: Float64Array, size: number, width: number): Float64Array {
  return Float64Array.from(
    { length: width * width },
    (_, at) => matrix[Math.floor(at / width) * size + (at % width)],
  );
}

/** Of L L' by its factor L. */
export function inverseOf(factor: Float64Array, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    inverse[j * width + j] = 1;
    solveLower(factor, width, inverse, j * width);
    solveLowerTransposed(factor, width, inverse, j * width);
  }
  return inverse;
}

/** a m a for symmetric a. */
export function sandwich(a: Float64Array, m: Float64Array, width: number): Float64Array {
  return product(product(a, m, width), a, width);
}

function product(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) {
      const weight = a[i * width + k];
      for (let j = 0; j < width; j++) result[i * width + j] += weight * b[k * width + j];
    }
  }
  return result;
}
