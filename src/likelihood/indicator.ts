import { proposeLevel } from "./levels.ts";
import type { ColumnCoding } from "./likelihood.ts";

/** Rare values are not blown up without bound where they are read. */
const LEAST_SPREAD = 0.1;

/** The standard deviation of what is 1 in such a share of the rows and 0 in the others, as networks read it. */
export function indicatorSpread(share: number): number {
  return Math.max(Math.sqrt(share * (1 - share)), LEAST_SPREAD);
}

/** What networks read of whether a row has the one value that `share` of the column's type is of, before it is standardized. */
export function indicatorFeature({ mean, deviation, type }: ColumnCoding, isOne: boolean): number {
  return mean + (deviation * ((isOne ? 1 : 0) - type.share!)) / indicatorSpread(type.share!);
}

/**
 * Whether a gap is proposed to be the one value, near what was drawn for its indicator.
 *
 * @returns `logMass` of what was chosen, and `wider`, by which features of other values are drawn too narrow: rows with the one value,
 *   which are read as the mean, have no part in how far the others vary
 */
export function proposeIndicator({ type }: ColumnCoding, indicator: number, u: number) {
  const share = type.share!;
  const spread = indicatorSpread(share);
  const codes = [-share / spread, (1 - share) / spread];
  const { value, logMass } = proposeLevel([1 - share, share], [codes], [indicator], u);
  return { isOne: value === 1, logMass, wider: 1 / Math.sqrt(1 - share) };
}
