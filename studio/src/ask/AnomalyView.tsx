import { useCallback } from "preact/hooks";
import type { Run } from "../train/study.ts";
import { decimals } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Plot } from "../ui/plot.ts";
import { saveFile } from "../ui/saveFile.ts";
import { inWords } from "../ui/words.ts";
import { askModel } from "./askState.ts";
import { changeQuestion } from "./heldQuestion.ts";
import { rowNumber } from "./rowSources.ts";
import { useAnswer } from "./useAnswer.ts";
import { Waiting } from "./Waiting.tsx";

const SAMPLES = 100;
const SHOWN = 12;

/** The log-likelihood of every test row: low ones are unusual. */
export function AnomalyView({ run, onOpen }: { run: Run; onOpen: () => void }) {
  const { test, file, places } = run.study.data;
  const numberOf = (row: number) => rowNumber({ ...(places && { places: places.test }) }, row);
  const answer = useAnswer(`anomalies ${run.id}`, (following) =>
    askModel(run, "likelihoods", { data: test, samples: SAMPLES }, following),
  );
  const draw = useCallback(
    (width: number) => answer.value && drawHistogram(answer.value, width, run.spec.model),
    [answer.value],
  );
  return (
    <Waiting answer={answer} what="Scoring the test rows">
      {(scores) => {
        const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
        return (
          <div class="samples">
            <div>
              <Figure
                title="Log-likelihood of the test rows"
                draw={draw}
                describe={() =>
                  `${scores.length} rows: ${inWords(scores)}; lowest ${decimals(scores[order[0]], 2)}.`
                }
                note="Nats a row. Rows on the far left are the ones that the model finds unusual."
              />
              <button
                type="button"
                class="plain"
                onClick={() =>
                  saveFile(
                    "scores.csv",
                    `row,logLikelihood\n${Array.from(scores, (score, row) => `${numberOf(row)},${score}`).join("\n")}\n`,
                    "text/csv",
                  )
                }
              >
                <Icon name="download" /> All scores as CSV
              </button>
            </div>
            <div>
              <h3>The most unusual rows</h3>
              <table class="compare">
                <thead>
                  <tr>
                    <th scope="col">{places ? `row of ${file}` : "test row"}</th>
                    <th scope="col">log-likelihood</th>
                    <th scope="col">rank</th>
                  </tr>
                </thead>
                <tbody>
                  {order.slice(0, SHOWN).map((row, rank) => (
                    <tr key={row}>
                      <th scope="row">
                        <button
                          type="button"
                          class="link"
                          aria-label={`Open the posterior of row ${numberOf(row)}`}
                          onClick={() => {
                            changeQuestion(run.study.id, { row: { source: "test", at: row } });
                            onOpen();
                          }}
                        >
                          {numberOf(row)}
                        </button>
                      </th>
                      <td>{decimals(scores[row], 2)}</td>
                      <td>
                        {rank + 1} of {scores.length}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        );
      }}
    </Waiting>
  );
}

/** Of the histogram; few rows get fewer, so that it has a shape. */
const MOST_BARS = 40;

function drawHistogram(scores: Float64Array, width: number, model: string): SVGSVGElement {
  return Plot.plot({
    width,
    height: 280,
    marginBottom: 46,
    marginLeft: 44,
    className: "chart",
    style: { fontSize: "12px" },
    x: { label: "log-likelihood →", labelAnchor: "right", labelOffset: 34 },
    y: {
      label: "↑ rows",
      grid: true,
      tickFormat: (rows: number) => (Number.isInteger(rows) ? `${rows}` : ""),
    },
    marks: [
      Plot.rectY(
        Array.from(scores, (score) => ({ score })),
        {
          ...Plot.binX({ y: "count" } as const, {
            x: "score",
            thresholds: Math.min(MOST_BARS, Math.ceil(2 * Math.sqrt(scores.length))),
          }),
          fill: `var(--model-${model})`,
        },
      ),
      Plot.ruleY([0]),
    ],
  }) as SVGSVGElement;
}
