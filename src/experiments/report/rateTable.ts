import type { Block } from "../../report/index.ts";
import type { RunResult } from "../job.ts";
import { cellsOf, runsOf } from "./cells.ts";
import { groupBy, networkTitle } from "./summary.ts";

const MODELS = ["vae", "ind", "fc", "true"] as const;

/** How often the preset paper chose which learning rate; nothing where it has no runs. */
export function rateTable(results: readonly RunResult[]): Block[] {
  const cells = cellsOf(results.filter(({ preset }) => preset === "paper"));
  if (cells.length === 0) return [];
  return [
    {
      kind: "table",
      caption:
        "Learning rates that the preset paper chose by the lowest training loss (negative ELBO), and how often",
      words: true,
      columns: ["network", ...MODELS],
      rows: cells.map((cell) => [
        `${networkTitle(cell.network)}, ${cell.multiple} rows a node`,
        ...MODELS.map((model) => chosen(runsOf(cell, model, "paper"))),
      ]),
    },
  ];
}

function chosen(runs: readonly RunResult[]): string {
  const rates = runs.flatMap(({ choices }) => {
    if (choices.length === 0) return [];
    const best = choices.reduce((a, b) => (b.score < a.score ? b : a));
    return /learning rate ([^,]+)/.exec(best.candidate)?.[1] ?? [];
  });
  if (rates.length === 0) return "-";
  return [...groupBy(rates, (rate) => rate)]
    .sort(([a], [b]) => Number(b) - Number(a))
    .map(([rate, same]) => `${rate} (${same.length})`)
    .join(", ");
}
