import { useCallback } from "preact/hooks";
import { columnAt } from "../train/columnAt.ts";
import type { Run } from "../train/study.ts";
import { Figure } from "../ui/Figure.tsx";
import { inWords } from "../ui/words.ts";
import { askModel } from "./askState.ts";
import { levelsOf, sharesInWords, typeOf } from "./columnTypes.ts";
import { changeQuestion, questionOf } from "./heldQuestion.ts";
import { drawMarginal, drawPair, SHOWN } from "./samplePlots.ts";
import { useAnswer } from "./useAnswer.ts";
import { Waiting } from "./Waiting.tsx";

const ROWS = 2000;

/** Samples of a model over the test rows: each column alone, and any two together. */
export function SampleView({ run }: { run: Run }) {
  const { test } = run.study.data;
  const names = test.columns;
  const [x, y] = questionOf(run.study.id).pair ?? [names[0], names[Math.min(1, names.length - 1)]];
  const answer = useAnswer(`sample ${run.id}`, (following) =>
    askModel(run, "sample", { rows: ROWS, seed: 1 }, following),
  );
  const scatter = useCallback(
    (width: number) =>
      answer.value &&
      drawPair(test, answer.value, x, y, width, run.spec.model, (name) => levelsOf(run, name)),
    [answer.value, x, y],
  );
  return (
    <Waiting answer={answer} what={`Drawing ${ROWS} rows`}>
      {(drawn) => (
        <div class="samples">
          <div class="pair">
            <div class="row">
              {([0, 1] as const).map((i) => (
                <label key={i} class="field grow">
                  <span>{i === 0 ? "across" : "upward"}</span>
                  <select
                    value={[x, y][i]}
                    onChange={(event) => {
                      const next: [string, string] = [x, y];
                      next[i] = event.currentTarget.value;
                      changeQuestion(run.study.id, { pair: next });
                    }}
                  >
                    {names.map((name) => (
                      <option key={name}>{name}</option>
                    ))}
                  </select>
                </label>
              ))}
            </div>
            <Figure
              title={`${y} against ${x}`}
              draw={scatter}
              describe={() =>
                `${Math.min(SHOWN, test.rowCount)} test rows and ${SHOWN} samples of the model as points.`
              }
              note="Grey: test rows. Coloured: the model's samples."
            />
          </div>
          <div>
            <h3>Marginals: test rows (filled) and the model (line)</h3>
            <div class="marginals">
              {names.map((name) => (
                <Marginal key={name} name={name} run={run} drawn={drawn} />
              ))}
            </div>
          </div>
        </div>
      )}
    </Waiting>
  );
}

/** Marginals stand beside each other, and have little to write. */
const LEAST = 160;

function Marginal({
  name,
  run,
  drawn,
}: {
  name: string;
  run: Run;
  drawn: Parameters<typeof drawMarginal>[1];
}) {
  const draw = useCallback(
    (width: number) =>
      drawMarginal(run.study.data.test, drawn, name, width, run.spec.model, typeOf(run, name)),
    [drawn, name],
  );
  const describe = () => {
    const { test } = run.study.data;
    const at = (data: typeof test) => columnAt(data, data.columns.indexOf(name));
    const levels = levelsOf(run, name);
    const words = (values: Float64Array) => (levels ? sharesInWords(values, levels) : inWords(values));
    return `Test rows: ${words(at(test))}. Model: ${words(at(drawn))}.`;
  };
  return <Figure title={name} draw={draw} describe={describe} least={LEAST} />;
}
