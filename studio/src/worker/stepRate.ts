import { simulationStream } from "../../../src/experiments/streams.ts";
import { builtInNetwork } from "../../../src/internals.ts";
import { documentOf, documentToJson } from "../document/document.ts";
import type { TrainingReport, TrainingTask } from "./messages.ts";

const ROWS = 500;
/** Hidden units: so many that a training lasts for several reports, which come four times a second. */
export const TIMED_WIDTH = 400;
/** Epochs before the clock starts, by which everything is compiled. */
const WARM = 50;
/** At most so many: a training ends sooner, where it stops getting better. */
const EPOCHS: Readonly<Record<"true" | "vae", number>> = { true: 1000, vae: 5000 };

/** The training that the benchmark times, in a tab and in Node. */
export function timedTask(model: keyof typeof EPOCHS): TrainingTask {
  const network = builtInNetwork("ecoli70");
  return {
    network: documentToJson(documentOf(network)),
    data: network.sample(ROWS, simulationStream(1)),
    model,
    method: "watch",
    hidden: TIMED_WIDTH,
    blocks: 4,
    seed: 1,
    epochs: EPOCHS[model],
    start: "random",
  };
}

/** Collects a training's reports and settles with its epochs per second; fails where it ends within one report. */
export function epochRate(): { take: (report: TrainingReport) => void; rate: Promise<number> } {
  let settle: (rate: number) => void;
  let fail: (error: Error) => void;
  const rate = new Promise<number>((done, failed) => {
    settle = done;
    fail = failed;
  });
  let first: { at: number; epoch: number } | undefined;
  let last = { at: 0, epoch: 0 };
  const take = (report: TrainingReport) => {
    if (report.kind === "failed") fail(new Error(report.message));
    if (report.kind === "progress" && report.phase === "training") {
      last = { at: performance.now(), epoch: report.done };
      if (report.done >= WARM) first ??= last;
    }
    if (report.kind !== "done") return;
    if (first === undefined || last.epoch === first.epoch)
      fail(new Error(`Expected reports of a training from epoch ${WARM} on, got ${first ? "one" : "none"}.`));
    else settle((1000 * (last.epoch - first.epoch)) / (last.at - first.at));
  };
  return { take, rate };
}
