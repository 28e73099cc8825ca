import { endsOf, frequentValue } from "../data/index.ts";
import type { ColumnCoding } from "./likelihood.ts";
import { likelihoodOf } from "./registry.ts";

/**
 * Which way the values of a column go where one of its locations, or of the features that are read of it, rises: 1 upwards, -1 downwards,
 * 0 where its values have no order or the one value of a column lies in the middle of the others.
 */
export function rowDirection(coding: ColumnCoding, row: number): -1 | 0 | 1 {
  const { type } = coding;
  const likelihood = likelihoodOf(type.kind);
  if (!likelihood.ordered) return 0;
  const frequent = frequentValue(type);
  if (frequent === undefined || row === 0) return 1;
  if (frequent <= endsOf(type).least) return -1;
  const [low, high] = [-CENTRAL, CENTRAL].map((target) => likelihood.fromTarget(coding, target));
  return frequent < low ? -1 : frequent > high ? 1 : 0;
}

/** Half of what is normal lies no farther from its middle, in deviations. */
const CENTRAL = 0.6744897501960817;
