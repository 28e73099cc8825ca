import { shortened } from "./markup.ts";
import { plotMarkup } from "./plotMarkup.ts";
import { spreadLabels } from "./plotRange.ts";
import { Plot } from "./plotting.ts";
import { CHARACTER, type SeriesStyle, symbolMark } from "./seriesStyle.ts";
import { usualRange } from "./usualRange.ts";

export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  /** Half the length of the error bar, in units of y; 0 draws none. */
  readonly spread: number;
}

export interface Series {
  readonly style: SeriesStyle;
  readonly points: readonly SeriesPoint[];
  /** Pixels by which the series is moved aside, so that error bars at equal x don't hide each other. */
  readonly aside?: number;
}

/** A labelled horizontal line. */
export interface Reference {
  readonly label: string;
  readonly value: number;
  readonly colour: string;
  readonly dash: string;
}

export interface PanelOptions {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly x: {
    readonly label: string;
    readonly scale: "linear" | "log" | "symlog";
    readonly ticks?: readonly number[];
    readonly domain?: readonly [number, number];
  };
  readonly y: { readonly label: string; readonly scale: "linear" | "log" };
  readonly series: readonly Series[];
  readonly references: readonly Reference[];
}

const TOP = 50;
const BOTTOM = 42;
const LEFT = 54;

/**
 * One plot of several series. Values far above the rest would squash it: they are drawn as hollow triangles at the upper
 * edge with their number beside them. On a log axis everything is shown, and only what is positive.
 */
export function seriesPanel({ width, height, title, x, y, series, references }: PanelOptions): string {
  const log = y.scale === "log";
  const good = ({ x: at, y: value }: SeriesPoint) =>
    Number.isFinite(at) && Number.isFinite(value) && (!log || value > 0);
  const shown = series.map((one) => ({ ...one, points: one.points.filter(good) }));
  const lines = references.filter(({ value }) => Number.isFinite(value) && (!log || value > 0));
  const points = shown.flatMap((one) => one.points);
  const [low, high] = log ? logRange(points.map((point) => point.y)) : paddedRange(points, lines);
  const labels = spreadLabels(
    lines.map(({ label, value }) => ({
      text: `${shortened(label, 22)} ${value.toFixed(2)}${value > high ? " ▲" : ""}`,
      value: Math.min(value, high),
    })),
    ((high - low) * 16) / (height - TOP - BOTTOM),
    [low, high],
  );
  const right = labels.length > 0 ? 14 + CHARACTER * Math.max(...labels.map(({ text }) => text.length)) : 16;
  const positions = points.map((point) => point.x);
  const domain = x.domain ?? [Math.min(...positions), Math.max(...positions)];
  const empty = points.length === 0;
  // Series that are moved aside stay inside the frame, where nothing is cut off.
  const room = Math.max(0, ...series.map(({ aside = 0 }) => Math.abs(aside)));
  const cut = shown.flatMap(({ points: all, style, aside = 0 }) =>
    all.filter((point) => point.y > high).map((point) => ({ ...point, style, aside })),
  );
  return plotMarkup({
    width,
    height,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: LEFT,
    marginRight: right,
    insetLeft: room,
    insetRight: room,
    x: {
      type: x.scale,
      domain: empty ? [1, 2] : [...domain],
      axis: null,
      ...(x.scale === "symlog" ? { constant: 1 } : {}),
    },
    y: { type: y.scale, domain: [low, high], axis: null },
    marks: [
      Plot.text([title], {
        frameAnchor: "top-left",
        dx: 8 - LEFT,
        dy: 6 - TOP,
        fontWeight: "bold",
        lineAnchor: "top",
        textAnchor: "start",
      }),
      Plot.gridY({ strokeOpacity: 0.13, ticks: 6 }),
      Plot.text([y.label], {
        frameAnchor: "top-left",
        dx: 8 - LEFT,
        dy: 26 - TOP,
        lineAnchor: "top",
        textAnchor: "start",
        fontSize: 12,
        fill: "currentColor",
      }),
      Plot.axisY({
        label: null,
        tickSize: 4,
        ticks: 6,
        ...(log ? { tickFormat: (value: number) => value.toExponential(0).replace("e+", "e") } : {}),
      }),
      Plot.ruleY([low], { strokeOpacity: 0.5 }),
      ...(empty
        ? [Plot.text(["no finished runs"], { frameAnchor: "middle", fill: "currentColor" })]
        : [
            Plot.axisX({
              label: x.label,
              labelAnchor: "center",
              labelArrow: "none",
              tickSize: 4,
              ...(x.ticks
                ? {
                    ticks: x.ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]),
                    // A format would be asked for round powers only on a logarithmic axis.
                    text: (value: number) => String(value),
                  }
                : { ticks: 6 }),
            }),
          ]),
      ...lines
        .filter(({ value }) => value <= high)
        .map(({ value, colour, dash }) =>
          Plot.ruleY([value], { stroke: colour, strokeWidth: 1.4, strokeDasharray: dash }),
        ),
      Plot.text(labels, {
        frameAnchor: "right",
        y: "at",
        text: "text",
        textAnchor: "start",
        dx: 12,
        fill: "currentColor",
      }),
      ...shown.flatMap((one) => seriesMarks(one, high)),
      ...cut.flatMap(({ style, aside, ...point }, i) => [
        Plot.dot([point], {
          x: "x",
          y: high,
          symbol: "triangle",
          stroke: style.colour,
          strokeWidth: 1.8,
          r: 4.5,
          dx: aside,
          dy: -2,
        }),
        Plot.text([point], {
          x: "x",
          y: high,
          text: ({ y: value }: SeriesPoint) => value.toFixed(1),
          // To the right of all triangles at this place, one number below the other.
          dx: Math.max(...cut.filter(besides(point)).map((other) => other.aside)) + 7,
          dy: 12 * cut.slice(0, i).filter(besides(point)).length,
          textAnchor: "start",
          fill: "currentColor",
          fontSize: 11,
        }),
      ]),
    ],
  });
}

