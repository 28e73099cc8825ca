import { shortened } from "./markup.ts";
import { plotMarkup } from "./plotMarkup.ts";
import { Plot } from "./plotting.ts";

export type Symbol = "circle" | "square" | "triangle" | "diamond" | "star" | "times" | "plus" | "asterisk";

/** How a series looks: colour is never the only sign that tells it from another. */
export interface SeriesStyle {
  readonly colour: string;
  /** Of the line, as in `stroke-dasharray`; null for points without a line. */
  readonly dash: string | null;
  readonly symbol: Symbol | null;
}

/** After Okabe and Ito, whose colours colour-blind people can tell apart; dark enough for white, light enough for black. */
export const COLOURS = ["#2b7fc4", "#d55e00", "#009e73", "#cc79a7", "#b8740c", "#8a8a8a"] as const;

const LINE_HEIGHT = 22;
/** Mean width of a character, in pixels at 13 pixels a line. */
export const CHARACTER = 6.9;
const KEY = 44;

export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
}

/** A legend as wide as its figure, in as many lines as it needs. */
export function legend(entries: readonly LegendEntry[], width: number): { svg: string; height: number } {
  if (entries.length === 0) return { svg: "", height: 0 };
  let x = 4;
  let y = LINE_HEIGHT / 2;
  const placed = entries.map(({ label, style }) => {
    const text = shortened(label, Math.floor((width - KEY - 16) / CHARACTER));
    const wanted = KEY + text.length * CHARACTER + 18;
    if (x > 4 && x + wanted > width) {
      x = 4;
      y += LINE_HEIGHT;
    }
    const entry = { text, style, x, y };
    x += wanted;
    return entry;
  });
  const height = y + LINE_HEIGHT / 2;
  const svg = plotMarkup({
    width,
    height,
    margin: 0,
    x: { domain: [0, width], range: [0, width], axis: null },
    y: { domain: [0, height], range: [0, height], axis: null },
    symbol: { type: "identity" },
    marks: placed.flatMap(({ text, style, x, y }) => [
      ...(style.dash === null
        ? []
        : [
            Plot.link([0], {
              x1: x,
              x2: x + 34,
              y1: y,
              y2: y,
              stroke: style.colour,
              strokeWidth: 2,
              strokeDasharray: style.dash,
            }),
          ]),
      ...(style.symbol === null ? [] : [symbolMark([{ x: x + 17, y }], style, { x: "x", y: "y" })]),
      Plot.text([text], { x: x + KEY, y, textAnchor: "start", fill: "currentColor" }),
    ]),
  });
  return { svg, height };
}

/** The symbols of a series: those that are shapes filled, those that are strokes stroked. */
export function symbolMark<Datum>(
  data: readonly Datum[],
  { colour, symbol }: SeriesStyle,
  options: Plot.DotOptions,
): Plot.Dot {
  const strokes = symbol === "times" || symbol === "plus" || symbol === "asterisk";
  const look = strokes
    ? { stroke: colour, strokeWidth: 2.2, r: 5 }
    : { fill: colour, stroke: "none", r: 4.2 };
  return Plot.dot(data as Datum[], { symbol: symbol ?? "circle", ...look, ...options });
}
