import { twoSidedT } from "./studentT.ts";
import { mean, standardDeviation } from "./summary.ts";

export interface PairedTests {
  readonly pairs: number;
  /** Mean of the differences. */
  readonly difference: number;
  /** Two-sided p of the paired t-test. */
  readonly t: number;
  /** Two-sided p of the exact Wilcoxon signed-rank test. */
  readonly wilcoxon: number;
}

/** Both tests of the differences of runs with the same seed; null for fewer than two. */
export function pairedTests(differences: readonly number[]): PairedTests | null {
  const pairs = differences.length;
  if (pairs < 2) return null;
  const difference = mean(differences);
  const error = standardDeviation(differences) / Math.sqrt(pairs);
  const t = error > 0 ? twoSidedT(difference / error, pairs - 1) : difference === 0 ? 1 : 0;
  return { pairs, difference, t, wilcoxon: signedRank(differences) };
}

/**
 * Exact two-sided p of the Wilcoxon signed-rank test: how many of all 2^n signs give a rank sum at least as far from its
 * mean. Zeros are left out, ties share their mean rank; ranks are doubled, so that sums are whole.
 */
function signedRank(differences: readonly number[]): number {
  const left = differences.filter((value) => value !== 0);
  const sorted = left.map(Math.abs).sort((a, b) => a - b);
  const ranks = left.map(
    (value) => sorted.indexOf(Math.abs(value)) + sorted.lastIndexOf(Math.abs(value)) + 2,
  );
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  let ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of ranks) {
    const next = Float64Array.from(ways);
    for (let sum = rank; sum <= total; sum++) next[sum] += ways[sum - rank];
    ways = next;
  }
  const observed = left.reduce((sum, value, i) => sum + (value > 0 ? ranks[i] : 0), 0);
  const distance = Math.abs(observed - total / 2);
  let extreme = 0;
  ways.forEach((count, sum) => {
    if (Math.abs(sum - total / 2) >= distance - 1e-9) extreme += count;
  });
  return Math.min(1, extreme / 2 ** left.length);
}
