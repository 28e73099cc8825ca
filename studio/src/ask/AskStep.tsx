import { step } from "../app/state.ts";
import { InsteadNote } from "../train/InsteadNote.tsx";
import { StaleNote } from "../train/StaleNote.tsx";
import { type Run, runStyle, runTitle } from "../train/study.ts";
import { Tabs } from "../ui/Tabs.tsx";
import { AnomalyView } from "./AnomalyView.tsx";
import { type AskView, asked, askView, chooseModel, finished } from "./askState.ts";
import { BeliefView } from "./BeliefView.tsx";
import { CalibrationView } from "./CalibrationView.tsx";
import { CompareView } from "./CompareView.tsx";
import { FilesView } from "./FilesView.tsx";
import { InterveneView } from "./InterveneView.tsx";
import { RowView } from "./RowView.tsx";
import { SampleView } from "./SampleView.tsx";

const VIEWS = [
  { key: "compare", title: "Compare" },
  { key: "beliefs", title: "Beliefs" },
  { key: "row", title: "Posterior and gaps" },
  { key: "samples", title: "Samples" },
  { key: "intervene", title: "Intervene" },
  { key: "anomalies", title: "Anomalies" },
  { key: "calibration", title: "Calibration" },
  { key: "files", title: "Files" },
] as const;

export function AskStep() {
  const view = askView;
  const run = asked.value;
  if (run === undefined) {
    return (
      <section class="pane full" aria-label="Ask">
        <div class="empty">
          <h2>No model to ask yet</h2>
          <p>Train one first: a few hundred epochs take seconds.</p>
          <button
            type="button"
            class="main"
            onClick={() => {
              step.value = "train";
            }}
          >
            To the training
          </button>
        </div>
      </section>
    );
  }
  const single = view.value !== "compare";
  const refused = single && whyNotAsked(run, view.value);
  return (
    <section class="pane full ask" aria-label="Ask">
      <h2 class="hidden">Ask the models</h2>
      <StaleNote study={run.study} />
      <InsteadNote run={run} />
      <Tabs tabs={VIEWS} current={view.value} onChange={(key) => (view.value = key)} label="Questions">
        {single && (
          <fieldset class="choose-model">
            <legend class="hidden">Model to ask</legend>
            {finished.value.map((one) => (
              <label key={one.id} class="chip">
                <input type="radio" name="asked" checked={one === run} onChange={() => chooseModel(one.id)} />
                <span>
                  <i class="swatch" style={{ background: runStyle(one).colour }} aria-hidden="true" />{" "}
                  {runTitle(one)}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <div class="answer" key={`${view.value}${single ? run.id : ""}`}>
          {view.value === "compare" && <CompareView />}
          {refused && <p>{refused}</p>}
          {!refused && view.value === "beliefs" && <BeliefView run={run} />}
          {!refused && view.value === "row" && <RowView run={run} />}
          {view.value === "samples" && <SampleView run={run} />}
          {!refused && view.value === "intervene" && <InterveneView run={run} />}
          {view.value === "anomalies" && (
            <AnomalyView
              run={run}
              onOpen={() => {
                view.value = "row";
              }}
            />
          )}
          {view.value === "calibration" && <CalibrationView run={run} />}
          {view.value === "files" && <FilesView run={run} />}
        </div>
      </Tabs>
    </section>
  );
}

/** Why a model of a family cannot answer what a view asks; false where it can. */
function whyNotAsked(run: Run, view: AskView): string | false {
  const { family } = run.parts.value!.architecture;
  if (family === "flow" && (view === "beliefs" || view === "row" || view === "intervene"))
    return "A flow over all measured columns has nothing hidden and no conditionals of single columns: it scores rows and draws new ones. Train the family siren to ask for beliefs and effects.";
  if (family === "posterior" && (view === "beliefs" || view === "intervene"))
    return "This model is only the encoder of its network: it infers the hidden nodes of whole rows, under Posterior and gaps. Train the family siren to ask about single nodes and about effects.";
  return false;
}
