import { builtInNetwork } from "../../network/index.ts";
import type { RunResult } from "../job.ts";
import { pairedTests } from "./pairedTests.ts";
import { groupBy, inOrder, paired, probability, signed } from "./summary.ts";

/** Differences below this p of the paired t-test count. */
export const LEVEL = 0.05;

/** All runs of Table 1 on one network with one number of training rows. */
export interface Cell {
  readonly network: string;
  /** Training rows for each node of the network. */
  readonly multiple: number;
  readonly runs: readonly RunResult[];
}

/** How two models differ over the seeds that both have. */
export interface Difference {
  /** Mean NLL of the first less that of the second; below 0 the first is better. */
  readonly nats: number;
  readonly p: number;
  readonly pairs: number;
}

/** The cells in the paper's order, little data first. */
export function cellsOf(results: readonly RunResult[]): Cell[] {
  return inOrder(results).flatMap(([network, ofNetwork]) => {
    const { dag } = builtInNetwork(network);
    return [...groupBy(ofNetwork, (run) => run.rows / dag.size)]
      .sort(([a], [b]) => a - b)
      .map(([multiple, runs]) => ({ network, multiple, runs }));
  });
}

export function runsOf({ runs }: Cell, model: string, preset: string | null): RunResult[] {
  return runs.filter((run) => run.model === model && run.preset === preset);
}

/** undefined where fewer than two seeds have both. */
export function difference(a: readonly RunResult[], b: readonly RunResult[]): Difference | undefined {
  const tests = pairedTests(paired(a, b, (run) => run.nll));
  return tests === null ? undefined : { nats: tests.difference, p: tests.t, pairs: tests.pairs };
}

export function entropy(network: string): number | undefined {
  return builtInNetwork(network).exact?.entropy();
}

export function isBetter(one: Difference): boolean {
  return one.nats < 0 && one.p < LEVEL;
}

export function isWorse(one: Difference): boolean {
  return one.nats > 0 && one.p < LEVEL;
}

/** "-1.29 (p < 0.001)", with the number of pairs where it is fewer than the paper's five. */
export function differenceText(one: Difference | undefined): string {
  if (one === undefined) return "-";
  const p = probability(one.p);
  const pairs = one.pairs < 5 ? `, ${one.pairs} pairs` : "";
  return `${signed(one.nats, 3)} (p ${p.startsWith("<") ? p : `= ${p}`}${pairs})`;
}
