import type { Dataset, ModelKind } from "../../../src/internals.ts";
import { scaleText } from "../ui/decimals.ts";
import { Plot } from "../ui/plot.ts";
import type { InterventionAnswer } from "../worker/messages.ts";
import { inLines, KEY_LINE } from "./inLines.ts";
import { nameMargin } from "./nameMargin.ts";

const LINE_HEIGHT = 34;
/** Pixels that a letter takes, about. */
const LETTER = 6.8;

/** Mean and 95 % of every measured node before (grey) and after (coloured); the numbers below the grey are the line's scale. */
export function drawIntervention(
  { before, after, exact }: InterventionAnswer,
  node: string,
  width: number,
  model: ModelKind,
  isNumber: (name: string) => boolean,
): SVGSVGElement | undefined {
  const numbers = before.columns.filter(isNumber);
  if (numbers.length === 0) return undefined;
  const lines = numbers
    .map((name) => {
      const old = summary(before, name);
      const now = summary(after, name);
      const scaled = (value: number) => (value - old.mean) / old.deviation;
      return {
        name,
        isSet: name === node,
        ends: [old.low, old.high].map((end) => scaleText(end, old.deviation)),
        oldLow: scaled(old.low),
        oldHigh: scaled(old.high),
        mean: scaled(now.mean),
        low: scaled(now.low),
        high: scaled(now.high),
        text: `${scaleText(old.mean, old.deviation)} → ${scaleText(now.mean, old.deviation)}`,
        exact: exact?.[name] === undefined ? undefined : scaled(exact[name]),
      };
    })
    .sort((a, b) => Number(b.isSet) - Number(a.isSet) || Math.abs(b.mean) - Math.abs(a.mean));
  const reach = Math.max(3, ...lines.flatMap(({ low, high }) => [-low, high]));
  const colour = `var(--model-${model})`;
  const { marginLeft, tickFormat } = nameMargin(
    lines.map(({ name }) => name),
    width,
    0.35,
  );
  const marginRight = 20 + LETTER * Math.max(...lines.map(({ text }) => text.length));
  /** Whether the numbers at the ends of a line would meet in its middle. */
  const isNarrow = ({ oldLow, oldHigh, ends }: (typeof lines)[number]) =>
    ((oldHigh - oldLow) / (2 * reach)) * (width - marginLeft - marginRight) <
    LETTER * (1 + ends.join("").length / 2);
  const exacts = lines.filter((line) => line.exact !== undefined);
  const key = inLines(
    [
      "grey: before (95 %, the line at its mean)",
      "coloured: after",
      ...(exacts.length > 0 ? ["×: exact mean"] : []),
    ],
    Math.floor(width / LETTER),
  );
  const keyHeight = KEY_LINE * (key.length - 1);
  return Plot.plot({
    width,
    height: 40 + keyHeight + LINE_HEIGHT * lines.length,
    marginLeft,
    marginRight,
    marginTop: 28 + keyHeight,
    marginBottom: 8,
    className: "chart",
    style: { fontSize: "12px" },
    x: { domain: [-reach, reach], axis: null },
    y: { domain: lines.map(({ name }) => name), label: null, tickSize: 0, tickFormat },
    marks: [
      Plot.ruleX([0], { stroke: "var(--line-strong)" }),
      Plot.ruleY(lines, {
        y: "name",
        x1: "oldLow",
        x2: "oldHigh",
        stroke: "var(--line-strong)",
        strokeOpacity: 0.5,
        strokeWidth: 7,
      }),
      ...(["oldLow", "oldHigh"] as const).flatMap((at, end) =>
        [false, true].map((apart) =>
          Plot.text(
            lines.filter((line) => isNarrow(line) === apart),
            {
              y: "name",
              x: at,
              text: (line: (typeof lines)[number]) => line.ends[end],
              dy: 14,
              textAnchor: apart ? (["end", "start"] as const)[end] : "middle",
              dx: apart ? [-2, 2][end] : 0,
              fill: "var(--muted)",
              fontSize: 10.5,
            },
          ),
        ),
      ),
      Plot.ruleY(lines, { y: "name", x1: "low", x2: "high", stroke: colour, strokeWidth: 2 }),
      Plot.dot(lines, { y: "name", x: "mean", r: 4, fill: colour }),
      Plot.dot(exacts, {
        y: "name",
        x: "exact",
        symbol: "times",
        r: 4,
        stroke: "var(--ink)",
        strokeWidth: 1.6,
      }),
      Plot.text(lines, {
        y: "name",
        x: reach,
        text: "text",
        dx: 10,
        textAnchor: "start",
        fill: "var(--muted)",
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

function summary(data: Dataset, name: string) {
  const width = data.columns.length;
  const at = data.columns.indexOf(name);
  const sorted = Float64Array.from(
    { length: data.rowCount },
    (_, row) => data.values[row * width + at],
  ).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
  return {
    mean,
    deviation: Math.sqrt(variance) || 1,
    low: sorted[Math.floor(0.025 * sorted.length)],
    high: sorted[Math.floor(0.975 * sorted.length)],
  };
}
