import { builtInNetwork } from "../../network/index.ts";
import type { GraphChange, RunResult } from "../job.ts";
import { groupBy, inOrder, mean, paired } from "./summary.ts";

/** The changes that come in numbers, the arcs first. */
export const COUNTED_CHANGES = [
  "arcs-dropped",
  "arcs-added",
  "arcs-reversed",
  "latents-removed",
  "latents-added",
] as const satisfies readonly GraphChange[];
export type CountedChange = (typeof COUNTED_CHANGES)[number];

/** How much of one kind of change a model bears on one network with one number of rows. */
export interface Tolerance {
  /** The distance at which fc becomes better; undefined where it does not up to `largest`. */
  readonly limit: number | undefined;
  /** The largest mean distance tried. */
  readonly largest: number;
  /** Mean NLL at the largest number of changes less that with the true graph, nats a row. */
  readonly cost: number;
}

/** What wrong graphs do on one network with one number of rows; nats a row, over common seeds. */
export interface GraphCell {
  readonly network: string;
  /** Training rows for each node. */
  readonly multiple: number;
  readonly arcs: number;
  /** Seeds of the runs with the true graph that fc has, too. */
  readonly runs: number;
  /** NLL with the true graph less that of fc. */
  readonly start: number;
  readonly tolerances: Readonly<Partial<Record<CountedChange, Tolerance>>>;
  /** NLL with a learned graph less that of fc. */
  readonly learned: Readonly<Partial<Record<"learned-complete" | "learned-observed", number>>>;
}

interface GapPoint {
  readonly distance: number;
  /** Mean over common seeds of the NLL less that of fc; below 0 the graph, wrong as it is, pays. */
  readonly gap: number;
}

/** The cells in which both `fc` and the true graph have a run in common. */
export function graphCells(results: readonly RunResult[]): GraphCell[] {
  return inOrder(results).flatMap(([network, ofNetwork]) => {
    const { dag } = builtInNetwork(network);
    return [...groupBy(ofNetwork, (run) => run.rows)]
      .sort(([a], [b]) => a - b)
      .flatMap(([rows, runs]) => {
        const cell = graphCell(runs);
        return cell === undefined
          ? []
          : [{ network, multiple: rows / dag.size, arcs: dag.arcCount, ...cell }];
      });
  });
}

function graphCell(runs: readonly RunResult[]): Omit<GraphCell, "network" | "multiple" | "arcs"> | undefined {
  const fc = runs.filter((run) => run.model === "fc");
  const own = (change: GraphChange) => runs.filter((run) => run.model === "true" && run.change === change);
  const gapOf = (group: readonly RunResult[]) => paired(group, fc, (run) => run.nll);
  const unchanged = gapOf(own("none"));
  if (unchanged.length === 0) return undefined;
  const start = mean(unchanged);
  const tolerances: Partial<Record<CountedChange, Tolerance>> = {};
  for (const change of COUNTED_CHANGES) {
    const points = gapPoints(own(change), gapOf);
    if (points.length === 0) continue;
    const last = points[points.length - 1];
    const limit = crossing(increasing([{ distance: 0, gap: start }, ...points]));
    tolerances[change] = { limit, largest: last.distance, cost: last.gap - start };
  }
  const learned: Partial<Record<"learned-complete" | "learned-observed", number>> = {};
  for (const change of ["learned-complete", "learned-observed"] as const) {
    const gaps = gapOf(own(change));
    if (gaps.length > 0) learned[change] = mean(gaps);
  }
  return { runs: unchanged.length, start, tolerances, learned };
}

function gapPoints(runs: readonly RunResult[], gapOf: (group: readonly RunResult[]) => number[]): GapPoint[] {
  return [...groupBy(runs, (run) => run.changes).values()]
    .flatMap((group) => {
      const gaps = gapOf(group);
      return gaps.length === 0 ? [] : [{ distance: mean(group.map((run) => run.distance)), gap: mean(gaps) }];
    })
    .sort((a, b) => a.distance - b.distance);
}

/**
 * The increasing sequence with the least squared distance from the points (pool adjacent violators): which arcs were
 * changed is chance, and one unlucky graph must not pass for a limit.
 */
export function increasing(points: readonly GapPoint[]): GapPoint[] {
  const pools: { sum: number; members: GapPoint[] }[] = [];
  for (const point of points) {
    pools.push({ sum: point.gap, members: [point] });
    while (pools.length > 1) {
      const [a, b] = pools.slice(-2);
      if (a.sum / a.members.length <= b.sum / b.members.length) break;
      pools.splice(-2, 2, { sum: a.sum + b.sum, members: [...a.members, ...b.members] });
    }
  }
  return pools.flatMap(({ sum, members }) =>
    members.map(({ distance }) => ({ distance, gap: sum / members.length })),
  );
}

/** Where the gap reaches 0, on straight lines between the points; undefined where it never does, 0 where it starts there. */
function crossing(points: readonly GapPoint[]): number | undefined {
  if (points[0].gap >= 0) return 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (b.gap >= 0) return a.distance + ((b.distance - a.distance) * -a.gap) / (b.gap - a.gap);
  }
  return undefined;
}
