import { type Dataset, rejectFarValues, takeRows } from "../data/index.ts";
import { type Evaluation, summarizeScores } from "../experiments/evaluation.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import {
  BEYOND,
  drawsARow,
  type LatentActivity,
  type PosteriorDistance,
  promised,
  type RowScores,
  type TrainedModel,
} from "../query/index.ts";
import { counted } from "../tables/index.ts";
import { askedInOrder, openQuestions } from "./askedInOrder.ts";
import type { Interruption } from "./interruptible.ts";
import { blockRows, blockSeed } from "./rowBlocks.ts";
import { progress } from "./terminal.ts";

export interface ModelEvaluation extends Evaluation {
  /** How many latents the data moves; which are collapsed is in `latents`. */
  readonly activeLatents: number;
  readonly latents: readonly LatentActivity[];
  /** Of an encoder of a given network: KL from the exact posterior over fresh rows of that network. */
  readonly posterior?: PosteriorDistance;
}

/** Fresh rows behind the distance from the exact posterior. */
const DISTANCE_ROWS = 1000;

/** Means over rows hardly change with more. */
const ACTIVITY_ROWS = 2000;

/** Everything that is measured of a model on a table, in steps between which it can be stopped. */
export async function evaluateRows(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  data: Dataset,
  run: Interruption,
  { samples, seed, quiet, workers }: { samples: number; seed: number; quiet: boolean; workers?: number },
): Promise<ModelEvaluation> {
  rejectFarValues(data, model.scales);
  const line = progress(`Evaluating on ${counted(data.rowCount, "row")}`, quiet);
  const begun = performance.now();
  try {
    const parts: RowScores[] = [];
    const size = blockRows(samples);
    const blocks = function* () {
      for (let from = 0; from < data.rowCount; from += size) {
        const count = Math.min(size, data.rowCount - from);
        const places = Array.from({ length: count }, (_, i) => from + i);
        const options = { samples, seed: blockSeed(seed, from / size) };
        const question = { kind: "scores", data: takeRows(data, places), options } as const;
        yield { question, rows: count, beside: from };
      }
    };
    const onProgress = (done: number) => {
      const rate = done / ((performance.now() - begun) / 1000);
      line.update(done / data.rowCount, `${rate.toPrecision(3)} rows/s, ${samples} importance samples`);
    };
    const draws = data.rowCount * drawsARow(model, samples);
    const questions = openQuestions(model, { draws, workers, onProgress, run });
    let latents: LatentActivity[];
    try {
      const spread = spreadRows(data, ACTIVITY_ROWS);
      const activity = questions.asking.ask({ kind: "activeLatents", data: spread, options: { seed } }, 0);
      // Whoever waits for it below is told.
      activity.catch(() => {});
      for await (const { beside: before, answer: part } of askedInOrder(questions.asking, blocks())) {
        const beyond = part.logLikelihood.findIndex((value) => value <= BEYOND);
        if (beyond >= 0) {
          throw new InputError(
            `Expected rows that the model's density reaches, but row ${before + beyond + 1} lies so far from all training rows that its likelihood is no number. Correct it or leave it out; score takes such rows.`,
          );
        }
        parts.push(part);
      }
      latents = await activity;
    } finally {
      await questions.close();
    }
    const { signal } = run;
    return {
      ...summarizeScores(model, network, data, parts, samples),
      ...(model.amortises && {
        posterior: await promised(model).posteriorDistance(DISTANCE_ROWS, { samples, seed, signal }),
      }),
      activeLatents: latents.filter(({ active }) => active).length,
      latents,
    };
  } finally {
    line.done();
  }
}

/** At most so many rows, evenly spread over the table. */
function spreadRows(data: Dataset, most: number): Dataset {
  if (data.rowCount <= most) return data;
  return takeRows(
    data,
    Array.from({ length: most }, (_, i) => Math.floor((i * data.rowCount) / most)),
  );
}
