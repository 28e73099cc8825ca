import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ResamplingAnswer, ResamplingTask } from "./summaryWorker.ts";

/**
 * Makes resamplings in worker threads, each as soon as a thread is free. What comes does not depend on how many there are,
 * only its order does.
 *
 * @throws the signal's reason within a moment after it is given; what was reported by then stays reported
 */
export async function resampleInThreads(
  task: ResamplingTask,
  indices: readonly number[],
  {
    threads = availableParallelism(),
    signal,
    onResult,
  }: {
    readonly threads?: number;
    readonly signal: AbortSignal;
    readonly onResult: (answer: ResamplingAnswer) => void;
  },
): Promise<void> {
  const count = Math.min(threads, indices.length);
  if (count === 0) return;
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL("./summaryWorker.js", import.meta.url), { workerData: task }),
  );
  let next = 0;
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((done, fail) => {
            const stop = () => fail(signal.reason);
            if (signal.aborted) return stop();
            signal.addEventListener("abort", stop, { once: true });
            const go = () => {
              if (next < indices.length) worker.postMessage(indices[next++]);
              else done();
            };
            worker.once("error", fail);
            worker.on("message", (answer: ResamplingAnswer) => {
              if (signal.aborted) return;
              try {
                onResult(answer);
                go();
              } catch (error) {
                fail(error);
              }
            });
            go();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
