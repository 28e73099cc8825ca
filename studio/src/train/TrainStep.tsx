import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { step } from "../app/state.ts";
import { shownName } from "../document/shownName.ts";
import { Figure } from "../ui/Figure.tsx";
import { loadCharts } from "../ui/plot.ts";
import { type CurveKind, describeCurves, drawCurves } from "./curves.ts";
import { DataPanel } from "./DataPanel.tsx";
import { LearnedView } from "./LearnedView.tsx";
import { ModelPanel } from "./ModelPanel.tsx";
import { RunCard } from "./RunCard.tsx";
import { RunTable } from "./RunTable.tsx";
import { StaleMark, StaleNote } from "./StaleNote.tsx";
import { currentStudy, runs } from "./study.ts";
import { expectTraining } from "./trainers.ts";

const REDRAW = 250;
const HEIGHT = 400;
const SMALL_HEIGHT = 230;
const HELD_OUT =
  "A bound by few samples of the rows that a training holds out; the number is the score that is kept. Straight lines are scored on the test rows, which are others, so that a curve may end below the lowest of them.";
const TRIALS = " Dots are trials.";
const TRAINED_ON = "Negative ELBO of the rows that are trained on.";
const LESSON = " The last curve of a model that averaged tables taught is of rows drawn from them.";

export function TrainStep() {
  const study = currentStudy.value;
  const mine = runs.value.filter((run) => run.study === study);
  const others = runs.value.filter((run) => run.study !== study);
  const drawn = (kind: CurveKind, height: number) => (width: number) =>
    study &&
    drawCurves(
      runs.value.filter((run) => run.study === study),
      kind,
      study.baselines.value,
      width,
      height,
    );
  // Before a training wants the processor; the first chart tries again where that fails.
  useEffect(() => void loadCharts().catch(() => undefined), []);
  const drawHeld = useCallback(drawn("validation", HEIGHT), [study]);
  const drawLoss = useCallback(drawn("loss", SMALL_HEIGHT), [study]);
  const shown = useSignal<"curves" | "graph">("curves");
  const finished = mine.some((run) => run.status.value === "done");
  // What a chart waits with is for the trainings' sake: once they rest it shows where they ended.
  const every = mine.some((run) => run.status.value === "running") ? REDRAW : 0;
  return (
    <div class="train-step">
      {/* Whoever reaches for the settings is about to train. */}
      <div class="side" onPointerEnter={expectTraining} onFocusIn={expectTraining}>
        <DataPanel />
        <ModelPanel />
      </div>
      <section id="training" class="pane scroll" aria-label="Training">
        {study === undefined ? (
          <div class="empty">
            <h2>Nothing is training yet</h2>
            <p>
              Choose models on the left and start. Each runs in a worker of its own; the curves show how rows
              that are held out are scored, with simpler models and, where it is known, the floor as lines.
            </p>
          </div>
        ) : (
          <>
            <div class="pane-head">
              <h2>
                {shownName(study.document)}, {study.data.train.rowCount} rows
                {study.data.file && ` of ${study.data.file}`}
              </h2>
              {finished && (
                <button
                  type="button"
                  class="plain"
                  onClick={() => {
                    step.value = "ask";
                  }}
                >
                  Ask the models →
                </button>
              )}
            </div>
            <StaleNote study={study} />
            <div class="pad">
              <fieldset class="segments">
                <legend class="hidden">What to show</legend>
                {(["curves", "graph"] as const).map((one) => (
                  <label key={one}>
                    <input
                      type="radio"
                      name="training-view"
                      checked={shown.value === one}
                      onChange={() => {
                        shown.value = one;
                      }}
                    />
                    <span>{one === "curves" ? "Curves" : "On the graph"}</span>
                  </label>
                ))}
              </fieldset>
              {shown.value === "curves" ? (
                <>
                  <Figure
                    title="Rows held out"
                    draw={drawHeld}
                    every={every}
                    describe={() => describeCurves(mine, "validation", study.baselines.peek())}
                    note={`${HELD_OUT}${mine.some(({ spec }) => spec.method !== "watch") ? TRIALS : ""}`}
                  />
                  <Figure
                    title="Training rows"
                    draw={drawLoss}
                    every={every}
                    describe={() => describeCurves(mine, "loss", undefined)}
                    note={`${TRAINED_ON}${mine.some(({ parts }) => parts.value?.training.distilled) ? LESSON : ""}`}
                  />
                </>
              ) : (
                <LearnedView runs={mine} />
              )}
              {mine.length > 2 && <RunTable runs={mine} />}
              <ul class="runs" aria-label="Trainings">
                {mine.map((run) => (
                  <RunCard key={run.id} run={run} />
                ))}
              </ul>
              {others.length > 0 && (
                <>
                  <h3>Of other networks or rows</h3>
                  <ul class="runs" aria-label="Earlier trainings">
                    {others.map((run) => (
                      <li key={run.id} class="earlier">
                        <button
                          type="button"
                          class="link"
                          onClick={() => {
                            currentStudy.value = run.study;
                          }}
                        >
                          {shownName(run.study.document)}, {run.study.data.train.rowCount} rows:{" "}
                          {run.spec.model}
                        </button>{" "}
                        <StaleMark study={run.study} />
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </div>
          </>
        )}
      </section>
    </div>
  );
}
