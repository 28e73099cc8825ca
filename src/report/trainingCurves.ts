import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { EpochRecord } from "../model/index.ts";

export interface Curve {
  readonly label: string;
  readonly history: readonly EpochRecord[];
}

export interface Line {
  readonly label: string;
  readonly value: number;
}

/** Okabe and Ito's colours, which colour-blind people can tell apart. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

/**
 * SVG of losses against epochs, with labelled lines for scores to compare with. The first warm-up epochs, whose loss
 * can be many times what matters, are cut off at the top. A model that needed no epochs appears in the legend only.
 */
export function trainingCurves(curves: readonly Curve[], lines: readonly Line[]): string {
  const { document } = parseHTML("<html><body></body></html>");
  const points = curves.flatMap(({ label, history }) =>
    history.map(({ epoch, loss }) => ({ label, epoch, loss })),
  );
  const last = Math.max(1, ...points.map(({ epoch }) => epoch));
  const [low, high] = range(
    points.map(({ loss }) => loss),
    lines.map(({ value }) => value),
  );
  const labels = spread(lines, low, high);
  const figure = Plot.plot({
    document: document as unknown as Document,
    width: 760,
    height: 380,
    marginRight: 190,
    marginBottom: 40,
    style: { background: "transparent", color: "currentColor", fontSize: "13px", fontFamily: "sans-serif" },
    x: { label: "epoch", labelAnchor: "center", domain: [0, last] },
    y: { label: "negative ELBO, nats a row", domain: [low, high], grid: true, clamp: true },
    color: { domain: curves.map(({ label }) => label), range: COLOURS },
    marks: [
      Plot.ruleY(lines, { y: "value", stroke: "currentColor", strokeOpacity: 0.6, strokeDasharray: "5 4" }),
      Plot.text(labels, {
        x: last,
        y: "at",
        text: (line: Line) => `${line.label} ${line.value.toFixed(2)}`,
        textAnchor: "start",
        dx: 12,
        fill: "currentColor",
      }),
      Plot.line(points, { x: "epoch", y: "loss", stroke: "label", strokeWidth: 1.8, clip: true }),
    ],
  });
  const svg = figure.outerHTML.replace(
    "<svg ",
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="training curves" ',
  );
  return `${legend(curves)}${svg}`;
}

/** Lowest to highest of what is worth seeing: everything but the explosion at the start. */
function range(losses: readonly number[], values: readonly number[]): [number, number] {
  const sorted = [...losses].sort((a, b) => a - b);
  const seen = [
    ...values,
    ...(sorted.length > 0 ? [sorted[0], sorted[Math.floor(0.9 * (sorted.length - 1))]] : []),
  ];
  if (seen.length === 0) return [0, 1];
  const low = Math.min(...seen);
  const high = Math.max(...seen);
  const room = 0.06 * Math.max(high - low, 0.5);
  return [low - room, high + room];
}

/** Labels moved apart until none covers another. */
function spread(lines: readonly Line[], low: number, high: number): (Line & { at: number })[] {
  const gap = ((high - low) * 18) / 310;
  const placed = [...lines].sort((a, b) => a.value - b.value).map((line) => ({ ...line, at: line.value }));
  for (let i = 1; i < placed.length; i++) placed[i].at = Math.max(placed[i].at, placed[i - 1].at + gap);
  const over = placed.length > 0 ? placed[placed.length - 1].at - high : 0;
  if (over > 0) {
    placed[placed.length - 1].at -= over;
    for (let i = placed.length - 2; i >= 0; i--)
      placed[i].at = Math.min(placed[i].at, placed[i + 1].at - gap);
  }
  return placed;
}

function legend(curves: readonly Curve[]): string {
  const items = curves.map(({ label, history }, i) => {
    const note = history.length === 0 ? " — no epochs were needed" : "";
    return `<li><span style="background:${COLOURS[i % COLOURS.length]}"></span>${escapeText(label)}${note}</li>`;
  });
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** Text that may stand in HTML. */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
