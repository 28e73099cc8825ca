import { decimals } from "../ui/decimals.ts";
import { Icon } from "../ui/Icon.tsx";
import { keptValue } from "./curves.ts";
import { DistilledNote } from "./DistilledNote.tsx";
import { InsteadNote } from "./InsteadNote.tsx";
import { StaleMark } from "./StaleNote.tsx";
import { type Run, runStyle, runTitle } from "./study.ts";
import { continueRun, finishRun, pauseRun, removeRun } from "./trainings.ts";

/** One training: how far it is, and what can be done with it. */
export function RunCard({ run }: { run: Run }) {
  const status = run.status.value;
  const { phase, done, total, stepsPerSecond } = run.progress.value;
  const last = run.points.value.at(-1);
  const kept = keptValue(run, "validation");
  const title = runTitle(run);
  const active = status === "running" || status === "waiting";
  // How long a choice takes is an estimate, so nothing is full before it is done.
  const share = status === "done" ? 1 : Math.min(0.95, done / Math.max(1, total));
  const canFinish =
    run.spec.method === "watch" && (status === "running" || (status === "paused" && run.saved));
  return (
    <li class="run" data-testid={`run-${run.spec.model}`} data-status={status}>
      <div class="row spread">
        <h3>
          <i class="swatch" style={{ background: runStyle(run).colour }} aria-hidden="true" /> {title}{" "}
          <StaleMark study={run.study} />
        </h3>
        <span class="tools">
          {active && (
            <button
              type="button"
              class="icon small"
              aria-label={`Pause ${title}`}
              title="Pause"
              onClick={() => pauseRun(run)}
            >
              <Icon name="pause" />
            </button>
          )}
          {status === "paused" && (
            <button
              type="button"
              class="icon small"
              aria-label={`Go on with ${title}`}
              title="Go on"
              onClick={() => continueRun(run)}
            >
              <Icon name="play" />
            </button>
          )}
          {canFinish && (
            <button
              type="button"
              class="icon small"
              aria-label={`Stop ${title} and keep its best weights`}
              title="Stop, and keep the best weights"
              onClick={() => finishRun(run)}
            >
              <Icon name="stop" />
            </button>
          )}
          <button
            type="button"
            class="icon small"
            aria-label={`Remove ${title}`}
            title="Remove"
            onClick={() => removeRun(run)}
          >
            <Icon name="trash" />
          </button>
        </span>
      </div>
      <progress max={1} value={share} aria-label={`Progress of ${title}`} />
      <p class="numbers">
        <span>{statusText(run, phase)}</span>
        {last && status !== "done" && <span>epoch {last.epoch}</span>}
        {last && status !== "done" && Number.isFinite(last.loss) && (
          <span>−ELBO {decimals(last.loss, 2)}</span>
        )}
        {kept !== undefined && (
          <span>
            {status === "done" ? "kept with" : "best"} {decimals(kept, 2)} on rows held out
          </span>
        )}
        {status === "running" && stepsPerSecond > 0 && <span>{Math.round(stepsPerSecond)} steps/s</span>}
      </p>
      <InsteadNote run={run} />
      <DistilledNote run={run} />
      {run.problem.value && <p class="wrong">{run.problem.value}</p>}
    </li>
  );
}

function statusText(run: Run, phase: string): string {
  switch (run.status.value) {
    case "running":
      return phase;
    case "waiting":
      return "waits for a core";
    case "paused":
      return "paused";
    case "failed":
      return "failed";
    case "done": {
      const chosen = run.parts.value?.training.choices[0]?.candidate;
      return chosen ? `done: ${chosen}` : "done";
    }
  }
}
