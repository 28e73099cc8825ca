import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import { binary } from "./binary.ts";
import { categorical } from "./categorical.ts";
import { contaminatedNormal } from "./contaminatedNormal.ts";
import { count } from "./count.ts";
import { discretizedLogistic } from "./discretizedLogistic.ts";
import { gaussian } from "./gaussian.ts";
import type { Likelihood } from "./likelihood.ts";
import { logNormal } from "./logNormal.ts";
import { ordinal } from "./ordinal.ts";
import { semicontinuous } from "./semicontinuous.ts";
import { skewed } from "./skewed.ts";
import { studentT } from "./studentT.ts";
import { zeroInflated } from "./zeroInflated.ts";

/** Every likelihood that there is; kinds of columns, choices of commands and schemas come from this list. */
export const likelihoods: readonly Likelihood[] = [
  gaussian,
  contaminatedNormal,
  studentT,
  logNormal,
  skewed,
  count,
  zeroInflated,
  discretizedLogistic,
  semicontinuous,
  binary,
  categorical,
  ordinal,
];

export const kindNames: readonly string[] = likelihoods.map(({ name }) => name);

/**
 * The likelihood of a kind of column.
 *
 * @throws InputError for a kind that there is not, naming those that there are
 *
 * @example
 * likelihoodOf("count").discrete; // true
 */
export function likelihoodOf(kind: string): Likelihood {
  const found = likelihoods.find(({ name }) => name === kind);
  if (found === undefined) {
    throw new InputError(
      `Expected a kind of column (${kindNames.join(", ")}), got "${kind}".${didYouMean(kind, kindNames)}`,
    );
  }
  return found;
}
