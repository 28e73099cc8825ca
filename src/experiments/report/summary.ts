import type { RunResult } from "../job.ts";

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample; 0 for a single value. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** "31.50 ± 0.11"; without the deviation for a single run; "-" for none. */
export function meanAndDeviation(values: readonly number[], digits = 2): string {
  if (values.length === 0) return "-";
  const text = mean(values).toFixed(digits);
  return values.length === 1 ? text : `${text} ± ${standardDeviation(values).toFixed(digits)}`;
}

/** The values that are there. */
export function known(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null);
}

/** Differences of runs with the same seed. */
export function paired(
  a: readonly RunResult[],
  b: readonly RunResult[],
  value: (run: RunResult) => number,
): number[] {
  const bySeed = new Map(b.map((run) => [run.seed, run]));
  return a.flatMap((run) => {
    const other = bySeed.get(run.seed);
    return other === undefined ? [] : [value(run) - value(other)];
  });
}

export function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** What tables and figures call the networks. */
export function networkTitle(network: string): string {
  return network.replace(/ecoli70|arth150|magic-irri/, (name) => name.toUpperCase());
}

const ORDER = ["ecoli70", "arth150", "magic-irri"];

/** Runs by network: the published ones first, in the paper's order, then the others by name. */
export function inOrder(results: readonly RunResult[]): [network: string, runs: RunResult[]][] {
  const rank = (network: string) => (ORDER.includes(network) ? ORDER.indexOf(network) : ORDER.length);
  return [...groupBy(results, (run) => run.network)].sort(
    ([a], [b]) => rank(a) - rank(b) || a.localeCompare(b),
  );
}

export function probability(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** "+0.05" or "-1.20". */
export function signed(value: number, digits = 2): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}
