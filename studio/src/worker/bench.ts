import type { TrainingCommand } from "./messages.ts";
import { startWorker } from "./startWorker.ts";
import { epochRate, timedTask } from "./stepRate.ts";

/** Epochs per second in a worker of the page. Built for the benchmark alone. */
async function measure(model: "true" | "vae"): Promise<number> {
  const worker = await startWorker();
  const { take, rate } = epochRate();
  worker.onmessage = ({ data }) => take(data);
  worker.postMessage({ kind: "train", task: timedTask(model) } satisfies TrainingCommand);
  return rate.finally(() => worker.terminate());
}

(globalThis as { sirenStudioBench?: typeof measure }).sirenStudioBench = measure;
