import { type ColumnType, type Dataset, endsOf, isWhole, type ModelKind } from "../../../src/internals.ts";
import { columnAt } from "../train/columnAt.ts";
import { Plot } from "../ui/plot.ts";
import { levelShares } from "./columnTypes.ts";
import { nameMargin } from "./nameMargin.ts";
import { numberFormat } from "./numberFormat.ts";
import { shortNames } from "./shortNames.ts";

/** Of each table; more points hide each other. */
export const SHOWN = 600;
const BINS = 24;
/** Beside a distribution: half of a number that stands at its end. */
const MARGIN = 16;
/** Of a number below a distribution. */
const TICK = 60;
/** Left of a picture, for numbers. */
const NUMBERS = 54;

function named(data: Dataset, name: string): Float64Array {
  return columnAt(data, data.columns.indexOf(name));
}

/** What nearly all of both tables lie between, so that one stray value does not press the rest together. */
function common(a: Float64Array, b: Float64Array): [number, number] {
  const both = [...a, ...b].filter((value) => !Number.isNaN(value)).sort((p, q) => p - q);
  const low = both[Math.floor(0.002 * both.length)];
  const high = both[Math.ceil(0.998 * (both.length - 1))];
  const room = 0.04 * (high - low || 1);
  return [low - room, high + room];
}

