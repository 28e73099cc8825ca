import type { Dataset } from "../../data/index.ts";
import { normalScores } from "../../data/normalScores.ts";
import { type Dag, dConnected } from "../../graph/index.ts";
import { normalQuantile } from "../../numeric/special.ts";
import type { CurvedPair } from "./answers.ts";
import { arcKey } from "./weightedArcs.ts";

/** Pairs are named where so many of them would move together as much by chance as this. */
const FALSE_PAIRS = 0.01;
/** Columns with fewer values have no squares of their own. */
const FEWEST_VALUES = 5;
/** What is held against what, for each pair. */
const WAYS = 3;

/** As an answer, with the numbers of nodes for their names. */
interface MovingPair extends Omit<CurvedPair, "first" | "second"> {
  readonly first: number;
  readonly second: number;
}

/**
 * Pairs of measured nodes that the network declares independent, without any condition, and of which one moves with how far the
 * other is from its middle, or both are far from it together. Normal scores of ranks throughout, so that tails and units don't
 * matter.
 *
 * @param nodes the network's node that each column belongs to
 * @param known pairs that are related by straight lines, and so by squares
 */
export function curvedPairs(
  network: Dag,
  data: Dataset,
  nodes: readonly number[],
  known: readonly { readonly first: number; readonly second: number }[] = [],
): MovingPair[] {
  const { rowCount, values } = data;
  const width = data.columns.length;
  const shapes = nodes.map((_, c) => {
    const column = Float64Array.from({ length: rowCount }, (_, row) => values[row * width + c]);
    if (new Set(column).size < FEWEST_VALUES) return undefined;
    const scores = normalScores(column);
    return {
      scores: standardized(scores),
      squares: standardized(normalScores(scores.map((score) => score * score))),
    };
  });
  const straight = new Set(known.map(({ first, second }) => arcKey(first, second)));
  const related = new Map(nodes.map((node) => [node, dConnected(network, [node], [])]));
  const candidates: [number, number][] = [];
  for (let i = 0; i < width; i++)
    for (let j = 0; j < i; j++)
      if (
        shapes[i] &&
        shapes[j] &&
        !related.get(nodes[i])!.has(nodes[j]) &&
        !straight.has(arcKey(nodes[j], nodes[i]))
      )
        candidates.push([j, i]);
  const threshold = -normalQuantile(FALSE_PAIRS / (2 * WAYS * Math.max(1, candidates.length)));
  const pairs = new Map<string, MovingPair>();
  for (const [i, j] of candidates) {
    const [one, other] = [shapes[i]!, shapes[j]!];
    const ways = [
      { squared: "first", correlation: mean(one.squares, other.scores) },
      { squared: "second", correlation: mean(one.scores, other.squares) },
      { squared: "both", correlation: mean(one.squares, other.squares) },
    ] as const;
    const { squared, correlation } = ways.reduce((most, way) =>
      Math.abs(way.correlation) > Math.abs(most.correlation) ? way : most,
    );
    const deviation = correlation * Math.sqrt(rowCount - 1);
    const [first, second] = [nodes[i], nodes[j]];
    const most = Math.abs(pairs.get(arcKey(first, second))?.deviation ?? 0);
    if (Math.abs(deviation) > Math.max(threshold, most))
      pairs.set(arcKey(first, second), { first, second, squared, correlation, deviation });
  }
  return [...pairs.values()].sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
}

function standardized(values: Float64Array): Float64Array {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
  return values.map((value) => (value - middle) / Math.sqrt(variance));
}

function mean(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < one.length; row++) sum += one[row] * other[row];
  return sum / one.length;
}
