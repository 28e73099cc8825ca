import { type Block, type SeriesStyle, smallMultiples } from "../../report/index.ts";
import type { InversionTrace, RunResult } from "../job.ts";
import { groupBy, known, mean, meanAndDeviation, networkTitle } from "./summary.ts";

const STYLES: Readonly<Record<"newton" | "fixedPoint", { label: string; style: SeriesStyle }>> = {
  newton: { label: "Newton-like, safeguarded", style: { colour: "#2b7fc4", dash: "none", symbol: "circle" } },
  fixedPoint: { label: "fixed point", style: { colour: "#d55e00", dash: "6 3", symbol: "square" } },
};
/** Below it an error is rounding. */
const SMALLEST = 1e-16;

/** How fast trained flows are inverted, and the published factorisation beside the exact one. */
export function inversion(all: readonly RunResult[]): Block[] {
  const results = all.filter((run) => run.experiment === "inversion" && run.inversion !== null);
  if (results.length === 0) return [];
  const cells = [
    ...groupBy(results, (run) => `${run.network} ${run.rows} ${run.factorisation}`).values(),
  ].sort(
    ([a], [b]) =>
      a.network.localeCompare(b.network) || a.rows - b.rows || a.factorisation.localeCompare(b.factorisation),
  );
  const svg = smallMultiples({
    name: "inversion",
    label: "Error of the inverse against evaluations",
    keys: Object.values(STYLES),
    columns: 2,
    panelWidth: 480,
    panelHeight: 280,
    panels: cells.map((group) => {
      const [{ network, rows, factorisation }] = group;
      return {
        title: `${networkTitle(network)}, ${rows} rows, ${factorisation}`,
        x: {
          label: "evaluations of every block",
          scale: "linear" as const,
          domain: [1, longestOf(group)] as const,
        },
        y: { label: "largest error", scale: "log" as const },
        references: [],
        series: (["newton", "fixedPoint"] as const).map((kind) => ({
          style: { ...STYLES[kind].style, symbol: null },
          points: medianErrors(group.map((run) => run.inversion![kind])).map((y, i) => ({
            x: i + 1,
            y,
            spread: 0,
          })),
        })),
      };
    }),
  });
  return [
    { kind: "heading", level: 2, text: "Inverting trained flows" },
    {
      kind: "figure",
      name: "inversion",
      caption:
        "Largest error over 250 samples and all latents after each evaluation; median over runs. Trained from a random start, so that the flows are not linear.",
      svg,
    },
    {
      kind: "table",
      caption:
        "Inversion of the prior's flow to a residual of 1e-11 a block in float64, and what the factorisation changes",
      columns: [
        "network",
        "rows",
        "factorisation",
        "runs",
        "Newton ms / 1,000",
        "fixed point ms / 1,000",
        "most evaluations",
        "converged",
        "NLL",
        "excess",
        "training s",
        "start",
      ],
      rows: cells.map((group) => {
        const [{ network, rows, factorisation }] = group;
        const traces = (kind: "newton" | "fixedPoint") => group.map((run) => run.inversion![kind]);
        const time = (kind: "newton" | "fixedPoint") =>
          mean(traces(kind).map(({ milliseconds, samples }) => (1000 * milliseconds) / samples)).toFixed(1);
        const most = (kind: "newton" | "fixedPoint") =>
          Math.max(...traces(kind).map(({ evaluations }) => evaluations));
        const converged = [...traces("newton"), ...traces("fixedPoint")];
        const sum = (value: (trace: InversionTrace) => number) =>
          converged.reduce((total, trace) => total + value(trace), 0);
        const starts = [...groupBy(group, (run) => run.start ?? "-")].map(
          ([start, runs]) => `${start} ${runs.length}`,
        );
        return [
          networkTitle(network),
          `${rows}`,
          factorisation,
          `${group.length}`,
          time("newton"),
          time("fixedPoint"),
          `${most("newton")} / ${most("fixedPoint")}`,
          `${sum((trace) => trace.converged)} of ${sum((trace) => trace.samples)}`,
          meanAndDeviation(group.map((run) => run.nll)),
          meanAndDeviation(known(group.map((run) => run.excess)), 3),
          meanAndDeviation(
            group.map((run) => run.trainSeconds),
            1,
          ),
          starts.join(", "),
        ];
      }),
    },
  ];
}

function longestOf(group: readonly RunResult[]): number {
  const traces = group.flatMap((run) => [run.inversion!.newton, run.inversion!.fixedPoint]);
  return Math.max(2, ...traces.map(({ errors }) => errors.length));
}

/** The median error after each number of evaluations; a trace that has ended stays at its last value. */
function medianErrors(traces: readonly InversionTrace[]): number[] {
  const longest = Math.max(...traces.map(({ errors }) => errors.length));
  return Array.from({ length: longest }, (_, i) => {
    const values = traces.map(({ errors }) => errors[Math.min(i, errors.length - 1)]).sort((a, b) => a - b);
    return Math.max(SMALLEST, values[Math.floor(values.length / 2)]);
  });
}
