import { columnMoments, type Dataset } from "../../data/index.ts";
import { type LinearGaussianFit, linearGaussianBaseline } from "../../gaussian/index.ts";
import { log } from "../../numeric/elementary.ts";
import { normalQuantile } from "../../numeric/special.ts";
import type { UnexplainedPair } from "./answers.ts";
import { arcKey } from "./weightedArcs.ts";

/** Pairs are named where so many of them would deviate as far by chance as this. */
const FALSE_PAIRS = 0.01;

/** As an answer, with the numbers of nodes for their names. */
interface DeviatingPair extends Omit<UnexplainedPair, "first" | "second"> {
  readonly first: number;
  readonly second: number;
}

/** Of several features of two columns the pair that deviates most; `nodes` are the columns that the features belong to. */
export function unexplainedPairs(
  fit: LinearGaussianFit,
  data: Dataset,
  nodes: readonly number[],
): DeviatingPair[] {
  const { covariance, columns } = linearGaussianBaseline(fit);
  const { correlation } = columnMoments(data);
  const width = columns.length;
  const pairs = new Map<string, DeviatingPair>();
  const threshold = -normalQuantile(FALSE_PAIRS / (width * (width - 1)));
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      if (nodes[i] === nodes[j]) continue;
      const implied =
        covariance[i * width + j] / Math.sqrt(covariance[i * width + i] * covariance[j * width + j]);
      const seen = correlation[i * width + j];
      const deviation = (fisher(seen) - fisher(implied)) * Math.sqrt(Math.max(0, data.rowCount - 3));
      const [first, second] = [nodes[j], nodes[i]];
      const known = Math.abs(pairs.get(arcKey(first, second))?.deviation ?? 0);
      if (Math.abs(deviation) > Math.max(threshold, known))
        pairs.set(arcKey(first, second), { first, second, correlation: seen, implied, deviation });
    }
  }
  return [...pairs.values()].sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
}

const fisher = (correlation: number) => 0.5 * log((1 + correlation) / (1 - correlation));
