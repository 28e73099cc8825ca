import type { ModelKind } from "../../../src/internals.ts";
import { Plot } from "../ui/plot.ts";
import { levelShares, percents } from "./columnTypes.ts";
import { inLines, KEY_LINE } from "./inLines.ts";
import { nameMargin } from "./nameMargin.ts";

const LINE_HEIGHT = 26;
/** Pixels that a letter takes, about. */
const LETTER = 6.6;

export interface LevelBelief {
  readonly name: string;
  readonly levels: readonly string[];
  /** Codes. */
  readonly draws: Float64Array;
  /** The level that was there, where it is known. */
  readonly truth?: number;
  /** What was to be expected before, as codes. */
  readonly before?: ArrayLike<number>;
}

/** One bar a node, parted by the probabilities of its levels; a cross where the truth is, a thin grey bar above for what was before. */
export function drawLevels(
  beliefs: readonly LevelBelief[],
  width: number,
  model: ModelKind,
): SVGSVGElement | undefined {
  if (beliefs.length === 0) return undefined;
  const { marginLeft, tickFormat } = nameMargin(
    beliefs.map(({ name }) => name),
    width,
    0.4,
  );
  const room = width - marginLeft - 24;
  const pieces = beliefs.flatMap((belief) =>
    piecesOf(belief.name, belief.levels, belief.draws, belief.truth),
  );
  const old = beliefs.flatMap(({ name, levels, before }) => (before ? piecesOf(name, levels, before) : []));
  const truths = pieces.filter(({ isTruth }) => isTruth);
  const fits = ({ from, to, label }: Piece) => (to - from) * room > LETTER * label.length + 8;
  const key = inLines(
    [
      "bars: probability of each level",
      ...(old.length > 0 ? ["grey line: before"] : []),
      ...(truths.length > 0 ? ["×: truth"] : []),
    ],
    Math.floor(width / LETTER),
  );
  const keyHeight = KEY_LINE * (key.length - 1);
  return Plot.plot({
    width,
    height: 56 + keyHeight + (LINE_HEIGHT + (old.length > 0 ? 8 : 0)) * beliefs.length,
    marginLeft,
    marginRight: 24,
    marginTop: 28 + keyHeight,
    marginBottom: 26,
    className: "chart",
    style: { fontSize: "12px" },
    x: {
      domain: [0, 1],
      label: null,
      ticks: 5,
      tickFormat: (share: number) => `${Math.round(100 * share)} %`,
    },
    y: { domain: beliefs.map(({ name }) => name), label: null, tickSize: 0, padding: 0.25, tickFormat },
    marks: [
      Plot.barX(pieces, {
        y: "name",
        x1: "from",
        x2: "to",
        fill: `var(--model-${model})`,
        fillOpacity: "shade",
        stroke: "var(--surface)",
        insetTop: old.length > 0 ? 7 : 0,
      }),
      Plot.barX(old, {
        y: "name",
        x1: "from",
        x2: "to",
        fill: "var(--line-strong)",
        fillOpacity: "shade",
        stroke: "var(--surface)",
        insetBottom: LINE_HEIGHT - 6,
      }),
      Plot.text(pieces.filter(fits), {
        y: "name",
        x: (piece: Piece) => (piece.from + piece.to) / 2,
        text: "label",
        fill: "currentColor",
        dy: old.length > 0 ? 3 : 0,
      }),
      Plot.dot(truths, {
        y: "name",
        x: (piece: Piece) => Math.max(0.015, Math.min(0.985, piece.from + 0.012)),
        symbol: "times",
        r: 4,
        stroke: "var(--ink)",
        strokeWidth: 1.6,
        dy: old.length > 0 ? 3 : 0,
      }),
      Plot.text([key.join("\n")], {
        frameAnchor: "top-left",
        text: (text: string) => text,
        dy: -20 - keyHeight,
        dx: 4 - marginLeft,
        textAnchor: "start",
        fill: "var(--muted)",
      }),
    ],
  }) as SVGSVGElement;
}

interface Piece {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly shade: number;
  readonly isTruth: boolean;
}

function piecesOf(
  name: string,
  levels: readonly string[],
  values: ArrayLike<number>,
  truth?: number,
): Piece[] {
  const shares = levelShares(values, levels.length);
  const rounded = percents(shares);
  let from = 0;
  return levels.flatMap((level, code) => {
    const to = from + shares[code];
    const piece = {
      name,
      from,
      to,
      label: `${level}: ${rounded[code]} %`,
      // Light enough that names can be read on it, and next to each other told apart.
      shade: 0.16 + (0.3 * code) / Math.max(1, levels.length - 1),
      isTruth: truth === code,
    };
    from = to;
    return shares[code] > 0 || piece.isTruth ? [piece] : [];
  });
}
