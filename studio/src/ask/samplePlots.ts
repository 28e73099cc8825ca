import * as Plot from "@observablehq/plot";
import type { Dataset, ModelKind } from "../../../src/internals.ts";

const SHOWN = 600;
const BINS = 24;

export function column(data: Dataset, at: number): Float64Array {
  return Float64Array.from(
    { length: data.rowCount },
    (_, row) => data.values[row * data.columns.length + at],
  );
}

function named(data: Dataset, name: string): Float64Array {
  return column(data, data.columns.indexOf(name));
}

/** What nearly all of both tables lie between, so that one stray value does not press the rest together. */
function common(a: Float64Array, b: Float64Array): [number, number] {
  const both = [...a, ...b].filter((value) => !Number.isNaN(value)).sort((p, q) => p - q);
  const low = both[Math.floor(0.002 * both.length)];
  const high = both[Math.ceil(0.998 * (both.length - 1))];
  const room = 0.04 * (high - low || 1);
  return [low - room, high + room];
}

export function drawMarginal(data: Dataset, model: Dataset, name: string, width: number, kind: ModelKind) {
  const [a, b] = [named(data, name), named(model, name)];
  const [low, high] = common(a, b);
  const step = (high - low) / BINS;
  const shares = (values: Float64Array) => {
    const counts = new Array<number>(BINS).fill(0);
    for (const value of values) {
      const bin = Math.floor((value - low) / step);
      if (bin >= 0 && bin < BINS) counts[bin] += 1 / values.length;
    }
    return counts.map((share, bin) => ({ from: low + bin * step, to: low + (bin + 1) * step, share }));
  };
  return Plot.plot({
    width,
    height: 104,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 22,
    className: "chart",
    style: { fontSize: "11px" },
    x: { domain: [low, high], label: null, ticks: 4 },
    y: { axis: null },
    marks: [
      Plot.rectY(shares(a), {
        x1: "from",
        x2: "to",
        y: "share",
        fill: "var(--line-strong)",
        fillOpacity: 0.45,
        inset: 0,
      }),
      Plot.lineY(shares(b), {
        x: (bin) => (bin.from + bin.to) / 2,
        y: "share",
        stroke: `var(--model-${kind})`,
        strokeWidth: 2,
        curve: "monotone-x",
      }),
      Plot.ruleY([0], { stroke: "var(--line-strong)" }),
    ],
  }) as SVGSVGElement;
}

export function drawPair(
  data: Dataset,
  model: Dataset,
  x: string,
  y: string,
  width: number,
  kind: ModelKind,
) {
  const points = (table: Dataset) => {
    const [a, b] = [named(table, x), named(table, y)];
    return Array.from({ length: Math.min(SHOWN, table.rowCount) }, (_, i) => [a[i], b[i]]);
  };
  const size = Math.min(width, 460);
  return Plot.plot({
    width,
    height: size,
    marginBottom: 46,
    className: "chart",
    style: { fontSize: "12px" },
    x: {
      domain: common(named(data, x), named(model, x)),
      label: `${x} →`,
      labelAnchor: "right",
      grid: true,
    },
    y: { domain: common(named(data, y), named(model, y)), label: `↑ ${y}`, grid: true },
    marks: [
      Plot.dot(points(data), {
        x: "0",
        y: "1",
        r: 2.6,
        fill: "var(--line-strong)",
        fillOpacity: 0.6,
        clip: true,
      }),
      Plot.dot(points(model), {
        x: "0",
        y: "1",
        r: 1.9,
        fill: `var(--model-${kind})`,
        fillOpacity: 0.65,
        clip: true,
      }),
    ],
  }) as SVGSVGElement;
}
