import type { ModelKind } from "../../../src/internals.ts";
import { decimals } from "../ui/decimals.ts";
import { Plot } from "../ui/plot.ts";
import type { LatentBelief } from "../worker/messages.ts";

const LINE_HEIGHT = 26;

/** Spreads of the prior to both sides; the same for every row, so that what moves is the belief. */
const REACH = 4;
/** Below this correlation with the reference a model's latent is not the network's, however narrow its belief. */
const FOUND = 0.5;

/**
 * One line a node: the model's 95 % and 50 % intervals and median, the exact ones below in grey, and the true value, all in
 * spreads of the node's prior around its mean. The band is the prior's own 95 %.
 */
export function drawBeliefs(
  beliefs: readonly LatentBelief[],
  width: number,
  trueValue: (name: string) => number | undefined,
  model: ModelKind,
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
      strength: (belief.agreement ?? 1) < FOUND ? 0.35 : 1,
      label: belief.agreement === undefined ? name : `${name}  r ${decimals(belief.agreement, 2)}`,
      low: scaled(at(0.025)),
      high: scaled(at(0.975)),
      lower: scaled(at(0.25)),
      upper: scaled(at(0.75)),
      middle: scaled(at(0.5)),
      text: `${decimals(at(0.5), 2)} ± ${((at(0.841) - at(0.159)) / 2).toFixed(2)}`,
      exactText: exact ? `${decimals(exact.mean, 2)} ± ${exact.deviation.toFixed(2)}` : "",
      exact: exact && {
        middle: scaled(exact.mean),
        low: scaled(exact.mean - 1.96 * exact.deviation),
        high: scaled(exact.mean + 1.96 * exact.deviation),
      },
      truth: truth === undefined ? undefined : scaled(truth),
    };
  });
  const exacts = lines.filter((line) => line.exact !== undefined);
  const truths = lines.filter((line) => line.truth !== undefined);
  const reach = REACH;
  const narrow = width < 520;
  const longest = Math.max(...lines.map(({ label }) => label.length));
  const colour = `var(--model-${model})`;
  const marginRight = narrow ? 10 : exacts.length > 0 ? 190 : 104;
  const marginLeft = Math.min(0.4 * width, 14 + 7 * longest);
  const legend = [
    "band: prior (95 %); colour: model (50 %, 95 %)",
    ...(narrow ? ["number: median ± sd"] : []),
    ...(exacts.length > 0 ? ["grey: exact"] : []),
    ...(truths.length > 0 ? ["×: truth"] : []),
    ...(lines.some(({ strength }) => strength < 1) ? [`faint: r below ${FOUND}`] : []),
  ];
  const [first, ...rest] = legend;
  const legendText = narrow ? [first, rest.join("; ")].filter(Boolean).join("\n") : legend.join("; ");
  const legendHeight = narrow ? 16 : 0;
  return Plot.plot({
    width,
    height: 58 + legendHeight + LINE_HEIGHT * lines.length,
    marginLeft,
    marginRight,
    marginTop: 30 + legendHeight,
    marginBottom: 26,
    className: "chart",
    style: { fontSize: "12px" },
    x: { domain: [-reach, reach], label: null, ticks: narrow ? 5 : 9, grid: true },
    y: { domain: lines.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      Plot.barX(lines, { y: "label", x1: -1.96, x2: 1.96, fill: "var(--line)", fillOpacity: 0.45 }),
      Plot.ruleY(exacts, {
        y: "label",
        x1: (line) => line.exact!.low,
        x2: (line) => line.exact!.high,
        stroke: "var(--line-strong)",
        strokeWidth: 2,
        dy: 5,
        clip: true,
      }),
      Plot.tickX(exacts, {
        y: "label",
        x: (line) => line.exact!.middle,
        stroke: "var(--line-strong)",
        strokeWidth: 2,
        insetTop: 12,
      }),
      Plot.ruleY(lines, {
        y: "label",
        x1: "low",
        x2: "high",
        stroke: colour,
        strokeOpacity: "strength",
        strokeWidth: 2,
        dy: -3,
        clip: true,
      }),
      Plot.ruleY(lines, {
        y: "label",
        x1: "lower",
        x2: "upper",
        stroke: colour,
        strokeOpacity: "strength",
        strokeWidth: 6,
        dy: -3,
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
        dy: -3,
        clip: true,
      }),
      Plot.dot(truths, {
        y: "label",
        x: "truth",
        symbol: "times",
        r: 4,
        stroke: "var(--ink)",
        strokeWidth: 1.6,
        clip: true,
      }),
      ...(narrow
        ? [
            Plot.text(lines, {
              y: "label",
              x: reach,
              text: "text",
              textAnchor: "end",
              dy: -13,
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
              dx: 104,
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
              dx: 104,
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
