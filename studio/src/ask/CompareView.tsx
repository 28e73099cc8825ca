import { useCallback } from "preact/hooks";
import { type Run, runStyle, runTitle } from "../train/study.ts";
import { decimals } from "../ui/decimals.ts";
import { Figure } from "../ui/Figure.tsx";
import type { Score } from "../worker/messages.ts";
import { askModel, finished } from "./askState.ts";
import { drawScores } from "./scorePlot.ts";
import { useAnswer } from "./useAnswer.ts";

const SAMPLES = 200;

/** Every model of the study beside the Gaussian models and the floor. */
export function CompareView() {
  const models = finished.value;
  const [{ study }] = models;
  const baselines = study.baselines.value;
  const key = `scores ${models.map(({ id }) => id).join()}`;
  const answer = useAnswer(key, () =>
    Promise.all(
      models.map(async (run) => ({
        run,
        score: await askModel(run, "score", { test: study.data.test, samples: SAMPLES }),
      })),
    ),
  );
  const scored = answer.value ?? [];
  const exact = baselines?.exact;
  const lines = [...(baselines?.lines ?? [])].sort((a, b) => a.nll - b.nll);
  const best = Math.min(...scored.map(({ score }) => score.nll), ...lines.map(({ nll }) => nll));
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
              {exact !== undefined && <th scope="col">above the floor</th>}
              <th scope="col">−ELBO</th>
              <th scope="col">RE</th>
              <th scope="col">effective samples</th>
              <th scope="col">Lipschitz bound</th>
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
              />
            ))}
            {lines.map(({ name, nll }) => (
              <tr key={name} class={nll === best ? "best" : ""}>
                <th scope="row">{name}</th>
                <td>{decimals(nll, 2)}</td>
                <td />
                {exact !== undefined && <td>{decimals(nll - exact, 2)}</td>}
                <td colSpan={4} />
              </tr>
            ))}
            {exact !== undefined && (
              <tr class="floor">
                <th scope="row">floor: the generating network</th>
                <td>{decimals(exact, 2)}</td>
                <td />
                <td>0.00</td>
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
          note="Of the NLL: nats a row on the test rows."
        />
      )}
      {answer.busy && (
        <p class="quiet busy" role="status">
          Scoring the models …
        </p>
      )}
      {answer.problem && <p class="wrong">{answer.problem}</p>}
      <p class="quiet">
        NLL: negative log-likelihood. RE: mean distance of a row from its reconstruction, in data units.
        Effective samples: how well the encoder covers the posterior. A Lipschitz bound below 1 proves the
        flows invertible.
      </p>
    </>
  );
}

function ModelLine(props: { run: Run; score: Score | undefined; exact: number | undefined; best: number }) {
  const { run, score, exact, best } = props;
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
      <td>{number(score && -score.elbo)}</td>
      <td>{number(score?.reconstruction)}</td>
      <td>{number(score?.effective, 0)}</td>
      <td>{score && score.bound > 0 ? number(score.bound, 3) : ""}</td>
    </tr>
  );
}
