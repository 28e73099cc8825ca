import type { RunResult } from "../job.ts";
import { groupBy, mean, signed } from "./summary.ts";

/** How much worse than the best of the others still passes for as good, nats a row. */
const AS_GOOD = 0.05;

/** What it gains to let data overrule the graph, over all graphs of all networks and sizes; empty without such runs. */
export function trustSentence(results: readonly RunResult[]): string {
  const right: number[] = [];
  /** NLL less that of the right graph believed in full. */
  const wrong: { readonly full: number; readonly auto: number; readonly rivals: number }[] = [];
  for (const runs of groupBy(results, ({ network, rows }) => `${network} ${rows}`).values()) {
    const nll = (group: readonly RunResult[]) => mean(group.map((run) => run.nll));
    const own = (change: string) => runs.filter((run) => run.model === "true" && run.change === change);
    const unchanged = own("none").filter(({ trust }) => trust === undefined);
    if (unchanged.length === 0) continue;
    const best = nll(unchanged);
    const rivals = (["fc", "shrunk"] as const).flatMap((model) => {
      const group = runs.filter((run) => run.model === model);
      return group.length > 0 ? [nll(group) - best] : [];
    });
    const ours = runs.filter(({ model }) => model === "true");
    for (const group of groupBy(ours, ({ change, changes }) => `${change} ${changes}`).values()) {
      const full = group.filter(({ trust }) => trust === undefined);
      const auto = group.filter(({ trust }) => trust === "auto");
      if (full.length === 0 || auto.length === 0) continue;
      if (group[0].change === "none") right.push(nll(auto) - nll(full));
      else wrong.push({ full: nll(full) - best, auto: nll(auto) - best, rivals: Math.min(...rivals) });
    }
  }
  if (right.length === 0 || wrong.length === 0) return "";
  const asGood = wrong.filter(({ full, auto, rivals }) => auto <= Math.min(full, rivals) + AS_GOOD).length;
  return (
    `Where held-out rows may add arcs (trust auto), the right graph costs ${signed(mean(right))} nats a row on average, ` +
    `and a wrong one ${signed(mean(wrong.map(({ auto }) => auto)))} where full belief costs ${signed(mean(wrong.map(({ full }) => full)))}; ` +
    `in ${asGood} of ${wrong.length} cases of a wrong graph that is no more than ${AS_GOOD} above the best of full belief, fc and a shrunk covariance.`
  );
}
