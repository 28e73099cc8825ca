import { builtInNetwork } from "../../network/index.ts";
import { type Block, type SeriesStyle, smallMultiples } from "../../report/index.ts";
import type { RunResult } from "../job.ts";
import { known, mean, meanAndDeviation, networkTitle, standardDeviation } from "./summary.ts";

export const MODEL_STYLES: Readonly<Record<string, SeriesStyle>> = {
  vae: { colour: "#d55e00", dash: "6 3", symbol: "square" },
  ind: { colour: "#cc79a7", dash: "2 3", symbol: "diamond" },
  fc: { colour: "#b8740c", dash: "8 3 2 3", symbol: "triangle" },
  true: { colour: "#2b7fc4", dash: "none", symbol: "circle" },
};

/** Figure 2: negative ELBO against the size of the training set. */
export function figure2(all: readonly RunResult[]): Block[] {
  const results = all.filter(({ experiment, elbo }) => experiment === "figure2" && elbo !== null);
  if (results.length === 0) return [];
  const { network } = results[0];
  const sizes = [...new Set(results.map(({ rows }) => rows))].sort((a, b) => a - b);
  const models = Object.keys(MODEL_STYLES).filter((model) => results.some((run) => run.model === model));
  const elbos = (model: string, rows: number) =>
    known(results.filter((run) => run.model === model && run.rows === rows).map((run) => run.elbo)).map(
      (elbo) => -elbo,
    );
  const floor = builtInNetwork(network).exact?.entropy();
  const svg = smallMultiples({
    name: "figure2",
    label: `Negative ELBO against training rows on ${network}`,
    keys: models.map((model) => ({ label: modelName(model), style: MODEL_STYLES[model] })),
    columns: 1,
    panelWidth: 720,
    panelHeight: 400,
    panels: [
      {
        title: networkTitle(network),
        x: { label: "training rows", scale: "log", ticks: sizes },
        y: { label: "negative ELBO, nats a row", scale: "linear" },
        references:
          floor === undefined ? [] : [{ label: "floor", value: floor, colour: "currentColor", dash: "5 4" }],
        series: models.map((model, i) => ({
          style: MODEL_STYLES[model],
          aside: 5 * (i - (models.length - 1) / 2),
          points: sizes.flatMap((rows) => {
            const values = elbos(model, rows);
            return values.length === 0
              ? []
              : [{ x: rows, y: mean(values), spread: standardDeviation(values) }];
          }),
        })),
      },
    ],
  });
  const runs = Math.max(...models.flatMap((model) => sizes.map((rows) => elbos(model, rows).length)));
  return [
    { kind: "heading", level: 2, text: "Figure 2" },
    {
      kind: "figure",
      name: "figure2",
      caption: `Negative ELBO on ${results[0].testRows} test rows against the number of training rows, ${networkTitle(network)}; ${runs === 1 ? "one run" : `up to ${runs} runs`}, bars of one standard deviation.`,
      svg,
    },
    {
      kind: "table",
      caption: "Negative ELBO, nats a row",
      columns: ["model", ...sizes.map((rows) => `${rows} rows`)],
      rows: models.map((model) => [
        modelName(model),
        ...sizes.map((rows) => meanAndDeviation(elbos(model, rows))),
      ]),
    },
  ];
}

export function modelName(model: string): string {
  return model === "vae" ? "plain VAE" : `SIReN-VAE ${model}`;
}
