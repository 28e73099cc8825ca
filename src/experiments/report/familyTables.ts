import { type Block, COLOURS, type SeriesStyle, smallMultiples } from "../../report/index.ts";
import type { Job, RunResult } from "../job.ts";
import { comparedSystems } from "../plans.ts";
import { difference, differenceText } from "./cells.ts";
import {
  groupBy,
  inOrder,
  known,
  mean,
  meanAndDeviation,
  networkTitle,
  standardDeviation,
} from "./summary.ts";

type System = Pick<Job, "model" | "family" | "objective">;

const keyOf = ({ model, family, objective }: System) => `${family ?? model} ${objective ?? ""}`;

/** "SIReN-VAE", "plain VAE, iwae", "VAE, IAF encoder". */
function systemName({ model, family, objective }: System): string {
  const named = { iaf: "VAE, IAF encoder", ladder: "ladder VAE" } as Readonly<Record<string, string>>;
  const name = (family && named[family]) ?? (model === "vae" ? "plain VAE" : "SIReN-VAE");
  return objective ? `${name}, ${objective}` : name;
}

const STYLES: readonly SeriesStyle[] = [
  { colour: COLOURS[0], dash: "none", symbol: "circle" },
  { colour: COLOURS[0], dash: "6 3", symbol: "plus" },
  { colour: COLOURS[1], dash: "none", symbol: "square" },
  { colour: COLOURS[1], dash: "6 3", symbol: "times" },
  { colour: COLOURS[1], dash: "2 3", symbol: "asterisk" },
  { colour: COLOURS[2], dash: "none", symbol: "triangle" },
  { colour: COLOURS[3], dash: "none", symbol: "diamond" },
];

/** SIReN-VAE beside other families and objectives, by rows a node. */
export function familyTables(all: readonly RunResult[]): Block[] {
  const results = all.filter(({ experiment }) => experiment === "families");
  if (results.length === 0) return [];
  const systems = comparedSystems.filter((system) => results.some((run) => keyOf(run) === keyOf(system)));
  const networks = inOrder(results);
  const of = (runs: readonly RunResult[], system: System) =>
    runs.filter((run) => keyOf(run) === keyOf(system));
  const svg = smallMultiples({
    name: "families",
    label: "Negative log-likelihood of the families against training rows",
    keys: systems.map((system) => ({
      label: systemName(system),
      style: STYLES[comparedSystems.indexOf(system)],
    })),
    columns: 2,
    panelWidth: 480,
    panelHeight: 300,
    panels: networks.map(([network, runs]) => {
      const sizes = sizesOf(runs);
      return {
        title: networkTitle(network),
        x: { label: "training rows", scale: "log" as const, ticks: sizes },
        y: { label: "NLL, nats a row", scale: "linear" as const },
        references: floorsOf(runs),
        series: systems.map((system, i) => ({
          style: STYLES[comparedSystems.indexOf(system)],
          aside: 4 * (i - (systems.length - 1) / 2),
          points: sizes.flatMap((rows) => {
            const values = of(runs, system)
              .filter((run) => run.rows === rows)
              .map(({ nll }) => nll);
            return values.length === 0
              ? []
              : [{ x: rows, y: mean(values), spread: standardDeviation(values) }];
          }),
        })),
      };
    }),
  });
  return [
    { kind: "heading", level: 2, text: "The families side by side" },
    {
      kind: "figure",
      name: "families",
      caption: `NLL of ${results[0].testRows} test rows against the number of training rows; bars of one standard deviation.`,
      svg,
    },
    ...networks.flatMap(([network, runs]) =>
      sizesOf(runs).map((rows) =>
        table(
          network,
          rows,
          runs.filter((run) => run.rows === rows),
          systems,
        ),
      ),
    ),
    ...verdict(networks, systems),
  ];
}

const sizesOf = (runs: readonly RunResult[]) =>
  [...new Set(runs.map(({ rows }) => rows))].sort((a, b) => a - b);

function floorsOf(runs: readonly RunResult[]) {
  const exact = known(runs.map(({ exactNll }) => exactNll));
  return exact.length === 0
    ? []
    : [{ label: "exact", value: mean(exact), colour: "currentColor", dash: "5 4" }];
}

function table(network: string, rows: number, runs: readonly RunResult[], systems: readonly System[]): Block {
  const groups = systems
    .map((system) => ({ system, own: runs.filter((run) => keyOf(run) === keyOf(system)) }))
    .filter(({ own }) => own.length > 0);
  const reference = groups[0];
  const best = Math.min(...groups.map(({ own }) => mean(own.map(({ nll }) => nll))));
  return {
    kind: "table",
    caption: `${networkTitle(network)}, ${rows} training rows: nats a row; the difference is SIReN-VAE less this, over runs with the same seed`,
    columns: [
      "system",
      "NLL",
      "excess",
      "negative ELBO",
      "effective samples",
      "difference",
      "training, s",
      "runs",
    ],
    rows: groups.map(({ system, own }) => {
      const nll = mean(own.map((run) => run.nll));
      const text = meanAndDeviation(own.map((run) => run.nll));
      return [
        systemName(system),
        nll === best ? { text, strong: true } : text,
        meanAndDeviation(known(own.map(({ excess }) => excess)), 3),
        meanAndDeviation(known(own.map(({ elbo }) => elbo)).map((elbo) => -elbo)),
        `${mean(known(own.map(({ effectiveSampleSize }) => effectiveSampleSize))).toFixed(0)} of ${own[0].importanceSamples}`,
        system === reference.system ? "-" : differenceText(difference(reference.own, own)),
        mean(own.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
        `${own.length}`,
      ];
    }),
  };
}

/** How often each system has the lowest mean, and what the objectives change. */
function verdict(
  networks: readonly (readonly [string, readonly RunResult[]])[],
  systems: readonly System[],
): Block[] {
  const cells = networks.flatMap(([network, runs]) =>
    [...groupBy(runs, ({ rows }) => rows)].map(([rows, own]) => ({ network, rows, own })),
  );
  const meanOf = (own: readonly RunResult[], system: System) => {
    const mine = own.filter((run) => keyOf(run) === keyOf(system));
    return mine.length === 0 ? Number.POSITIVE_INFINITY : mean(mine.map(({ nll }) => nll));
  };
  const wins = new Map<string, string[]>();
  for (const { network, rows, own } of cells) {
    const [best] = [...systems].sort((a, b) => meanOf(own, a) - meanOf(own, b));
    const name = systemName(best);
    wins.set(name, [...(wins.get(name) ?? []), `${networkTitle(network)} with ${rows} rows`]);
  }
  const texts = [...wins].map(([name, places]) => `${name} has the lowest mean NLL on ${places.join("; ")}.`);
  return texts.map((text) => ({ kind: "text" as const, text }));
}
