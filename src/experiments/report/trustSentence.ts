import type { RunResult } from "../job.ts";
import { groupBy, known, mean, signed } from "./summary.ts";

/** How much worse than the best of the others still passes for as good, nats a row. */
const AS_GOOD = 0.05;

/** What it gains to let data overrule the graph, over all graphs of all networks and sizes; empty without such runs. */
export function trustSentence(results: readonly RunResult[]): string {
  const right: number[] = [];
  const wrong: { readonly full: number; readonly auto: number; readonly rivals: number }[] = [];
  for (const runs of groupBy(results, ({ network, rows }) => `${network} ${rows}`).values()) {
    const excess = (group: readonly RunResult[]) => known(group.map((run) => run.excess));
    const rivals = (["fc", "shrunk"] as const).flatMap((model) => {
      const values = excess(runs.filter((run) => run.model === model));
      return values.length > 0 ? [mean(values)] : [];
    });
    const ours = runs.filter(({ model }) => model === "true");
    for (const group of groupBy(ours, ({ change, changes }) => `${change} ${changes}`).values()) {
      const full = excess(group.filter(({ trust }) => trust === undefined));
      const auto = excess(group.filter(({ trust }) => trust === "auto"));
      if (full.length === 0 || auto.length === 0) continue;
      if (group[0].change === "none") right.push(mean(auto) - mean(full));
      else wrong.push({ full: mean(full), auto: mean(auto), rivals: Math.min(...rivals) });
    }
  }
  if (right.length === 0 || wrong.length === 0) return "";
  const asGood = wrong.filter(({ full, auto, rivals }) => auto <= Math.min(full, rivals) + AS_GOOD).length;
  return (
    `Where held-out rows may add arcs (trust auto), the right graph costs ${signed(mean(right))} nats a row on average, ` +
    `and wrong ones leave an excess of ${mean(wrong.map(({ auto }) => auto)).toFixed(2)} where full belief leaves ${mean(wrong.map(({ full }) => full)).toFixed(2)}; ` +
    `in ${asGood} of ${wrong.length} cases of a wrong graph that is no more than ${AS_GOOD} above the best of full belief, fc and a shrunk covariance.`
  );
}
