import { useCallback } from "preact/hooks";
import type { Calibration } from "../../../src/internals.ts";
import type { Run } from "../train/study.ts";
import { Figure } from "../ui/Figure.tsx";
import { Plot } from "../ui/plot.ts";
import { askModel } from "./askState.ts";
import { useAnswer } from "./useAnswer.ts";
import { Waiting } from "./Waiting.tsx";

const SIMULATIONS = 300;

/** Whether the encoder is a calibrated posterior, and the model a calibrated description of the data. */
export function CalibrationView({ run }: { run: Run }) {
  const { test } = run.study.data;
  const answer = useAnswer(`calibration ${run.id}`, (following) =>
    askModel(run, "calibrate", { data: test, simulations: SIMULATIONS }, following),
  );
  return (
    <Waiting answer={answer} what="Simulating and ranking">
      {(found) => (
        <div class="samples">
          {found.posterior.length > 0 && (
            <Part
              title="Posterior of the latents"
              note={`Ranks of ${SIMULATIONS} simulated hidden values among draws from the encoder.`}
              parts={found.posterior}
              band={found.posteriorBand}
              model={run.spec.model}
            />
          )}
          {found.predictive && found.predictiveBand && (
            <Part
              title="Measured columns"
              note="Where each measured value falls among draws from the model."
              parts={found.predictive}
              band={found.predictiveBand}
              model={run.spec.model}
            />
          )}
        </div>
      )}
    </Waiting>
  );
}

function Part(props: {
  title: string;
  note: string;
  parts: Calibration["posterior"];
  band: Calibration["posteriorBand"];
  model: string;
}) {
  const { title, note, parts, band, model } = props;
  const draw = useCallback((width: number) => drawDifferences(parts, band, width, model), [parts]);
  const off = parts.filter(({ inside }) => !inside);
  const said =
    off.length > 0
      ? `${off.length} of ${parts.length} leave the band: ${off.map(({ name }) => name).join(", ")}.`
      : parts.length === 1
        ? "The curve stays inside the band."
        : `All ${parts.length} curves stay inside the band.`;
  const average = (level: 50 | 80 | 95) =>
    (100 * parts.reduce((sum, { coverage }) => sum + coverage[level], 0)) / parts.length;
  return (
    <div>
      <Figure
        title={title}
        draw={draw}
        describe={() => said}
        note={`${note} Each line is one variable's distribution function minus the uniform one; inside the band, nothing speaks against calibration.`}
      />
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">central interval</th>
            <th scope="col">50 %</th>
            <th scope="col">80 %</th>
            <th scope="col">95 %</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">holds, on average</th>
            {([50, 80, 95] as const).map((level) => (
              <td key={level}>{average(level).toFixed(0)} %</td>
            ))}
          </tr>
        </tbody>
      </table>
      <p class="quiet">{said}</p>
    </div>
  );
}

function drawDifferences(
  parts: Calibration["posterior"],
  band: Calibration["posteriorBand"],
  width: number,
  model: string,
): SVGSVGElement {
  const points = parts.flatMap(({ name, ecdf, inside }) =>
    ecdf.map((share, i) => ({ name, inside, at: band.points[i], off: share - band.points[i] })),
  );
  const edges = band.points.map((at, i) => ({ at, low: band.lower[i] - at, high: band.upper[i] - at }));
  const reach = Math.max(0.08, ...points.map(({ off }) => Math.abs(off)), ...edges.map(({ high }) => high));
  const worst = parts.filter(({ inside }) => !inside).length > 0;
  return Plot.plot({
    width,
    height: 300,
    marginBottom: 46,
    marginLeft: 52,
    className: "chart",
    style: { fontSize: "12px" },
    x: { domain: [0, 1], label: "rank as a share →", labelAnchor: "right", labelOffset: 34 },
    y: { domain: [-reach * 1.1, reach * 1.1], label: "↑ distance from uniform", grid: true },
    marks: [
      Plot.areaY(edges, { x: "at", y1: "low", y2: "high", fill: "var(--line-strong)", fillOpacity: 0.25 }),
      Plot.ruleY([0], { stroke: "var(--line-strong)" }),
      Plot.line(points, {
        x: "at",
        y: "off",
        z: "name",
        stroke: (point) => (point.inside ? `var(--model-${model})` : "var(--bad)"),
        strokeOpacity: worst ? 0.75 : 0.6,
        strokeWidth: 1.2,
      }),
    ],
  }) as SVGSVGElement;
}