/** Two distributions of a column over each other: of the rows filled, of the model as a line, of levels as outlined bars. */
export function drawMarginal(
  data: Dataset,
  model: Dataset,
  name: string,
  width: number,
  kind: ModelKind,
  type: ColumnType | undefined,
) {
  const [a, b] = [named(data, name), named(model, name)];
  if (type?.levels) return drawLevelMarginal(a, b, type.levels, width, kind);
  const [from, to] = common(a, b);
  // A bar for each whole number, or for some of them together.
  const whole = isWhole(type?.kind);
  const step = whole ? Math.max(1, Math.ceil((to - from) / BINS)) : (to - from) / BINS;
  const low = type && whole ? Math.max(endsOf(type).least, Math.floor(from)) - 0.5 : from;
  const binCount = whole ? Math.ceil((to - low) / step) : BINS;
  const high = low + binCount * step;
  const shares = (values: Float64Array) => {
    const counts = new Array<number>(binCount).fill(0);
    for (const value of values) {
      const bin = Math.floor((value - low) / step);
      if (bin >= 0 && bin < binCount) counts[bin] += 1 / values.length;
    }
    return counts.map((share, bin) => ({ from: low + bin * step, to: low + (bin + 1) * step, share }));
  };
  return Plot.plot({
    width,
    height: 104,
    marginLeft: MARGIN,
    marginRight: MARGIN,
    marginTop: 4,
    marginBottom: 22,
    className: "chart",
    style: { fontSize: "11px" },
    x: {
      domain: [low, high],
      label: null,
      ticks: Math.min(4, Math.floor(width / TICK)),
      ...numberFormat(low, high),
    },
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

function drawLevelMarginal(
  a: Float64Array,
  b: Float64Array,
  levels: readonly string[],
  width: number,
  kind: ModelKind,
) {
  const [rows, drawn] = [levelShares(a, levels.length), levelShares(b, levels.length)];
  const bars = levels.map((level, code) => ({ level, code, rows: rows[code], model: drawn[code] }));
  // A level has room for so many letters.
  const letters = Math.max(2, Math.floor((width - 16) / levels.length / 7));
  if (letters < FEWEST_LETTERS && levels.some((level) => level.length > letters))
    return drawManyLevels(bars, width, kind);
  const label = shortNames(levels, letters, (level) => `${level.slice(0, letters - 1)}…`);
  return Plot.plot({
    width,
    height: 104,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 22,
    className: "chart",
    style: { fontSize: "11px" },
    x: {
      domain: levels.map((_, code) => code),
      label: null,
      tickSize: 0,
      type: "band",
      tickFormat: (code: number) => label(levels[code]),
    },
    y: { axis: null, domain: [0, Math.max(...rows, ...drawn)] },
    marks: [
      Plot.barY(bars, { x: "code", y: "rows", fill: "var(--line-strong)", fillOpacity: 0.45 }),
      Plot.barY(bars, {
        x: "code",
        y: "model",
        fill: "none",
        stroke: `var(--model-${kind})`,
        strokeWidth: 2,
        // Of many narrow bars something is left.
        inset: Math.min(5, (width - 16) / levels.length / 5),
      }),
      Plot.ruleY([0], { stroke: "var(--line-strong)" }),
    ],
  }) as SVGSVGElement;
}

/** Of a level whose name is cut below its bar; with room for fewer the bars lie, each beside its name. */
const FEWEST_LETTERS = 4;
const LEVEL_HEIGHT = 15;

interface LevelBar {
  readonly level: string;
  readonly rows: number;
  readonly model: number;
}

function drawManyLevels(bars: readonly LevelBar[], width: number, kind: ModelKind) {
  const { marginLeft, tickFormat } = nameMargin(
    bars.map(({ level }) => level),
    width,
    0.6,
  );
  return Plot.plot({
    width,
    height: LEVEL_HEIGHT * bars.length + 8,
    marginLeft,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 4,
    className: "chart",
    style: { fontSize: "11px" },
    x: { axis: null, domain: [0, Math.max(...bars.flatMap(({ rows, model }) => [rows, model]))] },
    y: { domain: bars.map(({ level }) => level), label: null, tickSize: 0, type: "band", tickFormat },
    marks: [
      Plot.barX(bars, { y: "level", x: "rows", fill: "var(--line-strong)", fillOpacity: 0.45 }),
      Plot.barX(bars, {
        y: "level",
        x: "model",
        fill: "none",
        stroke: `var(--model-${kind})`,
        strokeWidth: 1.5,
        insetTop: 2,
        insetBottom: 2,
      }),
      Plot.ruleX([0], { stroke: "var(--line-strong)" }),
    ],
  }) as SVGSVGElement;
}

/** Of the width of a picture, for the names of levels. */
const MOST_OF_NAMES = 0.3;

/** Steps of a sequence that fills a square evenly, so that what is spread along both axes shows no line of its own. */
const STEPS = { x: 0.7548776662466927, y: 0.5698402909980532 } as const;

/** Codes of levels lie on each other: spread over a part of the step, the same way every time. */
export function spreadCodes(codes: Float64Array, axis: keyof typeof STEPS): Float64Array {
  return codes.map((code, i) => code + 0.5 * (((i * STEPS[axis]) % 1) - 0.5));
}

export function drawPair(
  data: Dataset,
  model: Dataset,
  x: string,
  y: string,
  width: number,
  kind: ModelKind,
  levelsOf: (name: string) => readonly string[] | undefined,
) {
  const [across, upward] = [levelsOf(x), levelsOf(y)];
  const points = (table: Dataset) => {
    const a = across ? spreadCodes(named(table, x), "x") : named(table, x);
    const b = upward ? spreadCodes(named(table, y), "y") : named(table, y);
    return Array.from({ length: Math.min(SHOWN, table.rowCount) }, (_, i) => [a[i], b[i]]);
  };
  const ofRows = Plot.dot(points(data), {
    x: "0",
    y: "1",
    r: 2.6,
    fill: "var(--line-strong)",
    stroke: "var(--surface)",
    strokeWidth: 0.6,
    clip: true,
  });
  const ofModel = Plot.dot(points(model), {
    x: "0",
    y: "1",
    r: 1.9,
    fill: `var(--model-${kind})`,
    fillOpacity: 0.65,
    clip: true,
  });
  const size = Math.min(width, 460);
  const besideAxis = upward ? nameMargin(upward, width, MOST_OF_NAMES) : undefined;
  const marginLeft = Math.max(NUMBERS, besideAxis?.marginLeft ?? 0);
  const below = across && nameMargin(across, (width - marginLeft) / across.length, 1).tickFormat;
  const axis = (
    name: string,
    levels: readonly string[] | undefined,
    written: ((level: string) => string) | undefined,
  ) => {
    if (levels && written)
      return {
        domain: [-0.5, levels.length - 0.5],
        ticks: levels.map((_, code) => code),
        tickFormat: (code: number) => written(levels[code]),
      };
    const domain = common(named(data, name), named(model, name));
    return { domain, grid: true, ...numberFormat(...domain) };
  };
  return Plot.plot({
    width,
    height: size,
    marginBottom: 46,
    className: "chart",
    style: { fontSize: "12px" },
    x: {
      ...axis(x, across, below),
      label: `${x} →`,
      labelAnchor: "right",
      labelOffset: 38,
    },
    y: { ...axis(y, upward, besideAxis?.tickFormat), label: `↑ ${y}` },
    marginLeft,
    // The smaller cloud lies on the larger one, which would hide it.
    marks:
      Math.min(SHOWN, data.rowCount) < Math.min(SHOWN, model.rowCount)
        ? [ofModel, ofRows]
        : [ofRows, ofModel],
  }) as SVGSVGElement;
}
