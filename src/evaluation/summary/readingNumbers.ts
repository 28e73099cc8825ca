import type { Coefficient, PathCoefficients } from "../../query/index.ts";

/** All numbers of a reading that have intervals, in a fixed order; of readings of the same model they belong together. */
export function readingNumbers({ paths, measured, hidden, effects }: PathCoefficients): Float64Array {
  const both = ({ raw, standardized }: Coefficient) => [raw, standardized];
  return Float64Array.from([
    ...paths.flatMap(both),
    ...measured.map(({ rSquared }) => rSquared),
    ...hidden.flatMap(({ reliability, rSquared }) => [reliability, rSquared]),
    ...effects.flatMap(({ direct, indirect, total }) => [direct, indirect, total].flatMap(both)),
  ]);
}

/** Hands out whatever stands for each number, in the order of `readingNumbers`. */
export function inReadingOrder<T>(numbers: readonly T[]): () => T {
  let at = 0;
  return () => numbers[at++];
}
