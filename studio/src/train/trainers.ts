import type { TrainingCommand } from "../worker/messages.ts";
import { startWorker } from "../worker/startWorker.ts";

/** Milliseconds after which a worker that nobody asks for is let go. */
const KEPT = 300_000;

let spare: Promise<Worker> | undefined;
let letGo: ReturnType<typeof setTimeout> | undefined;

/**
 * Gets a worker ready for a training that is soon asked for. A browser compiles what a worker runs while it runs, so that the first
 * second of a new one is slow: this one has trained a little by then.
 */
export function expectTraining(): void {
  if (spare !== undefined) return;
  const starting = startWorker();
  keep(starting);
  starting.then(
    (worker) => {
      if (spare === starting) worker.postMessage({ kind: "warm" } satisfies TrainingCommand);
    },
    // Whoever wants to train tries again, and hears of it.
    () => drop(starting),
  );
}

/** A worker that trains, one that has done so before where there is one. */
export function takeTrainer(): Promise<Worker> {
  const ready = spare;
  if (ready === undefined) return startWorker();
  drop(ready);
  return ready;
}

/** Takes back a worker whose training has ended by itself. */
export function returnTrainer(worker: Worker): void {
  worker.onmessage = null;
  worker.onerror = null;
  if (spare === undefined) keep(Promise.resolve(worker));
  else worker.terminate();
}

function keep(worker: Promise<Worker>): void {
  spare = worker;
  letGo = setTimeout(() => {
    drop(worker);
    void worker.then((gone) => gone.terminate());
  }, KEPT);
}

function drop(worker: Promise<Worker>): void {
  if (spare !== worker) return;
  clearTimeout(letGo);
  spare = undefined;
}
