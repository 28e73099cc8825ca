/** Rare values are not blown up without bound where they are read. */
const LEAST_SPREAD = 0.1;

/** The standard deviation of what is 1 in such a share of the rows and 0 in the others, as networks read it. */
export function indicatorSpread(share: number): number {
  return Math.max(Math.sqrt(share * (1 - share)), LEAST_SPREAD);
}
