import type { Calibration, EcdfBand, Uniformity } from "../evaluation/index.ts";
import { escapeText, FIGURE_STYLE, figureAttributes, printable, shortened } from "./markup.ts";
import { Plot, parseHTML } from "./plotting.ts";

const WIDTH = 640;
const PANEL = 250;
const HEAD = 46;
/** The share of its size at which text is still 9 pixels high. */
const SMALLEST = 0.7;
/** After Okabe and Ito; what stays inside the band is drawn in grey. */
const COLOURS = ["#d55e00", "#2b7fc4", "#009e73", "#cc79a7", "#b8740c"];
const DASHES = ["none", "6 3", "2 3"];

/**
 * SVG text: by how much the distribution functions of ranks and PIT values differ from the uniform one, with the
 * simultaneous band. Variables that leave the band are coloured and named, at most fifteen of a panel.
 *
 * @example
 * const svg = calibrationFigure(calibrate(model, { simulations: 200, seed: 1 }));
 */
export function calibrationFigure(calibration: Calibration): string {
  const panels: { title: string; curves: readonly Uniformity[]; band: EcdfBand }[] = [];
  const { posterior, posteriorBand, predictive, predictiveBand, simulations } = calibration;
  if (posterior.length > 0) {
    panels.push({
      title: `Posterior: ranks of ${posterior.length} latents in ${simulations} simulations`,
      curves: posterior,
      band: posteriorBand,
    });
  }
  if (predictive && predictiveBand) {
    const rows = predictive[0].values.length;
    panels.push({
      title: `Predictive: PIT of ${predictive.length} columns in ${rows} rows`,
      curves: predictive,
      band: predictiveBand,
    });
  }
  let top = 0;
  const drawn = panels.map(({ title, curves, band }) => {
    const outside = curves.filter(({ inside }) => !inside).slice(0, COLOURS.length * DASHES.length);
    const rows = Math.ceil(outside.length / 3);
    const head = HEAD + rows * 18;
    const heading =
      `<text x="8" y="18" font-weight="700">${escapeText(title)}</text>` +
      `<text x="8" y="36">${curves.filter(({ inside }) => !inside).length} of ${curves.length} leave the ${Math.round(100 * band.probability)} % band</text>`;
    const keys = outside.map(({ name }, i) => {
      const x = 8 + (i % 3) * 208;
      const y = 56 + Math.floor(i / 3) * 18;
      return (
        `<path d="M${x} ${y - 4}h26" stroke="${colour(i)}" stroke-width="3" stroke-dasharray="${dash(i)}"/>` +
        `<text x="${x + 34}" y="${y}">${escapeText(shortened(printable(name), 22))}</text>`
      );
    });
    const group = `<g transform="translate(0,${top})">${heading}${keys.join("")}<g transform="translate(0,${head})" text-anchor="middle">${plot(curves, outside, band)}</g></g>`;
    top += head + PANEL + 16;
    return group;
  });
  if (drawn.length === 0) {
    drawn.push('<text x="8" y="24">No latents and no rows: nothing to calibrate.</text>');
    top = 40;
  }
  return `<svg ${figureAttributes("siren-calibration", "Calibration of posterior and predictive", WIDTH, top, SMALLEST)} font-size="13">
<style>${FIGURE_STYLE}</style>
${drawn.join("\n")}
</svg>`;
}

function plot(curves: readonly Uniformity[], outside: readonly Uniformity[], band: EcdfBand): string {
  const { document } = parseHTML("<html><body></body></html>");
  const { points, lower, upper } = band;
  const ends = [
    { x: 0, low: 0, high: 0 },
    ...points.map((x, i) => ({ x, low: lower[i] - x, high: upper[i] - x })),
    { x: 1, low: 0, high: 0 },
  ];
  const differences = ({ ecdf }: Uniformity) => [
    { x: 0, y: 0 },
    ...points.map((x, i) => ({ x, y: ecdf[i] - x })),
    { x: 1, y: 0 },
  ];
  const most = Math.max(
    ...ends.flatMap(({ low, high }) => [-low, high]),
    ...curves.flatMap((one) => differences(one).map(({ y }) => Math.abs(y))),
  );
  const figure = Plot.plot({
    document: document as unknown as Document,
    className: "siren-plot",
    width: WIDTH,
    height: PANEL,
    marginTop: 24,
    marginBottom: 38,
    marginLeft: 56,
    marginRight: 16,
    style: { background: "transparent", color: "inherit", fontSize: "13px", fontFamily: "sans-serif" },
    x: { domain: [0, 1], axis: null },
    y: { domain: [-1.08 * most, 1.08 * most], axis: null },
    marks: [
      Plot.areaY(ends, { x: "x", y1: "low", y2: "high", fill: "currentColor", fillOpacity: 0.1 }),
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
      Plot.axisY({ label: "share of values, less the uniform one", tickSize: 4, ticks: 5 }),
      Plot.axisX({ label: "rank or PIT value", labelAnchor: "center", tickSize: 4, ticks: 5 }),
      ...curves
        .filter((one) => !outside.includes(one))
        .map((one) => Plot.lineY(differences(one), { x: "x", y: "y", strokeOpacity: 0.35, strokeWidth: 1 })),
      ...outside.map((one, i) =>
        Plot.lineY(differences(one), {
          x: "x",
          y: "y",
          stroke: colour(i),
          strokeWidth: 2,
          strokeDasharray: dash(i),
        }),
      ),
    ],
  });
  figure.querySelector("style")?.remove();
  return figure.innerHTML;
}

function colour(i: number): string {
  return COLOURS[i % COLOURS.length];
}

function dash(i: number): string {
  return DASHES[Math.floor(i / COLOURS.length) % DASHES.length];
}
