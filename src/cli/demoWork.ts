import { type Evaluation, evaluate } from "../experiments/evaluation.ts";
import { simulationStream, testStream } from "../experiments/streams.ts";
import type { EpochRecord, ModelKind } from "../model/index.ts";
import { builtInNetwork } from "../network/index.ts";
import { spacedNotes, type TaskContext, type Work } from "../numeric/work.ts";
import { train } from "../train/index.ts";

/** A model of the demonstration. */
export interface DemoTask {
  readonly network: string;
  readonly model: ModelKind;
  readonly rows: number;
  readonly testRows: number;
  readonly samples: number;
  readonly seed: number;
}

export interface DemoResult {
  readonly model: ModelKind;
  readonly evaluation: Evaluation;
  readonly start: string;
  readonly epochs: number;
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
}

export interface DemoProgress {
  readonly share: number;
  readonly text: string;
}

/** The share of a model's work that is training; the rest is the evaluation. */
const TRAINING_SHARE = 0.6;

async function run(task: DemoTask, context: TaskContext<DemoProgress>): Promise<DemoResult> {
  const network = builtInNetwork(task.network);
  const data = network.sample(task.rows, simulationStream(task.seed));
  const test = network.sample(task.testRows, testStream(task.seed));
  const begun = performance.now();
  const tell = spacedNotes(context);
  const report = (share: number, text: string) => tell({ share, text });
  const model = await train(network.dag, data, {
    model: task.model,
    seed: task.seed,
    onProgress: ({ done, total, loss }) =>
      report(
        TRAINING_SHARE * Math.min(1, done / total),
        `${task.model}: epoch ${done}, ${(done / ((performance.now() - begun) / 1000)).toFixed(0)} epochs/s, loss ${loss?.toFixed(2) ?? "?"}`,
      ),
  });
  const evaluation = evaluate(model, network, test, {
    samples: task.samples,
    seed: task.seed,
    onProgress: (share) => report(TRAINING_SHARE + (1 - TRAINING_SHARE) * share, `${task.model}: evaluating`),
  });
  const { start, epochs, seconds, history } = model.training;
  return { model: task.model, evaluation, start, epochs, seconds, history };
}

/** The training and the evaluation of one model of the demonstration. */
export const demoWork: Work<undefined, DemoTask, DemoResult, DemoProgress> = {
  name: "demo",
  prepare: () => run,
};
