import type { ModelKind } from "../../../src/internals.ts";
import { decimals, scaleText } from "../ui/decimals.ts";
import { Plot } from "../ui/plot.ts";
import type { LatentBelief } from "../worker/messages.ts";
import { inLines, KEY_LINE } from "./inLines.ts";
import { nameMargin } from "./nameMargin.ts";

const LINE_HEIGHT = 36;
/** Where a belief's numbers stand above its line, for want of room beside it. */
const ROOM_ABOVE = 12;

/** Spreads of the prior to both sides; the same for every row, so that what moves is the belief. Nobody reads them: numbers are in the node's units. */
const REACH = 4;
/** Spreads to both sides that hold 95 % of a normal distribution. */
const NORMAL_95 = 1.96;
/** Below this correlation with the reference a model's latent is not the network's, however narrow its belief. */
const FOUND = 0.5;
/** Pixels that a letter takes, about. */
const LETTER = 6.8;

/**
 * One line a node: the model's 95 % and 50 % intervals and median, the exact ones below in grey, and the true value. The band is
 * the prior's own 95 %, and the numbers at its ends are the line's scale, in the node's units.
 *
 * @param band what the band is
 */
export function drawBeliefs(
  beliefs: readonly LatentBelief[],
  width: number,
  trueValue: (name: string) => number | undefined,
  model: ModelKind,
  band = "prior (95 %), its ends in the node's units",
): SVGSVGElement | undefined {
  if (beliefs.length === 0) return undefined;
  const lines = beliefs.map((belief) => {
    const sorted = belief.draws.toSorted();
    const at = (level: number) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))];
    const { exact, name, prior } = belief;
    const truth = trueValue(name);
    const scaled = (value: number) =>
      Math.max(-REACH, Math.min(REACH, (value - prior.mean) / prior.deviation));
    return {
      name,
      ends: [prior.low, prior.high].map((end) => scaleText(end, prior.deviation)),
      from: scaled(prior.low),
      to: scaled(prior.high),
      strength: (belief.agreement ?? 1) < FOUND ? 0.35 : 1,
      label: belief.agreement === undefined ? name : `${name}  r ${decimals(belief.agreement, 2)}`,
      low: scaled(at(0.025)),
      high: scaled(at(0.975)),
      lower: scaled(at(0.25)),
      upper: scaled(at(0.75)),
      middle: scaled(at(0.5)),
      text: withSpread(at(0.5), (at(0.841) - at(0.159)) / 2, prior.deviation),
      exactText: exact ? withSpread(exact.mean, exact.deviation, prior.deviation) : "",
      exact: exact && {
        middle: scaled(exact.mean),
        low: scaled(exact.mean - NORMAL_95 * exact.deviation),
        high: scaled(exact.mean + NORMAL_95 * exact.deviation),
      },
      truth: truth === undefined ? undefined : scaled(truth),
    };
  });
  const exacts = lines.filter((line) => line.exact !== undefined);
  const truths = lines.filter((line) => line.truth !== undefined);
  const reach = REACH;
  const narrow = width < 520;
  const colour = `var(--model-${model})`;
  const room =
    20 + LETTER * Math.max(...lines.flatMap(({ text, exactText }) => [text.length, exactText.length]), 11);
  const marginRight = narrow ? 10 : exacts.length > 0 ? 2 * room : room;
  const { marginLeft, tickFormat } = nameMargin(
    lines.map(({ label }) => label),
    width,
    0.4,
  );
  const legend = [
    `band: ${band}`,
    "colour: model (50 %, 95 %)",
    ...(narrow ? ["number: median ± sd"] : []),
    ...(exacts.length > 0 ? ["grey: exact"] : []),
    ...(truths.length > 0 ? ["×: truth"] : []),
    ...(lines.some(({ strength }) => strength < 1) ? [`faint: r below ${FOUND}`] : []),
  ];
  const legendLines = inLines(legend, Math.floor((width - (narrow ? 8 : marginRight)) / LETTER));
  const legendText = legendLines.join("\n");
  const above = narrow ? ROOM_ABOVE : 0;
  // What stands in a line keeps its distance from the line's lower end.
  const lower = above / 2;
  const legendHeight = KEY_LINE * (legendLines.length - 1);
  return Plot.plot({
    width,
    height: 40 + legendHeight + (LINE_HEIGHT + above) * lines.length,
    marginLeft,
    marginRight,
    marginTop: 30 + legendHeight,
    marginBottom: 8,
    className: "chart",
    style: { fontSize: "12px" },
    // Every line has a scale of its own: no axis could be true for all of them.
    x: { domain: [-reach, reach], axis: null },
    y: { domain: lines.map(({ label }) => label), label: null, tickSize: 0, tickFormat },
    marks: [
      Plot.barX(lines, {
        y: "label",
        x1: "from",
        x2: "to",
        fill: "var(--line)",
        fillOpacity: 0.45,
        insetTop: 3 + above,
        insetBottom: 11,
      }),
      ...(["from", "to"] as const).map((at, end) =>
        Plot.text(lines, {
          y: "label",
          x: at,
          text: (line: (typeof lines)[number]) => line.ends[end],
          dy: 13 + lower,
          fill: "var(--muted)",
          fontSize: 10.5,
        }),
      ),
      Plot.ruleY(exacts, {
        y: "label",
        x1: (line) => line.exact!.low,
        x2: (line) => line.exact!.high,
        stroke: "var(--line-strong)",
        strokeWidth: 2,
        dy: 3 + lower,
        clip: true,
      }),
      Plot.tickX(exacts, {
        y: "label",
        x: (line) => line.exact!.middle,
        stroke: "var(--line-strong)",
        strokeWidth: 2,
        insetTop: 15 + above,
        insetBottom: 11,
      }),
      Plot.ruleY(lines, {
        y: "label",
        x1: "low",
        x2: "high",
        stroke: colour,
        strokeOpacity: "strength",
        strokeWidth: 2,
        dy: lower - 6,
        clip: true,
      }),
      Plot.ruleY(lines, {
        y: "label",
        x1: "lower",
        x2: "upper",
        stroke: colour,
        strokeOpacity: "strength",
        strokeWidth: 6,
        dy: lower - 6,
        clip: true,
      }),
      Plot.dot(lines, {
        y: "label",
        x: "middle",
        r: 3.5,
        fill: "var(--surface)",
        stroke: colour,
        strokeOpacity: "strength",
        strokeWidth: 2,
        dy: lower - 6,
        clip: true,
      }),
      Plot.dot(truths, {
        y: "label",
        x: "truth",
        symbol: "times",
        r: 4,
        stroke: "var(--ink)",
        strokeWidth: 1.6,
        dy: lower - 4,
        clip: true,
      }),
      ...(narrow
        ? [
            Plot.text(lines, {
              y: "label",
              x: reach,
              text: "text",
              textAnchor: "end",
              dy: lower - 21,
              fill: colour,
            }),
          ]
        : [
            Plot.text(lines, {
              y: "label",
              x: reach,
              text: "text",
              textAnchor: "start",
              dx: 10,
              fill: colour,
            }),
            Plot.text(exacts, {
              y: "label",
              x: reach,
              text: "exactText",
              textAnchor: "start",
              dx: room,
              fill: "var(--muted)",
            }),
            Plot.text([exacts.length > 0 ? "model" : "median ± sd"], {
              frameAnchor: "top-right",
              text: (text: string) => text,
              dx: 10,
              dy: -14,
              textAnchor: "start",
              fill: "var(--muted)",
            }),
            Plot.text(exacts.length > 0 ? ["exact"] : [], {
              frameAnchor: "top-right",
              text: (text: string) => text,
              dx: room,
              dy: -14,
              textAnchor: "start",
              fill: "var(--muted)",
            }),
          ]),
      Plot.text([legendText], {
        frameAnchor: "top-left",
        text: (text: string) => text,
        dy: -22 - legendHeight,
        dx: 4 - marginLeft,
        textAnchor: "start",
        fill: "var(--muted)",
      }),
    ],
  }) as SVGSVGElement;
}

function withSpread(middle: number, spread: number, scale: number): string {
  // A belief far narrower than the prior needs a digit more.
  const unit = Math.min(scale, 3 * spread);
  return `${scaleText(middle, unit)} ± ${scaleText(spread, unit)}`;
}
