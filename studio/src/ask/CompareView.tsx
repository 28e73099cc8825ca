import { useCallback } from "preact/hooks";
import { type Run, runStyle, runTitle } from "../train/study.ts";
import { decimals, scaleText } from "../ui/decimals.ts";
import { Explain } from "../ui/Explain.tsx";
import { Figure } from "../ui/Figure.tsx";
import type { Score } from "../worker/messages.ts";
import { askModel, finished } from "./askState.ts";
import { changeQuestion, questionOf } from "./heldQuestion.ts";
import { drawScores } from "./scorePlot.ts";
import { useAnswer } from "./useAnswer.ts";
import { Busy } from "./Waiting.tsx";

const SAMPLES = 200;

/** Every model of the study beside the Gaussian models and the floor. */
export function CompareView() {
  const models = finished.value;
  const [{ study }] = models;
  /** The name that all others are compared with; the best one where none is chosen. */
  const { against } = questionOf(study.id);
  const baselines = study.baselines.value;
  const key = `scores ${models.map(({ id }) => id).join()}`;
  const answer = useAnswer(key, ({ signal, onProgress }) => {
    const shares = models.map(() => 0);
    return Promise.all(
      models.map(async (run, i) => {
        const score = await askModel(
          run,
          "score",
          { test: study.data.test, samples: SAMPLES },
          {
            signal,
            onProgress: (share) => {
              shares[i] = share;
              onProgress?.(shares.reduce((sum, one) => sum + one, 0) / shares.length);
            },
          },
        );
        shares[i] = 1;
        return { run, score };
      }),
    );
  });
  const scored = answer.value ?? [];
  const exact = baselines?.exact;
  const lines = [...(baselines?.lines ?? [])].sort((a, b) => a.nll - b.nll);
  const rivals: readonly Rival[] = [
    ...scored.map(({ run, score }) => ({ name: runTitle(run), nll: score.nll, rows: score.rows })),
    ...lines,
  ];
  const best = Math.min(...rivals.map(({ nll }) => nll));
  const reference = rivals.find(({ name }) => name === against) ?? rivals.find(({ nll }) => nll === best);
  const draw = useCallback(
    (width: number) => answer.value && drawScores(answer.value, lines, exact, width),
    [answer.value, baselines],
  );
  return (
    <>
      <p>
        {study.data.test.rowCount} test rows, {SAMPLES} importance samples a row; nats a row, lower is better.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll-x" tabIndex={0} aria-label="Comparison of the models">
        <table class="compare" data-testid="compare">
          <thead>
            <tr>
              <th scope="col">model</th>
              <th scope="col">NLL</th>
              <th scope="col">± SE</th>
              {exact !== undefined && (
                <th scope="col">
                  above the floor <Explain term="excess" />
                </th>
              )}
              <th scope="col">paired difference</th>
              <th scope="col">−ELBO</th>
              <th scope="col">RE</th>
              <th scope="col">
                effective samples <Explain term="effective samples" />
              </th>
              <th scope="col">
                Lipschitz bound <Explain term="the Lipschitz bound" />
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map((run) => (
              <ModelLine
                key={run.id}
                run={run}
                score={scored.find((one) => one.run === run)?.score}
                exact={exact}
                best={best}
                reference={reference}
              />
            ))}
            {lines.map(({ name, nll, rows }) => (
              <tr key={name} class={nll === best ? "best" : ""}>
                <th scope="row">{name}</th>
                <td>{decimals(nll, 2)}</td>
                <td />
                {exact !== undefined && <td>{decimals(nll - exact, 2)}</td>}
                <td>{pairedText({ name, nll, rows }, reference)}</td>
                <td colSpan={4} />
              </tr>
            ))}
            {exact !== undefined && (
              <tr class="floor">
                <th scope="row">floor: the generating network</th>
                <td>{decimals(exact, 2)}</td>
                <td />
                <td>0.00</td>
                <td>{pairedText({ name: "floor", nll: exact, rows: baselines?.exactRows }, reference)}</td>
                <td colSpan={4} />
              </tr>
            )}
          </tbody>
        </table>
      </section>
      {scored.length > 0 && (
        <Figure
          title={exact === undefined ? "Distance from the best" : "Distance from the floor"}
          draw={draw}
          describe={() =>
            rivals.map(({ name, nll }) => `${name}: ${decimals(nll - (exact ?? best), 2)}`).join("; ")
          }
          note="Of the NLL: nats a row on the test rows."
        />
      )}
      {reference && rivals.length > 1 && (
        <label class="field inline">
          <span>paired difference from</span>
          <select
            value={reference.name}
            onChange={(event) => {
              changeQuestion(study.id, { against: event.currentTarget.value });
            }}
          >
            {rivals.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {answer.busy && <Busy what="Scoring the models" share={answer.share} />}
      {answer.problem && <p class="wrong">{answer.problem}</p>}
      <p class="quiet">
        NLL: negative log-likelihood. Paired difference: mean over the test rows of the difference in NLL, ±
        its standard error; where that is much smaller than the difference, the better one is better. RE: mean
        distance of a row from its reconstruction, in data units. Effective samples: how well the encoder
        covers the posterior. A Lipschitz bound below 1 proves the flows invertible.
      </p>
    </>
  );
}

interface Rival {
  readonly name: string;
  readonly nll: number;
  readonly rows?: Float64Array;
}

/** Mean and standard error of the differences row by row: far surer than the difference of two means. */
function pairedText(one: Rival, reference: Rival | undefined): string {
  if (!reference || !one.rows || !reference.rows) return "";
  if (one.name === reference.name) return "–";
  const differences = one.rows.map((value, i) => value - reference.rows![i]);
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
  return `${mean > 0 ? "+" : ""}${decimals(mean, 3)} ± ${Math.sqrt(variance / n).toFixed(3)}`;
}

/** In data units, which may be small. */
function distanceText(distance: number): string {
  if (!Number.isFinite(distance)) return "";
  return distance < 0.1 ? scaleText(distance, distance) : decimals(distance, 2);
}

function ModelLine(props: {
  run: Run;
  score: Score | undefined;
  exact: number | undefined;
  best: number;
  reference: Rival | undefined;
}) {
  const { run, score, exact, best, reference } = props;
  const number = (value: number | undefined, digits = 2) =>
    value === undefined || !Number.isFinite(value) ? "" : decimals(value, digits);
  return (
    <tr class={score?.nll === best ? "best" : ""}>
      <th scope="row">
        <i class="swatch" style={{ background: runStyle(run).colour }} aria-hidden="true" /> {runTitle(run)}
      </th>
      <td>{number(score?.nll)}</td>
      <td>{number(score?.standardError)}</td>
      {exact !== undefined && <td>{number(score && score.nll - exact)}</td>}
      <td>{score && pairedText({ name: runTitle(run), nll: score.nll, rows: score.rows }, reference)}</td>
      <td>{number(score && -score.elbo)}</td>
      <td>{score && distanceText(score.reconstruction)}</td>
      <td>{number(score?.effective, 0)}</td>
      <td>{score && score.bound > 0 ? number(score.bound, 3) : ""}</td>
    </tr>
  );
}
