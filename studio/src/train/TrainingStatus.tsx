import { duration } from "../../../src/numeric/duration.ts";
import { step } from "../app/state.ts";
import { Icon } from "../ui/Icon.tsx";
import { type Run, runStyle, runs, runTitle } from "./study.ts";
import { finishRun, pauseRun } from "./trainings.ts";

/** The trainings that run now, in a line each that stands on every step of the page: how far, how long still, and their end. */
export function TrainingStatus() {
  const running = runs.value.filter(({ status }) => status.value === "running");
  const waiting = runs.value.filter(({ status }) => status.value === "waiting").length;
  if (running.length === 0) return null;
  return (
    <section class="training-status" aria-label="Trainings that run" data-testid="training-status">
      {running.map((run) => (
        <Line key={run.id} run={run} />
      ))}
      {waiting > 0 && <span class="quiet">{waiting === 1 ? "one more waits" : `${waiting} more wait`}</span>}
    </section>
  );
}

function Line({ run }: { run: Run }) {
  const title = runTitle(run);
  const watched = run.spec.method === "watch";
  const { done, total } = run.progress.value;
  return (
    <div class="status-line">
      <button
        type="button"
        class="link"
        onClick={() => {
          step.value = "train";
        }}
      >
        <i class="swatch" style={{ background: runStyle(run).colour }} aria-hidden="true" /> {title}
      </button>
      <span class="numbers">{statusText(run)}</span>
      <progress
        max={1}
        value={Math.min(0.95, done / Math.max(1, total))}
        aria-label={`Training of ${title}`}
      />
      <button
        type="button"
        class="plain small"
        aria-label={watched ? `Stop ${title}, keeping its best weights` : `Pause ${title}, to go on later`}
        title={watched ? "Stop, and keep the best weights" : "Pause: it goes on where it was"}
        onClick={() => (watched ? finishRun(run) : pauseRun(run))}
      >
        <Icon name={watched ? "stop" : "pause"} /> {watched ? "Stop" : "Pause"}
      </button>
    </div>
  );
}

function statusText(run: Run): string {
  const { done, total, left, atMost } = run.progress.value;
  const epochs =
    done > 0 ? `epoch ${done} of ${atMost ? "at most " : "about "}${Math.round(total)}` : "starting";
  return left === undefined ? epochs : `${epochs}, ${atMost ? "at most " : ""}${duration(left)} left`;
}
