import { type FlowKind, flowKinds, flows } from "../../flow/index.ts";
import type { Block } from "../../report/index.ts";
import type { FlowMeasures, RunResult } from "../job.ts";
import { groupBy, known, mean, meanAndDeviation, networkTitle } from "./summary.ts";

/** Every flow as a density, within a model, and how it is inverted. */
export function flowTables(all: readonly RunResult[]): Block[] {
  const results = all.filter(({ experiment, flow }) => experiment === "flows" && flow !== undefined);
  if (results.length === 0) return [];
  const densities = results.filter(({ family }) => family === "flow");
  const models = results.filter(({ family }) => family !== "flow");
  return [
    { kind: "heading", level: 2, text: "The flows side by side" },
    ...densityTable(densities),
    ...modelTable(models),
    ...inversionTable(results),
    ...verdict(densities, results),
  ];
}

const cells = (results: readonly RunResult[]) =>
  [...groupBy(results, ({ network, rows }) => `${network} ${rows}`).values()].map((runs) => ({
    title: `${networkTitle(runs[0].network)}, ${runs[0].rows} rows`,
    byFlow: groupBy(runs, ({ flow }) => flow as FlowKind),
  }));

function densityTable(results: readonly RunResult[]): Block[] {
  return cells(results).map(({ title, byFlow }) => ({
    kind: "table" as const,
    caption: `Density of all nodes: ${title}. Excess is over the exact density of the same test rows, nats a row`,
    columns: ["flow", "NLL", "excess", "parameters", "training, s", "runs"],
    rows: flowKinds.flatMap((kind) => {
      const runs = byFlow.get(kind);
      if (!runs) return [];
      return [
        [
          kind,
          meanAndDeviation(
            runs.map(({ nll }) => nll),
            3,
          ),
          meanAndDeviation(known(runs.map(({ excess }) => excess)), 3),
          `${runs[0].flowMeasures!.parameters}`,
          mean(runs.map(({ trainSeconds }) => trainSeconds)).toFixed(1),
          `${runs.length}`,
        ],
      ];
    }),
  }));
}

function modelTable(results: readonly RunResult[]): Block[] {
  return cells(results).map(({ title, byFlow }) => ({
    kind: "table" as const,
    caption: `Prior and encoder of a model: ${title}. The gap is what the encoder is away from the model's posterior (NLL less negative ELBO), nats a row`,
    columns: ["flow", "NLL", "negative ELBO", "gap", "effective samples", "training, s", "runs"],
    rows: flowKinds.flatMap((kind) => {
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
    }),
  }));
}

const size = (value: number) => (value >= Number.MAX_VALUE ? "lost" : value.toExponential(1));

function inversionTable(results: readonly RunResult[]): Block[] {
  const byFlow = groupBy(results, ({ flow }) => flow as FlowKind);
  return [
    {
      kind: "table",
      caption:
        "Inverses to 1e-10, over all networks: draws of the base, and draws five times as far out; largest errors, most evaluations of a step, milliseconds for 1,000 samples",
      columns: ["flow", "inverted", "error", "evaluations", "ms", "far out", "error", "ms"],
      rows: flowKinds.flatMap((kind) => {
        const measures = byFlow.get(kind)?.map(({ flowMeasures }) => flowMeasures!);
        if (!measures) return [];
        const side = (of: "near" | "far") => {
          const all = measures.map((each) => each[of]);
          const total = all.reduce((sum, { samples }) => sum + samples, 0);
          const reached = all.reduce((sum, each) => sum + each.reached, 0);
          return {
            share: `${reached} of ${total}`,
            error: size(Math.max(...all.map(({ largestError }) => largestError))),
            evaluations: `${Math.max(...all.map(({ evaluations }) => evaluations))}`,
            milliseconds: mean(all.map(({ milliseconds }) => milliseconds)).toFixed(0),
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
function verdict(densities: readonly RunResult[], results: readonly RunResult[]): Block[] {
  const texts: string[] = [];
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
    return runs.length === 0
      ? undefined
      : mean(runs.map(({ flowMeasures }) => flowMeasures!.near.milliseconds));
  };
  const residual = time("residual");
  if (residual !== undefined) {
    const named = (faster: boolean) =>
      flowKinds.filter((kind) => {
        const own = kind === "residual" ? undefined : time(kind);
        return own !== undefined && own < residual === faster;
      });
    texts.push(
      `Inverting residual flows is slower here than inverting ${named(true).join(", ") || "no other flow"} and faster than inverting ${named(false).join(", ") || "no other flow"}.`,
    );
  }
  return texts.map((text) => ({ kind: "text" as const, text }));
}
