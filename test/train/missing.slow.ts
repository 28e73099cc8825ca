import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  type Dataset,
  type LinearGaussianNetwork,
  Random,
  takeRows,
  train,
} from "../../src/internals.ts";
import { withGaps } from "../query/exactModel.ts";

const SEEDS = [1, 2, 3];
const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

function completeRows(data: Dataset): number[] {
  const width = data.columns.length;
  return Array.from({ length: data.rowCount }, (_, row) => row).filter(
    (row) => !data.values.subarray(row * width, (row + 1) * width).some(Number.isNaN),
  );
}

/** Nats above the exact density on fresh complete rows. */
async function excess(rows: Dataset, held: Dataset, seed: number): Promise<number> {
  const model = await train(network.dag, rows, { seed, trust: "full" });
  return mean(network.marginalLogDensity(held)) - model.logLikelihood(held, { samples: 200, seed }).mean;
}

describe("values missing completely at random, ECOLI70, 3 runs", () => {
  for (const [multiple, share, cost] of [
    [2, 0.2, 0.45],
    [10, 0.2, 0.12],
    [2, 0.03, 0.2],
    [10, 0.03, 0.1],
  ] as const) {
    test(`${100 * share} %, ${multiple} rows a node: at most ${cost} nats more than complete rows, less than dropping rows`, async (context) => {
      const runs: Record<"complete" | "gaps" | "dropped", number[]> = { complete: [], gaps: [], dropped: [] };
      const left: number[] = [];
      for (const seed of SEEDS) {
        const random = new Random(seed);
        const rows = network.sample(multiple * network.dag.size, random.fork("train"));
        const held = network.sample(1000, random.fork("test"));
        const gapped = withGaps(rows, share, random.fork("gaps"));
        const kept = completeRows(gapped);
        left.push(kept.length);
        runs.complete.push(await excess(rows, held, seed));
        runs.gaps.push(await excess(gapped, held, seed));
        // Fewer rows than folds make no model at all.
        const dropped = kept.length < 5 ? Infinity : await excess(takeRows(rows, kept), held, seed);
        runs.dropped.push(dropped);
      }
      const figures = Object.entries(runs).map(([name, values]) => `${name} ${mean(values).toFixed(3)}`);
      context.diagnostic(`excess: ${figures.join(", ")}; complete rows left: ${left.join(" ")}`);
      assert.ok(mean(runs.gaps) <= mean(runs.complete) + cost, figures.join(", "));
      assert.ok(mean(runs.gaps) < mean(runs.dropped), figures.join(", "));
    });
  }
});
