import { type Block, htmlDocument, markdownDocument, type ReportDocument } from "../../report/index.ts";
import { experimentNames, type Job, jobId, type RunResult } from "../job.ts";
import { claims } from "./claims.ts";
import { costTable } from "./costTable.ts";
import { familyTables } from "./familyTables.ts";
import { figure2 } from "./figure2.ts";
import { flowTables } from "./flowTables.ts";
import { inversion } from "./inversion.ts";
import { robustness } from "./robustness.ts";
import { groupBy } from "./summary.ts";
import { table1 } from "./table1.ts";

export interface ExperimentReportOptions {
  readonly results: readonly RunResult[];
  /** What was to be run, so that a report of an unfinished set says so. */
  readonly planned?: readonly Job[];
  /** Runs that were tried and failed, with the reason. */
  readonly failures?: readonly { readonly id: string; readonly problem: string }[];
  readonly command: string;
  readonly machine: string;
  readonly quick: boolean;
  /** A sentence on what the training cost. */
  readonly costs?: string;
}

export interface ExperimentReport {
  readonly markdown: string;
  readonly html: string;
  /** SVG text by file name without its ending. */
  readonly figures: Readonly<Record<string, string>>;
}

/**
 * The results of experiments as a document: tables with the floor, the Gaussians and the paper's figures, pictures, and
 * the answers in words. Nothing in it depends on the order of the results.
 *
 * @example
 * const { markdown } = experimentReport({ results: [], command: "siren-vae reproduce all", machine: "one", quick: true });
 */
export function experimentReport(options: ExperimentReportOptions): ExperimentReport {
  const results = [...options.results].sort((a, b) => (a.id < b.id ? -1 : 1));
  const blocks: Block[] = [
    ...opening(options, results),
    ...claims(results),
    ...table1(results),
    ...figure2(results),
    ...robustness(results),
    ...inversion(results),
    ...flowTables(results),
    ...familyTables(results),
    ...closing(options, results),
  ];
  const document: ReportDocument = { title: "SIReN-VAE: the experiments", blocks };
  const figures = Object.fromEntries(
    blocks.flatMap((block) => (block.kind === "figure" ? [[block.name, block.svg]] : [])),
  );
  return { markdown: markdownDocument(document), html: htmlDocument(document), figures };
}

function opening(
  { quick, planned, failures = [], command, machine }: ExperimentReportOptions,
  results: readonly RunResult[],
): Block[] {
  const blocks: Block[] = [];
  if (quick) {
    blocks.push({
      kind: "text",
      tone: "alert",
      text: "Quick run: fewer runs, rows and samples than the full one. Not for citation.",
    });
  }
  const finished = new Set(results.map(({ id }) => id));
  const missing = (planned ?? []).map(jobId).filter((id) => !finished.has(id));
  const failed = failures.filter(({ id }) => missing.includes(id));
  if (planned && missing.length > failed.length) {
    blocks.push({
      kind: "text",
      tone: "alert",
      text: `Unfinished: ${planned.length - missing.length} of ${planned.length} planned runs are done. Cells show the runs that are.`,
    });
  }
  if (failed.length > 0) {
    const count = failed.length === 1 ? "1 run has" : `${failed.length} runs have`;
    blocks.push({
      kind: "table",
      caption: `${count} no result. Cells show the runs that do.`,
      words: true,
      columns: ["run", "why"],
      rows: failed.map(({ id, problem }) => [id, problem]),
    });
  }
  blocks.push({ kind: "code", text: command });
  blocks.push({
    kind: "text",
    text: `${results.length} runs on ${machine}. ${results.some(({ table }) => table !== undefined) ? "Rows are simulated from known networks, but for those of the table, a part of which is held out" : "All rows are simulated from known networks"}, with seeds from ${Math.min(...results.map(({ seed }) => seed))}; test rows come from another random stream than training rows, and nothing is tuned on them.`,
  });
  return blocks;
}

function closing({ costs }: ExperimentReportOptions, results: readonly RunResult[]): Block[] {
  if (results.length === 0) return [{ kind: "text", text: "No runs are finished yet." }];
  const blocks: Block[] = [{ kind: "heading", level: 2, text: "Cost and code" }];
  if (costs) blocks.push({ kind: "text", text: costs });
  blocks.push(...costTable(results));
  const versions = groupBy(results, (run) => run.version);
  blocks.push({
    kind: "table",
    caption:
      "Runs by experiment and version of the code (package version and a digest of what the numbers come from)",
    words: true,
    columns: ["version", ...experimentNames],
    rows: [...versions].map(([version, runs]) => [
      version,
      ...experimentNames.map((name) => `${runs.filter(({ experiment }) => experiment === name).length}`),
    ]),
  });
  return blocks;
}
