import { builtInNetwork } from "../../network/index.ts";
import type { Block, Cell } from "../../report/index.ts";
import type { RunResult } from "../job.ts";
import { pairedTests } from "./pairedTests.ts";
import { NOT_COMPARABLE, paperTable } from "./paperFigures.ts";
import { rateTable } from "./rateTable.ts";
import {
  groupBy,
  inOrder,
  known,
  mean,
  meanAndDeviation,
  networkTitle,
  paired,
  probability,
} from "./summary.ts";

const MODELS = ["vae", "ind", "fc", "true"];
const GAUSSIANS = ["independent", "full", "shrunk", "em", "map-em"];
const NAMES: Readonly<Record<string, string>> = {
  vae: "plain VAE",
  independent: "independent Gaussians",
  full: "full covariance",
  shrunk: "shrunk covariance",
  em: "linear network, EM",
  "map-em": "linear network, MAP-EM",
};
const COLUMNS = [
  "model",
  "preset",
  "runs",
  "NLL",
  "excess",
  "RE",
  "true less this",
  "p (t)",
  "p (Wilcoxon)",
  "paper NLL",
  "paper RE",
];

/** Table 1: every network and training size with all models, the Gaussians and the floor. */
export function table1(all: readonly RunResult[]): Block[] {
  const results = all.filter(({ experiment }) => experiment === "table1");
  if (results.length === 0) return [];
  const blocks: Block[] = [{ kind: "heading", level: 2, text: "Table 1" }];
  for (const [network, ofNetwork] of inOrder(results)) {
    const { dag } = builtInNetwork(network);
    const sizes = [...groupBy(ofNetwork, (run) => run.rows)].sort(([a], [b]) => a - b);
    for (const [rows, runs] of sizes) blocks.push(cellTable(network, dag.size, rows, runs));
  }
  blocks.push({ kind: "text", tone: "note", text: NOTE });
  blocks.push(...rateTable(results));
  return blocks;
}

const NOTE =
  "NLL, excess and RE are means over runs with their standard deviation, in nats a row and raw data units; lower is better, the best mean of a column is bold. " +
  "Excess is the NLL less the exact NLL of the same test rows under the generating network; NLL is estimated by importance sampling, an upper bound on average. " +
  "The tests compare `true` of the preset recommended (of the preset paper, for rows of that preset) with the row over runs with the same seed; with 5 runs the Wilcoxon test " +
  "cannot give less than 0.0625. The preset paper chooses its learning rate by the lowest training loss (negative ELBO), as the paper's wording suggests. " +
  "Figures of the paper marked * are of another network of the same name and cannot be compared.";

function cellTable(network: string, nodes: number, rows: number, runs: readonly RunResult[]): Block {
  const rowsOfTable: { cells: Cell[]; nll: number; excess: number; re: number }[] = [];
  const of = (model: string, preset: string | null) =>
    runs.filter((run) => run.model === model && run.preset === preset);
  const add = (model: string, preset: string | null) => {
    const group = of(model, preset);
    if (group.length === 0) return;
    const excess = known(group.map((run) => run.excess));
    const re = known(group.map((run) => run.re));
    const reference = of("true", preset ?? "recommended");
    const tests = model === "true" ? null : pairedTests(paired(reference, group, (run) => run.nll));
    const [paperNll, paperRe] = (preset !== null && paperTable[network]?.[rows / nodes]?.[model]) || [
      null,
      null,
    ];
    const star = NOT_COMPARABLE.has(network) ? "*" : "";
    rowsOfTable.push({
      nll: mean(group.map((run) => run.nll)),
      excess: excess.length > 0 ? mean(excess) : Number.POSITIVE_INFINITY,
      re: re.length > 0 ? mean(re) : Number.POSITIVE_INFINITY,
      cells: [
        NAMES[model] ?? `SIReN-VAE ${model}`,
        preset ?? "-",
        `${group.length}`,
        meanAndDeviation(group.map((run) => run.nll)),
        meanAndDeviation(excess, 3),
        meanAndDeviation(re),
        tests === null ? "-" : tests.difference.toFixed(3),
        tests === null ? "-" : probability(tests.t),
        tests === null ? "-" : probability(tests.wilcoxon),
        paperNll === null ? "-" : `${paperNll.toFixed(2)}${star}`,
        paperRe === null ? "-" : `${paperRe.toFixed(2)}${star}`,
      ],
    });
  };
  for (const preset of ["recommended", "paper"]) for (const model of MODELS) add(model, preset);
  for (const model of GAUSSIANS) add(model, null);
  markBest(rowsOfTable, 3, (row) => row.nll);
  markBest(rowsOfTable, 4, (row) => row.excess);
  markBest(rowsOfTable, 5, (row) => row.re);
  const exact = known(runs.map((run) => run.exactNll));
  const entropy = builtInNetwork(network).exact?.entropy();
  if (entropy !== undefined) {
    const text = exact.length > 0 ? meanAndDeviation(uniqueBySeed(runs)) : "-";
    rowsOfTable.push({
      nll: 0,
      excess: 0,
      re: 0,
      cells: [
        `exact (entropy ${entropy.toFixed(3)})`,
        "-",
        "-",
        text,
        "0",
        ...new Array<string>(6).fill("-"),
      ],
    });
  }
  const multiple = rows / nodes;
  return {
    kind: "table",
    caption: `${networkTitle(network)}, ${rows} training rows (${Number.isInteger(multiple) ? `${multiple} a node` : "not a multiple of its nodes"}), ${runs[0].testRows} test rows`,
    columns: COLUMNS,
    rows: rowsOfTable.map(({ cells }) => cells),
  };
}

function uniqueBySeed(runs: readonly RunResult[]): number[] {
  return known([...new Map(runs.map((run) => [run.seed, run.exactNll])).values()]);
}

function markBest<Row extends { cells: Cell[] }>(
  rows: readonly Row[],
  column: number,
  value: (row: Row) => number,
): void {
  const finite = rows.filter((row) => Number.isFinite(value(row)));
  if (finite.length === 0) return;
  const best = finite.reduce((a, b) => (value(b) < value(a) ? b : a));
  best.cells[column] = { text: String(best.cells[column]), strong: true };
}
