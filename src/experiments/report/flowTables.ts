import { type FlowKind, flowKinds, flows } from "../../flow/index.ts";
import { type Block, COLOURS, type SeriesStyle, smallMultiples } from "../../report/index.ts";
import type { FlowInversion, FlowMeasures, RunResult } from "../job.ts";
import { groupBy, known, mean, meanAndDeviation, networkTitle, standardDeviation } from "./summary.ts";

/** Every flow as a density, within a model, as the encoder of a given network, and how it is inverted. */
export function flowTables(all: readonly RunResult[]): Block[] {
  const own = all.filter(({ experiment }) => experiment === "flows");
  const results = own.filter(({ flow }) => flow !== undefined);
  if (results.length === 0) return [];
  const densities = results.filter(({ family }) => family === "flow");
  const models = results.filter(({ family }) => family === "siren");
  const encoders = results.filter(({ family }) => family === "posterior");
  const conditionals = own.filter(({ flow }) => flow === undefined);
  return [
    { kind: "heading", level: 2, text: "The flows side by side" },
    ...densityFigure(densities),
    ...densityTable(densities, conditionals),
    ...modelTable(models, conditionals),
    ...encoderFigure(encoders),
    ...encoderTable(encoders),
    ...inversionTable(results),
    ...verdict(densities, encoders, results),
  ];
}

const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "times", "plus", "asterisk"] as const;

/** Flows keep their looks from figure to figure; by their places, so that new ones have theirs. */
function lookOf(kind: FlowKind): SeriesStyle {
  const place = flowKinds.indexOf(kind);
  return { colour: COLOURS[place % COLOURS.length], dash: null, symbol: SYMBOLS[place % SYMBOLS.length] };
}

const cells = (results: readonly RunResult[]) =>
  [...groupBy(results, ({ network, rows }) => `${network} ${rows}`).values()].map((runs) => ({
    title: `${networkTitle(runs[0].network)}, ${runs[0].rows} rows`,
    network: runs[0].network,
    rows: runs[0].rows,
    byFlow: groupBy(runs, ({ flow }) => flow as FlowKind),
  }));

/** One point a flow: what it costs to invert against how far it is from the best. */
function tradeOff(
  results: readonly RunResult[],
  figure: { name: string; caption: string; label: string; y: string },
  value: (run: RunResult) => number | null,
): Block[] {
  const shown = cells(results.filter((run) => value(run) !== null));
  if (shown.length === 0) return [];
  const used = flowKinds.filter((kind) => shown.some(({ byFlow }) => byFlow.has(kind)));
  const svg = smallMultiples({
    name: figure.name,
    label: figure.label,
    keys: used.map((kind) => ({ label: kind, style: lookOf(kind) })),
    columns: 2,
    panelWidth: 480,
    panelHeight: 300,
    panels: shown.map(({ title, byFlow }) => ({
      title,
      x: { label: "milliseconds to invert 1,000 draws", scale: "log" as const, domain: timesOf(byFlow) },
      y: { label: figure.y, scale: "linear" as const },
      references: [],
      series: used.flatMap((kind) => {
        const runs = byFlow.get(kind);
        if (!runs) return [];
        const values = known(runs.map(value));
        const x = milliseconds(runs);
        return [{ style: lookOf(kind), points: [{ x, y: mean(values), spread: standardDeviation(values) }] }];
      }),
    })),
  });
  return [{ kind: "figure", name: figure.name, caption: figure.caption, svg }];
}

const perThousand = ({ milliseconds, samples }: FlowInversion) => (1000 * milliseconds) / samples;

const milliseconds = (runs: readonly RunResult[]) =>
  mean(runs.map(({ flowMeasures }) => perThousand(flowMeasures!.near)));

/** With room for the symbols at both ends. */
function timesOf(byFlow: ReadonlyMap<FlowKind, readonly RunResult[]>): [number, number] {
  const times = [...byFlow.values()].map(milliseconds);
  return [Math.min(...times) / 1.2, Math.max(...times) * 1.2];
}

function densityFigure(results: readonly RunResult[]): Block[] {
  return tradeOff(
    results,
    {
      name: "flow-densities",
      label: "Excess of the flows' densities against the time of their inverses",
      y: "excess, nats a row",
      caption:
        "Excess over the exact density of the test rows against the time that the inverse takes; down and to the left is better, bars of one standard deviation.",
    },
    ({ excess }) => excess,
  );
}

function encoderFigure(results: readonly RunResult[]): Block[] {
  return tradeOff(
    results,
    {
      name: "flow-encoders",
      label: "Distance of the encoders from the exact posterior against the time of their inverses",
      y: "KL from the posterior, nats",
      caption:
        "Encoders of given networks: KL from the exact posterior to the encoder against the time that a draw takes; down and to the left is better.",
    },
    ({ posterior }) => posterior?.distance ?? null,
  );
}

