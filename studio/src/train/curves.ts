import * as Plot from "@observablehq/plot";
import { spreadLabels, visibleRange } from "../../../src/report/plotRange.ts";
import type { Baselines, CurvePoint } from "../worker/messages.ts";
import { type Run, runStyle, runTitle } from "./study.ts";

const MOST_POINTS = 300;
/** Below this width the names stand under the curves instead of beside them. */
const NARROW = 560;
const LONG_TITLE = 24;
type Weight = "normal" | "bold";
/** Pixels that a letter takes, about. */
const LETTER: Readonly<Record<Weight, number>> = { normal: 6.7, bold: 7.4 };
const LEGEND_LINE = 17;

/** The curves of the runs of one study, with the scores to compare with as lines. */
export function drawCurves(
  runs: readonly Run[],
  baselines: Baselines | undefined,
  width: number,
  height: number,
): SVGSVGElement {
  const curves = runs.map((run) => {
    const points = thinned(run.points.value);
    const done = points.filter(({ trial }) => !trial);
    return {
      ...runStyle(run),
      title: runTitle(run),
      trials: points.filter(({ trial }) => trial),
      done,
      validation: run.points.value.filter(({ validation, trial }) => validation !== undefined && !trial),
    };
  });
  const lines = [
    ...(baselines?.exact === undefined ? [] : [{ name: "floor", nll: baselines.exact }]),
    ...(baselines?.lines ?? []),
  ];
  const series = curves.flatMap(({ trials, done, validation }) => [
    trials.map(({ loss, validation = loss }) => Math.min(loss, validation)),
    done.map(({ loss }) => loss),
    validation.map((point) => point.validation!),
  ]);
  const [low, high] = visibleRange(
    series,
    lines.map(({ nll }) => nll),
  );
  const last = Math.max(10, ...runs.map((run) => run.points.value.at(-1)?.epoch ?? 0));
  const narrow = width < NARROW;
  const plotHeight = height - 60;
  const labels = spreadLabels(
    [
      ...lines.map(({ name, nll }) => ({
        text: `${name} ${nll.toFixed(2)}`,
        value: nll,
        sign: name === "floor" ? "—" : "┄",
        colour: name === "floor" ? "var(--ink)" : "var(--muted)",
        weight: (name === "floor" ? "bold" : "normal") as Weight,
      })),
      ...curves.flatMap(({ title, validation, done, trials, colour }) => {
        const value = validation.at(-1)?.validation ?? done.at(-1)?.loss ?? trials.at(-1)?.validation;
        if (value === undefined || !Number.isFinite(value)) return [];
        const shown = narrow || title.length > LONG_TITLE ? title.replace("SIReN-VAE ", "") : title;
        return [{ text: `${shown} ${value.toFixed(2)}`, value, sign: "●", colour, weight: "bold" as Weight }];
      }),
    ],
    ((high - low) * 15) / plotHeight,
    [low, high],
  );
  const legendHeight = narrow ? 8 + LEGEND_LINE * labels.length : 0;
  const widest = Math.max(...labels.map(({ text, weight }) => text.length * LETTER[weight]));
  return Plot.plot({
    width,
    height: height + legendHeight,
    marginLeft: 48,
    marginTop: 24,
    marginBottom: 40 + legendHeight,
    marginRight: narrow ? 12 : Math.min(16 + widest, width * 0.5),
    className: "chart",
    style: { fontSize: narrow ? "11px" : "12px" },
    x: { domain: [0, last], label: "epoch", labelAnchor: "center", labelOffset: 31 },
    y: { domain: [low, high], label: "↑ nats a row (lower is better)", grid: true, ticks: 6 },
    marks: [
      Plot.ruleY(
        lines.filter(({ name }) => name !== "floor"),
        { y: "nll", stroke: "var(--line-strong)", strokeDasharray: "5 4" },
      ),
      Plot.ruleY(
        lines.filter(({ name }) => name === "floor"),
        { y: "nll", stroke: "var(--ink)", strokeWidth: 1.6 },
      ),
      ...curves.flatMap(({ trials, done, validation, colour, dash }) => [
        Plot.dot(trials, { x: "epoch", y: "loss", r: 1.3, fill: colour, fillOpacity: 0.5, clip: true }),
        Plot.dot(
          trials.filter(({ validation }) => validation !== undefined),
          { x: "epoch", y: "validation", r: 2.2, fill: colour, clip: true },
        ),
        Plot.line(done, {
          x: "epoch",
          y: "loss",
          stroke: colour,
          strokeWidth: 1.2,
          strokeOpacity: validation.length > 0 ? 0.55 : 1,
          clip: true,
        }),
        Plot.line(validation, {
          x: "epoch",
          y: "validation",
          stroke: colour,
          strokeWidth: 2.4,
          strokeDasharray: dash,
          clip: true,
        }),
      ]),
      ...(narrow
        ? labels.toReversed().map(({ sign, text, colour, weight }, i) =>
            Plot.text([`${sign} ${text}`], {
              frameAnchor: "bottom-left",
              text: (line: string) => line,
              dx: -36,
              dy: 52 + LEGEND_LINE * i,
              fill: colour,
              fontWeight: weight,
            }),
          )
        : [
            ...["normal", "bold"].map((fontWeight) =>
              Plot.text(
                labels.filter(({ weight }) => weight === fontWeight),
                { x: last, y: "at", text: "text", fill: "colour", fontWeight, textAnchor: "start", dx: 8 },
              ),
            ),
          ]),
    ],
  }) as SVGSVGElement;
}

function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= MOST_POINTS) return points;
  const step = points.length / MOST_POINTS;
  const kept = Array.from({ length: MOST_POINTS }, (_, i) => points[Math.floor(i * step)]);
  kept.push(points.at(-1)!);
  return kept;
}