function seriesMarks({ points, style, aside = 0 }: Series, high: number): Plot.Markish[] {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const bars = sorted.filter(({ y, spread }) => spread > 0 && y <= high);
  return [
    ...(style.dash === null || sorted.length < 2
      ? []
      : [
          Plot.line(sorted, {
            x: "x",
            y: "y",
            stroke: style.colour,
            strokeWidth: 1.8,
            strokeDasharray: style.dash,
            dx: aside,
            clip: true,
          }),
        ]),
    ...(bars.length === 0
      ? []
      : [
          Plot.ruleX(bars, {
            x: "x",
            y1: ({ y, spread }: SeriesPoint) => y - spread,
            y2: ({ y, spread }: SeriesPoint) => Math.min(high, y + spread),
            stroke: style.colour,
            strokeWidth: 1.4,
            dx: aside,
          }),
        ]),
    ...(style.symbol === null
      ? []
      : [
          symbolMark(
            sorted.filter(({ y }) => y <= high),
            style,
            { x: "x", y: "y", dx: aside },
          ),
        ]),
  ];
}

function paddedRange(points: readonly SeriesPoint[], lines: readonly Reference[]): readonly [number, number] {
  const [low, high] = usualRange([
    ...points.flatMap(({ y, spread }) => (spread > 0 ? [y - spread, y, y + spread] : [y])),
    ...lines.map(({ value }) => value),
  ]);
  const room = 0.06 * Math.max(high - low, 1e-3 * Math.max(1, Math.abs(high)));
  return [low - room, high + room];
}

function logRange(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0.1, 1];
  return [Math.min(...values) / 2, Math.max(...values) * 2];
}

function besides(point: SeriesPoint): (other: SeriesPoint) => boolean {
  return (other) => Math.abs(other.x - point.x) < 1e-9 * Math.abs(point.x) + 1e-12;
}
