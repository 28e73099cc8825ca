import { type Run, runStyle, runTitle } from "../train/study.ts";
import { decimals } from "../ui/decimals.ts";
import { Plot } from "../ui/plot.ts";
import type { Score } from "../worker/messages.ts";
import { nameMargin } from "./nameMargin.ts";

const LINE_HEIGHT = 30;
const MARGIN_RIGHT = 70;
/** Below this width there is room for short names only. */
const NARROW = 520;

/** One bar a model, from the floor where it is known, else from the best of them. What is many times worse than the rest is cut and labelled. */
export function drawScores(
  scored: readonly { readonly run: Run; readonly score: Score }[],
  lines: readonly { readonly name: string; readonly nll: number }[],
  exact: number | undefined,
  width: number,
): SVGSVGElement {
  const from = exact ?? Math.min(...scored.map(({ score }) => score.nll), ...lines.map(({ nll }) => nll));
  const bars = [
    ...scored.map(({ run, score }) => ({
      name: width < NARROW ? runTitle(run).replace("SIReN-VAE ", "") : runTitle(run),
      value: score.nll - from,
      colour: runStyle(run).colour,
    })),
    ...lines.map(({ name, nll }) => ({ name, value: nll - from, colour: "var(--line-strong)" })),
  ].sort((a, b) => a.value - b.value);
  const middle = bars[Math.floor((bars.length - 1) / 2)].value;
  const end =
    Math.max(0.01, Math.min(Math.max(...bars.map(({ value }) => value)), Math.max(4 * middle, 0.2))) * 1.06;
  const shown = bars.map((bar) => ({
    ...bar,
    end: Math.max(0, Math.min(bar.value, end)),
    cut: bar.value > end,
  }));
  const { marginLeft, tickFormat } = nameMargin(
    bars.map(({ name }) => name),
    width,
    0.6,
  );
  return Plot.plot({
    width,
    height: 46 + LINE_HEIGHT * bars.length,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    marginTop: 8,
    className: "chart",
    style: { fontSize: "12px" },
    x: {
      domain: [0, end],
      label: null,
      grid: true,
      // Each number takes some 60 pixels.
      ticks: Math.max(2, Math.min(8, Math.floor((width - marginLeft - MARGIN_RIGHT) / 60))),
    },
    y: { domain: bars.map(({ name }) => name), label: null, tickSize: 0, padding: 0.35, tickFormat },
    marks: [
      Plot.barX(shown, { y: "name", x: "end", fill: "colour" }),
      Plot.text(shown, {
        y: "name",
        x: "end",
        text: (bar) => `${bar.cut ? "… " : ""}${decimals(bar.value, 2)}`,
        textAnchor: "start",
        dx: 8,
        fill: "currentColor",
      }),
      Plot.ruleX([0]),
    ],
  }) as SVGSVGElement;
}
