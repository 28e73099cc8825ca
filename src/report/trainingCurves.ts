import type { EpochRecord } from "../model/index.ts";
import { escapeText, FIGURE_STYLE, figureAttributes, printable, shortened } from "./markup.ts";
import { spreadLabels, visibleRange } from "./plotRange.ts";
import { Plot, parseHTML } from "./plotting.ts";

export interface Curve {
  readonly label: string;
  readonly history: readonly EpochRecord[];
}

export interface Line {
  readonly label: string;
  /** Nats a row, like the losses. */
  readonly value: number;
}

/** After Okabe and Ito, whose colours colour-blind people can tell apart; dark enough for white, light enough for black. */
const COLOURS = ["#2b7fc4", "#d55e00", "#009e73", "#cc79a7", "#8a8a8a"];
/** A second sign beside the colour, for the sixth curve and on. */
const DASHES = ["none", "7 3", "2 3"];
const WIDTH = 640;
/** The share of its size at which text is still 9 pixels high. */
const SMALLEST = 0.68;
const LINE_HEIGHT = 20;
const PLOT_HEIGHT = 320;
/** Mean width of a character, in pixels at 13 pixels a line. */
const CHARACTER = 6.9;

/**
 * SVG text of losses (nats a row) against epochs, all on one axis, with labelled horizontal lines for scores to
 * compare with. The axis ends where the first epochs, whose loss can be many times what matters, would take the room
 * from the rest. A model without epochs stands in the legend only; losses and lines that are not finite are left out.
 *
 * @example
 * const svg = trainingCurves(
 *   [{ label: "vae", history: [{ epoch: 1, loss: 9, rate: 0.01, klWeight: 1 }] }],
 *   [{ label: "floor", value: 7.5 }],
 * );
 */
export function trainingCurves(curves: readonly Curve[], lines: readonly Line[]): string {
  const { document } = parseHTML("<html><body></body></html>");
  const drawn = curves.map(({ history }) => history.filter(({ loss }) => Number.isFinite(loss)));
  const values = lines.filter(({ value }) => Number.isFinite(value));
  const last = Math.max(1, ...drawn.map((records) => records.at(-1)?.epoch ?? 1));
  const [low, high] = visibleRange(
    drawn.map((records) => records.map(({ loss }) => loss)),
    values.map(({ value }) => value),
  );
  const labels = spreadLabels(
    values.map(({ label, value }) => ({
      text: `${shortened(printable(label), 30)} ${value.toFixed(2)}`,
      value,
    })),
    ((high - low) * 17) / (PLOT_HEIGHT - 60),
    [low, high],
  );
  const longest = Math.max(4, ...labels.map(({ text }) => text.length));
  const hasCurves = drawn.some((records) => records.length > 0);
  const figure = Plot.plot({
    document: document as unknown as Document,
    className: "siren-plot",
    width: WIDTH,
    height: PLOT_HEIGHT,
    marginTop: 26,
    marginRight: 22 + longest * CHARACTER,
    marginBottom: hasCurves ? 40 : 14,
    marginLeft: 52,
    style: { background: "transparent", color: "inherit", fontSize: "13px", fontFamily: "sans-serif" },
    x: { domain: [0, last], axis: null },
    y: { domain: [low, high], axis: null },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12, ticks: 8 }),
      Plot.axisY({ label: "negative ELBO, nats a row", tickSize: 4, ticks: 8 }),
      ...(hasCurves
        ? [
            Plot.axisX({
              label: "epoch",
              labelAnchor: "center",
              tickSize: 4,
              ticks: Math.min(last, 8),
              tickFormat: (epoch: number) => (Number.isInteger(epoch) ? String(epoch) : ""),
            }),
          ]
        : []),
      Plot.ruleY(values, { y: "value", stroke: "currentColor", strokeOpacity: 0.65, strokeDasharray: "5 4" }),
      Plot.text(labels, {
        x: last,
        y: "at",
        text: "text",
        textAnchor: "start",
        dx: 12,
        fill: "currentColor",
      }),
      ...drawn.flatMap((records, i) => curveMarks(records, i)),
    ],
  });
  figure.querySelector("style")?.remove();
  return withLegend(figure.innerHTML, curves, drawn);
}

function curveMarks(records: readonly EpochRecord[], i: number): Plot.Markish[] {
  if (records.length === 0) return [];
  const at = { x: "epoch", y: "loss", clip: true } as const;
  if (records.length === 1) return [Plot.dot(records, { ...at, fill: colour(i), r: 4 })];
  return [Plot.line(records, { ...at, stroke: colour(i), strokeWidth: 1.8, strokeDasharray: dash(i) })];
}

function colour(i: number): string {
  return COLOURS[i % COLOURS.length];
}

function dash(i: number): string {
  return DASHES[Math.floor(i / COLOURS.length) % DASHES.length];
}

function withLegend(
  plot: string,
  curves: readonly Curve[],
  drawn: readonly (readonly EpochRecord[])[],
): string {
  const head = curves.length * LINE_HEIGHT + 8;
  const height = head + PLOT_HEIGHT;
  const entries = curves.map(({ label, history }, i) => {
    const y = 14 + i * LINE_HEIGHT;
    const note =
      history.length === 0
        ? ": no epochs, no curve"
        : drawn[i].length === 0
          ? ": no finite loss, no curve"
          : "";
    const key =
      drawn[i].length === 0
        ? `<circle cx="25" cy="${y - 4}" r="4" fill="none" stroke="${colour(i)}" stroke-width="1.8"/>`
        : `<path d="M10 ${y - 4}H40" stroke="${colour(i)}" stroke-width="3" stroke-dasharray="${dash(i)}"/>`;
    return `${key}<text x="50" y="${y}">${escapeText(shortened(label, 65))}${note}</text>`;
  });
  return `<svg ${figureAttributes("siren-curves", "Loss against epoch", WIDTH, height, SMALLEST)} font-size="13">
<style>${FIGURE_STYLE}</style>
${entries.join("\n")}
<g transform="translate(0,${head})" text-anchor="middle">${plot}</g>
</svg>`;
}
