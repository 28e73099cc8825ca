import { type Block, type SeriesStyle, smallMultiples } from "../../report/index.ts";
import type { InversionTrace, RunResult } from "../job.ts";
import { difference, differenceText } from "./cells.ts";
import { groupBy, known, mean, meanAndDeviation, networkTitle, paired, signed } from "./summary.ts";

const STYLES: Readonly<Record<"newton" | "fixedPoint", { label: string; style: SeriesStyle }>> = {
  newton: { label: "Newton-like, safeguarded", style: { colour: "#2b7fc4", dash: "none", symbol: null } },
  fixedPoint: { label: "fixed point", style: { colour: "#d55e00", dash: "6 3", symbol: null } },
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
          ticks: wholeTicks(longestOf(group)),
        },
        y: { label: "largest error", scale: "log" as const },
        references: [],
        series: (["newton", "fixedPoint"] as const).map((kind) => ({
          style: STYLES[kind].style,
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
        "Time to 1e-10: the prior's flow inverted to a residual of 1e-11 a block in float64, by the Newton-like and the fixed-point iteration",
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
    ...factorisations(results),
  ];
}

/** What the exact factorisation costs or gains on the same rows and seeds. */
function factorisations(results: readonly RunResult[]): Block[] {
  const rows = [...groupBy(results, (run) => `${run.network} ${run.rows}`).values()]
    .map((group) => ({
      network: group[0].network,
      rows: group[0].rows,
      paper: group.filter(({ factorisation }) => factorisation === "paper"),
      exact: group.filter(({ factorisation }) => factorisation === "exact"),
    }))
    .filter(({ paper, exact }) => paired(exact, paper, () => 0).length > 0)
    .sort((a, b) => a.network.localeCompare(b.network) || a.rows - b.rows);
  if (rows.length === 0) return [];
  const ratio = (value: (run: RunResult) => number, a: readonly RunResult[], b: readonly RunResult[]) =>
    `${(mean(a.map(value)) / mean(b.map(value))).toFixed(2)}`;
  return [
    {
      kind: "table",
      caption: "The exact factorisation against the published one",
      columns: [
        "network",
        "rows",
        "pairs",
        "NLL, exact less paper",
        "training time, exact / paper",
        "Newton time, exact / paper",
      ],
      rows: rows.map(({ network, rows, paper, exact }) => {
        const nats = paired(exact, paper, (run) => run.nll);
        const tests = difference(exact, paper);
        return [
          networkTitle(network),
          `${rows}`,
          `${nats.length}`,
          tests === undefined ? signed(mean(nats), 3) : differenceText(tests),
          ratio((run) => run.trainSeconds, exact, paper),
          ratio((run) => run.inversion!.newton.milliseconds, exact, paper),
        ];
      }),
    },
  ];
}

/** There is no half evaluation; undefined where the axis is long enough to have whole ticks by itself. */
function wholeTicks(longest: number): number[] | undefined {
  return longest > 8 ? undefined : Array.from({ length: longest }, (_, i) => i + 1);
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
