import { cpus } from "node:os";
import { faithfulInverse, inverseDag } from "../graph/index.ts";
import type { LinearGaussianNetwork } from "../network/index.ts";
import { htmlReport, networkFigure, trainingCurves } from "../report/index.ts";
import { COLUMNS, cells, type DEMO_FILES, type DemoRow, notes } from "./demoTable.ts";
import type { DemoResult } from "./demoWork.ts";

export interface DemoSummary {
  readonly network: LinearGaussianNetwork;
  readonly floor: number;
  readonly table: readonly DemoRow[];
  readonly results: readonly DemoResult[];
  readonly command: string;
  readonly rows: number;
  readonly testRows: number;
}

/** The files of the report: one page that holds everything, and the two graphs once more as pictures. */
export async function demoReport(summary: DemoSummary): Promise<Record<(typeof DEMO_FILES)[number], string>> {
  const { network, floor, table, results, command, rows, testRows } = summary;
  const graph = await networkFigure(network.dag);
  const inverse = await networkFigure(
    inverseDag(network.dag, faithfulInverse(network.dag, { mode: "reverse" })),
  );
  // The models' scores on the test rows belong beside their training: a curve below its own line has overfitted.
  const compared = ["SIReN-VAE true", "plain VAE", "linear network by EM", "shrunk-covariance Gaussian"];
  const curves = trainingCurves(
    results.map(({ model, history, start, epochs }) => ({
      label:
        model === "true"
          ? `SIReN-VAE true (${start} start${epochs > 0 ? `, ${epochs} epochs` : ""})`
          : "plain VAE",
      history,
    })),
    [
      { label: "floor", value: floor },
      ...table
        .filter(({ name }) => compared.includes(name))
        .map(({ name, nll }) => ({ label: name.replace("-covariance", ""), value: nll })),
    ],
  );
  const best = table.reduce((lowest, row, i) => (row.nll < table[lowest].nll ? i : lowest), 0);
  const page = htmlReport({
    title: `SIReN-VAE on ${network.name}`,
    intro:
      `${rows} training rows drawn from the published network, ${testRows} test rows. A SIReN-VAE that carries the ` +
      "network's structure beside a plain VAE with as many latents, the Gaussian baselines and the exact floor.",
    command,
    table: { columns: COLUMNS, rows: table.map(cells), notes: notes(network, floor), best: [best] },
    figures: [
      {
        caption:
          "Training: the negative ELBO of the training rows by epoch; the lines are scores of the test rows.",
        svg: curves,
      },
      { caption: "The network: measured nodes are boxes, hidden ones ellipses.", svg: graph },
      {
        caption:
          "Its faithful inverse, which shapes the encoder: every hidden node reads what it needs to be inferred.",
        svg: inverse,
      },
    ],
    machine: `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores`,
  });
  return { "report.html": page, "network.svg": graph, "inverse.svg": inverse };
}
