import { builtInNetwork } from "../../network/index.ts";
import type { GraphChange, RunResult } from "../job.ts";
import { groupBy, inOrder, mean, networkTitle, paired } from "./summary.ts";

const ARC_CHANGES: readonly GraphChange[] = ["arcs-dropped", "arcs-added", "arcs-reversed"];
const WORDS: Readonly<Partial<Record<GraphChange, string>>> = {
  "arcs-dropped": "missing arcs",
  "arcs-added": "superfluous arcs",
  "arcs-reversed": "reversed arcs",
  "latents-removed": "missing latents",
  "latents-added": "superfluous latents",
};

interface GapPoint {
  readonly distance: number;
  /** Mean over common seeds of this run's NLL less that of fc, nats; below 0 the graph, wrong as it is, pays. */
  readonly gap: number;
}

/** One sentence or two for each network and training size, computed from the runs and nothing else. */
export function verdicts(results: readonly RunResult[]): string[] {
  return inOrder(results).flatMap(([network, ofNetwork]) => {
    const { dag } = builtInNetwork(network);
    return [...groupBy(ofNetwork, (run) => run.rows)]
      .sort(([a], [b]) => a - b)
      .map(([rows, runs]) => {
        const place = `${networkTitle(network)}, ${rows / dag.size} rows a node`;
        const sentence = verdict(runs, dag.arcCount);
        return `${place}: ${sentence}`;
      });
  });
}

/** How wrong the graph may be before fc is better. */
export function verdict(runs: readonly RunResult[], arcs: number): string {
  const fc = runs.filter((run) => run.model === "fc");
  const own = runs.filter((run) => run.model === "true");
  if (fc.length === 0 || own.length === 0) return "the runs that this needs are not finished.";
  const gapOf = (group: readonly RunResult[]) => paired(group, fc, (run) => run.nll);
  const unchanged = gapOf(own.filter((run) => run.change === "none"));
  if (unchanged.length === 0) return "the runs that this needs are not finished.";
  const start: GapPoint = { distance: 0, gap: mean(unchanged) };
  const right =
    start.gap < 0
      ? `with the true graph the model is ${(-start.gap).toFixed(2)} nats better than fc`
      : `even with the true graph the model is ${start.gap.toFixed(2)} nats worse than fc`;
  const parts: string[] = [];
  const slopes: { change: GraphChange; cost: number }[] = [];
  for (const change of [...ARC_CHANGES, "latents-removed", "latents-added"] as const) {
    const points = gapPoints(
      own.filter((run) => run.change === change),
      gapOf,
    );
    if (points.length === 0) continue;
    const last = points[points.length - 1];
    slopes.push({ change, cost: last.gap - start.gap });
    if (start.gap >= 0) continue;
    const limit = crossing([start, ...points]);
    const share = (distance: number) => `${Math.round((100 * distance) / arcs)} % of the arcs`;
    const many = (distance: number) => distance.toFixed(distance < 3 ? 1 : 0);
    parts.push(
      limit === undefined
        ? `${WORDS[change]} leave it better than fc up to the largest distance tried, ${many(last.distance)} (${share(last.distance)})`
        : `${WORDS[change]} make fc better from a distance of about ${many(limit)} (${share(limit)})`,
    );
  }
  const sentences = [`${right}${parts.length > 0 ? `; ${parts.join("; ")}` : ""}.`];
  if (slopes.length > 1) {
    const worst = slopes.reduce((a, b) => (b.cost > a.cost ? b : a));
    const least = slopes.reduce((a, b) => (b.cost < a.cost ? b : a));
    sentences.push(
      `At the largest numbers tried, ${WORDS[worst.change]} cost most (${signed(worst.cost)} nats), ${WORDS[least.change]} least (${signed(least.cost)}).`,
    );
  }
  for (const [change, words] of [
    ["learned-complete", "A graph learned from complete rows"],
    ["learned-observed", "A graph learned from the measured columns alone"],
  ] as const) {
    const group = own.filter((run) => run.change === change);
    const gaps = gapOf(group);
    if (gaps.length === 0) continue;
    const distance = mean(group.map((run) => run.distance));
    const gap = mean(gaps);
    sentences.push(
      `${words} (distance ${distance.toFixed(0)}) is ${Math.abs(gap).toFixed(2)} nats ${gap < 0 ? "better" : "worse"} than fc and ${Math.abs(gap - start.gap).toFixed(2)} ${gap <= start.gap ? "better" : "worse"} than the true graph.`,
    );
  }
  return sentences.join(" ");
}

function gapPoints(runs: readonly RunResult[], gapOf: (group: readonly RunResult[]) => number[]): GapPoint[] {
  return [...groupBy(runs, (run) => run.changes).values()]
    .flatMap((group) => {
      const gaps = gapOf(group);
      return gaps.length === 0 ? [] : [{ distance: mean(group.map((run) => run.distance)), gap: mean(gaps) }];
    })
    .sort((a, b) => a.distance - b.distance);
}

/** Where the gap first reaches 0, on straight lines between the points; undefined where it never does. */
function crossing(points: readonly GapPoint[]): number | undefined {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a.gap < 0 && b.gap >= 0) return a.distance + ((b.distance - a.distance) * -a.gap) / (b.gap - a.gap);
  }
  return undefined;
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}
