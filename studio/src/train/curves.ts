import { spreadLabels, visibleRange } from "../../../src/report/plotRange.ts";
import { usualRange } from "../../../src/report/usualRange.ts";
import { decimals } from "../ui/decimals.ts";
import { Plot } from "../ui/plot.ts";
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

/** Which rows a chart is about: those that are held out, or those that are trained on. */
export type CurveKind = "validation" | "loss";

interface Curve {
  readonly title: string;
  readonly colour: string;
  readonly dash: string;
  readonly trials: readonly Place[];
  readonly done: readonly Place[];
  /** What of the run is kept, or would be if it ended now. */
  readonly kept: number | undefined;
}

interface Place {
  readonly epoch: number;
  readonly value: number;
}

/** The curves of the runs of one study; of rows held out, with the scores to compare with as lines. */
export function drawCurves(
  runs: readonly Run[],
  kind: CurveKind,
  baselines: Baselines | undefined,
  width: number,
  height: number,
): SVGSVGElement | undefined {
  const curves = runs.map((run) => curveOf(run, kind));
  const lines =
    kind === "loss"
      ? []
      : [
          ...(baselines?.exact === undefined ? [] : [{ name: "floor", nll: baselines.exact }]),
          ...(baselines?.lines ?? []),
        ].filter(({ nll }) => Number.isFinite(nll));
  const series = curves.flatMap(({ trials, done }) =>
    [trials, done].filter(({ length }) => length > 0).map((places) => places.map(({ value }) => value)),
  );
  if (series.length === 0 && lines.length === 0) return undefined;
  // One model that is far off, or one line, must not flatten all the others: it is named at the edge.
  const bests = series.map((values) => Math.min(...values));
  const [, usualCurve] = usualRange(bests);
  const [, usual] = usualRange([...bests, ...lines.map(({ nll }) => nll)]);
  const [low, high] = visibleRange(
    series.filter((_, i) => bests[i] <= usualCurve),
    lines.map(({ nll }) => nll).filter((nll) => nll <= Math.max(usual, usualCurve)),
  );
  const last = Math.max(
    10,
    ...curves.flatMap(({ trials, done }) => [...trials, ...done].map(({ epoch }) => epoch)),
  );
  const narrow = width < NARROW;
  const plotHeight = height - 60;
  const beyond = (value: number) => (value > high ? "↑ " : "");
  const labels = spreadLabels(
    [
      ...lines.map(({ name, nll }) => ({
        text: `${beyond(nll)}${name} ${decimals(nll, 2)}`,
        value: nll,
        sign: name === "floor" ? "—" : "┄",
        colour: name === "floor" ? "var(--ink)" : "var(--muted)",
        weight: (name === "floor" ? "bold" : "normal") as Weight,
      })),
      ...curves.flatMap(({ title, kept: value, colour }) => {
        if (value === undefined) return [];
        const shown = narrow || title.length > LONG_TITLE ? title.replace("SIReN-VAE ", "") : title;
        const text = `${beyond(value)}${shown} ${decimals(value, 2)}`;
        return [{ text, value, sign: "●", colour, weight: "bold" as Weight }];
      }),
    ],
    ((high - low) * 15) / plotHeight,
    [low, high],
  );
  const legendHeight = narrow ? 8 + LEGEND_LINE * labels.length : 0;
  const widest = Math.max(0, ...labels.map(({ text, weight }) => text.length * LETTER[weight]));
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
        lines.filter(({ name, nll }) => name !== "floor" && nll <= high),
        { y: "nll", stroke: "var(--line-strong)", strokeDasharray: "5 4" },
      ),
      Plot.ruleY(
        lines.filter(({ name }) => name === "floor"),
        { y: "nll", stroke: "var(--ink)", strokeWidth: 1.6 },
      ),
      ...curves.flatMap(({ trials, done, colour, dash }) => [
        Plot.dot(trials, {
          x: "epoch",
          y: "value",
          r: kind === "validation" ? 2.2 : 1.3,
          fill: colour,
          fillOpacity: kind === "validation" ? 1 : 0.5,
          clip: true,
        }),
        Plot.line(done, {
          x: "epoch",
          y: "value",
          stroke: colour,
          strokeWidth: kind === "validation" ? 2.4 : 1.4,
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

/** The same in words. */
export function describeCurves(
  runs: readonly Run[],
  kind: CurveKind,
  baselines: Baselines | undefined,
): string {
  const parts = runs.flatMap((run) => {
    const { title, kept, done, trials } = curveOf(run, kind);
    const first = [...done, ...trials][0];
    return kept === undefined || first === undefined
      ? []
      : [`${title}: from ${decimals(first.value, 2)} to ${decimals(kept, 2)}`];
  });
  const lines =
    kind === "loss" ? [] : (baselines?.lines ?? []).map(({ name, nll }) => `${name} ${decimals(nll, 2)}`);
  if (kind === "validation" && baselines?.exact !== undefined)
    lines.push(`floor ${decimals(baselines.exact, 2)}`);
  return `Nats a row. ${[...parts, ...lines].join("; ") || "No points yet"}.`;
}

function curveOf(run: Run, kind: CurveKind): Curve {
  const points = run.points.value.filter((point) => Number.isFinite(point[kind] ?? Number.NaN));
  const places = (wanted: boolean) =>
    thinned(points.filter(({ trial = false }) => trial === wanted)).map((point) => ({
      epoch: point.epoch,
      value: point[kind]!,
    }));
  return {
    ...runStyle(run),
    title: runTitle(run),
    trials: places(true),
    done: places(false),
    kept: keptValue(run, kind),
  };
}

/** Of rows held out the best score, which chooses the weights; of the training rows where the loss has come to. */
export function keptValue(run: Run, kind: CurveKind): number | undefined {
  if (kind === "validation") {
    const chosen = run.parts.value?.training.choices[0]?.score;
    if (chosen !== undefined && Number.isFinite(chosen)) return chosen;
    const scores = run.points.value
      .map(({ validation = Number.NaN }) => validation)
      .filter((score) => Number.isFinite(score));
    return scores.length > 0 ? scores.reduce((best, score) => Math.min(best, score)) : undefined;
  }
  const own = run.points.value.findLast(({ loss, trial }) => Number.isFinite(loss) && !trial);
  return (own ?? run.points.value.findLast(({ loss }) => Number.isFinite(loss)))?.loss;
}

function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= MOST_POINTS) return points;
  const step = points.length / MOST_POINTS;
  const kept = Array.from({ length: MOST_POINTS }, (_, i) => points[Math.floor(i * step)]);
  kept.push(points.at(-1)!);
  return kept;
}