function densityTable(results: readonly RunResult[], conditionals: readonly RunResult[]): Block[] {
  return cells(results).map(({ title, byFlow, network, rows: count }) => {
    const line = (name: string, runs: readonly RunResult[], parameters: string) => [
      name,
      meanAndDeviation(
        runs.map(({ nll }) => nll),
        3,
      ),
      meanAndDeviation(known(runs.map(({ excess }) => excess)), 3),
      parameters,
      mean(runs.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
      `${runs.length}`,
    ];
    const beside = groupBy(
      conditionals.filter((run) => run.network === network && run.rows === count),
      ({ model }) => model,
    );
    return {
      kind: "table" as const,
      caption: `Density of all nodes: ${title}. Excess is over the exact density of the same test rows, nats a row`,
      columns: ["flow", "NLL", "excess", "parameters", "training, s", "runs"],
      rows: [
        ...flowKinds.flatMap((kind) => {
          const runs = byFlow.get(kind);
          return runs ? [line(kind, runs, `${runs[0].flowMeasures!.parameters}`)] : [];
        }),
        ...[...beside].map(([model, runs]) => line(BESIDE[model] ?? model, runs, "-")),
      ],
    };
  });
}

/** What stands beside the flows of a table. */
const BESIDE: Readonly<Record<string, string>> = {
  "map-em": "linear network, MAP-EM",
  true: "conditionals, no flow of the rows",
};

/** A single draw where the network has next to no density makes an ELBO that no digits describe. */
function bounded(values: readonly number[]): string {
  const middle = mean(values);
  return Math.abs(middle) < 1e4 ? meanAndDeviation(values) : middle.toExponential(1);
}

/** Encoders of given networks. */
function encoderTable(results: readonly RunResult[]): Block[] {
  return cells(results).map(({ title, byFlow }) => {
    const first = [...byFlow.values()][0][0];
    return {
      kind: "table" as const,
      caption: `Encoder of the network itself (family posterior): ${title}. KL from the exact posterior${first.posterior?.exact ? "" : ", estimated from above,"} and the gap of its ELBO, nats a row`,
      columns: [
        "flow",
        "KL from the posterior",
        "negative ELBO",
        "gap",
        "effective samples",
        "parameters",
        "training, s",
        "runs",
      ],
      rows: flowKinds.flatMap((kind) => {
        const runs = byFlow.get(kind);
        if (!runs) return [];
        return [
          [
            kind,
            meanAndDeviation(known(runs.map(({ posterior }) => posterior?.distance ?? null)), 3),
            bounded(runs.map(({ elbo }) => -elbo!)),
            bounded(runs.map(({ elbo, nll, exactNll }) => -elbo! - (exactNll ?? nll))),
            `${mean(known(runs.map(({ effectiveSampleSize }) => effectiveSampleSize))).toFixed(0)} of ${first.importanceSamples}`,
            `${runs[0].flowMeasures!.parameters}`,
            mean(runs.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
            `${runs.length}`,
          ],
        ];
      }),
    };
  });
}

function modelTable(results: readonly RunResult[], conditionals: readonly RunResult[]): Block[] {
  const linear = (network: string, rows: number) =>
    conditionals.filter((run) => run.model === "map-em" && run.network === network && run.rows === rows);
  return cells(results).map(({ title, byFlow, network, rows: count }) => ({
    kind: "table" as const,
    caption: `Prior and encoder of a model: ${title}. The gap is what the encoder is away from the model's posterior (NLL less negative ELBO), nats a row`,
    columns: ["flow", "NLL", "negative ELBO", "gap", "effective samples", "training, s", "runs"],
    rows: flowKinds
      .flatMap((kind) => {
        const runs = byFlow.get(kind);
        if (!runs) return [];
        const elbos = runs.map(({ elbo }) => -elbo!);
        return [
          [
            kind,
            meanAndDeviation(runs.map(({ nll }) => nll)),
            meanAndDeviation(elbos),
            meanAndDeviation(runs.map(({ nll }, i) => elbos[i] - nll)),
            mean(known(runs.map(({ effectiveSampleSize }) => effectiveSampleSize))).toFixed(0),
            mean(runs.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
            `${runs.length}`,
          ],
        ];
      })
      .concat(
        [linear(network, count)]
          .filter(({ length }) => length > 0)
          .map((runs) => [
            BESIDE["map-em"],
            meanAndDeviation(runs.map(({ nll }) => nll)),
            "-",
            "-",
            "-",
            mean(runs.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
            `${runs.length}`,
          ]),
      ),
  }));
}

/** Beyond it lie only numbers that were lost, or means that one of them has a part in. */
const LARGEST = 1e300;
const size = (value: number) => (value > LARGEST ? "lost" : value.toExponential(1));

function inversionTable(results: readonly RunResult[]): Block[] {
  const byFlow = groupBy(results, ({ flow }) => flow as FlowKind);
  return [
    {
      kind: "table",
      caption:
        "Inverses to 1e-10, over all networks: draws of the base, and draws five times as far out; largest errors, most evaluations of a step, milliseconds for 1,000 samples. Nearest: far out, others whose image no float64 number brings nearer",
      columns: ["flow", "inverted", "error", "evaluations", "ms", "far out", "nearest", "error", "ms"],
      rows: flowKinds.flatMap((kind) => {
        const measures = byFlow.get(kind)?.map(({ flowMeasures }) => flowMeasures!);
        if (!measures) return [];
        const side = (of: "near" | "far") => {
          const all = measures.map((each) => each[of]);
          const total = all.reduce((sum, { samples }) => sum + samples, 0);
          const reached = all.reduce((sum, each) => sum + each.reached, 0);
          const nearest = all.reduce((sum, each) => sum + (each.nearest ?? 0), 0);
          return {
            share: `${reached} of ${total}`,
            nearest: `${nearest}`,
            error: size(Math.max(...all.map(({ largestError }) => largestError))),
            evaluations: `${Math.max(...all.map(({ evaluations }) => evaluations))}`,
            milliseconds: mean(all.map(perThousand)).toFixed(0),
          };
        };
        const [near, far] = [side("near"), side("far")];
        return [
          [
            kind,
            near.share,
            near.error,
            near.evaluations,
            near.milliseconds,
            far.share,
            far.nearest,
            far.error,
            far.milliseconds,
          ],
        ];
      }),
    },
    {
      kind: "table",
      caption:
        "Local conditioning: how much a small step may grow through the flow and through its inverse, medians over 20 points and means over runs",
      columns: ["flow", "forward", "inverse", "forward, far out", "inverse, far out"],
      rows: flowKinds.flatMap((kind) => {
        const measures = byFlow.get(kind)?.map(({ flowMeasures }) => flowMeasures!);
        if (!measures) return [];
        const shown = (value: (measure: FlowMeasures) => number) => size(mean(measures.map(value)));
        return [
          [
            kind,
            shown(({ conditioning }) => conditioning.forward),
            shown(({ conditioning }) => conditioning.inverse),
            shown(({ conditioningFar }) => conditioningFar.forward),
            shown(({ conditioningFar }) => conditioningFar.inverse),
          ],
        ];
      }),
    },
  ];
}

/** What the figures say about the paper's reason for residual flows: faster and more stable inversion. */
function verdict(
  densities: readonly RunResult[],
  encoders: readonly RunResult[],
  results: readonly RunResult[],
): Block[] {
  const texts: string[] = [];
  for (const { title, byFlow } of cells(encoders)) {
    const means = [...byFlow].map(([kind, runs]) => ({
      kind,
      nats: mean(known(runs.map(({ posterior }) => posterior?.distance ?? null))),
    }));
    means.sort((a, b) => a.nats - b.nats);
    const own = means.find(({ kind }) => kind === "residual");
    const [best] = means;
    texts.push(
      `${title}: the encoder nearest to the posterior is ${best.kind}, ${best.nats.toFixed(3)} nats away` +
        (own && own !== best ? `; residual is ${own.nats.toFixed(3)} away.` : "."),
    );
  }
  for (const { title, byFlow } of cells(densities)) {
    const means = [...byFlow].map(([kind, runs]) => ({ kind, nats: mean(runs.map(({ nll }) => nll)) }));
    means.sort((a, b) => a.nats - b.nats);
    const own = means.find(({ kind }) => kind === "residual");
    const [best] = means;
    texts.push(
      `${title}: the best density is that of ${best.kind} (${flows[best.kind].title})` +
        (own && own !== best
          ? `, ${(own.nats - best.nats).toFixed(3)} nats a row better than residual.`
          : "."),
    );
  }
  const time = (kind: FlowKind) => {
    const runs = results.filter(({ flow }) => flow === kind);
    return runs.length === 0 ? undefined : milliseconds(runs);
  };
  const residual = time("residual");
  if (residual !== undefined) {
    const named = (faster: boolean) =>
      flowKinds.filter((kind) => {
        const own = kind === "residual" ? undefined : time(kind);
        return own !== undefined && own < residual === faster;
      });
    texts.push(
      `The paper chose residual flows for the speed and stability of their inversion. Inverting them is slower here than inverting ${named(true).join(", ") || "no other flow"} and faster than inverting ${named(false).join(", ") || "no other flow"}.`,
    );
    const lost = (of: "near" | "far") =>
      flowKinds.filter((kind) =>
        results.some(
          ({ flow, flowMeasures }) => flow === kind && flowMeasures![of].reached < flowMeasures![of].samples,
        ),
      );
    const listed = (kinds: readonly FlowKind[]) => kinds.join(", ") || "no flow";
    texts.push(
      `Samples that are not inverted to 1e-10: among draws of the base of ${listed(lost("near"))}; five times as far out of ${listed(lost("far"))}.`,
    );
  }
  return texts.map((text) => ({ kind: "text" as const, text }));
}
