import { statSync } from "node:fs";
import type { Dataset } from "../data/index.ts";
import { rejectFarValues } from "../data/index.ts";
import { readTableChunks } from "../io/index.ts";
import type { AnswerTo, QuestionOf, Questions, TrainedModel } from "../query/index.ts";
import type { ReadTableOptions, UnseenLevel } from "../tables/index.ts";
import { askedInOrder, openQuestions } from "./askedInOrder.ts";
import { tellIgnored } from "./ignoredColumns.ts";
import type { Interruption } from "./interruptible.ts";
import { readOptionsFor } from "./modelTable.ts";
import { FarColumns } from "./otherUnits.ts";
import { blockRows, blockSeed } from "./rowBlocks.ts";
import type { TableOptions } from "./tableOptions.ts";
import { progress } from "./terminal.ts";

export interface Survey {
  /** Undefined for what can be read only once, such as a pipe. */
  readonly rows: number | undefined;
  /** Missing values of every observed column, in the model's order; empty where the rows are not known. */
  readonly gaps: readonly number[];
  /** The observed columns as the table has them; in the model's order where that is not known. */
  readonly order: readonly string[];
}

export interface Streaming {
  readonly file: string;
  readonly model: TrainedModel;
  readonly run: Interruption;
  readonly quiet: boolean;
  /** How the table is written. */
  readonly layout: TableOptions;
  /** Told of labels that the model never saw, which then are missing; without it they are an error. */
  readonly onUnseen?: (cell: UnseenLevel) => void;
}

/** Reads the table once for its mistakes, its length and its gaps, so that none of them comes after an hour of work. */
export async function survey(streaming: Streaming): Promise<Survey> {
  const { file, model, run, quiet } = streaming;
  let order = model.observedNames;
  // What is not there is left to the reader, which says so.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    return { rows: undefined, gaps: [], order };
  const gaps = model.observedNames.map(() => 0);
  const far = new FarColumns(model);
  let rows = 0;
  for await (const chunk of readTableChunks(file, model.observedNames, {
    ...readOptions(streaming),
    onIgnored: (names) => tellIgnored(names, quiet),
    onOrder: (names) => {
      order = names;
    },
  })) {
    rejectFarValues(chunk, model.scales, rows);
    far.add(chunk);
    for (let i = 0; i < chunk.values.length; i++) if (Number.isNaN(chunk.values[i])) gaps[i % gaps.length]++;
    rows += chunk.rowCount;
    await run.breathe();
  }
  far.tell(quiet);
  return { rows, gaps, order };
}

export interface StreamSettings {
  readonly label: string;
  readonly seed: number;
  readonly drawsARow: number;
  /** Rows at a time, however many draws there are. */
  readonly leastRows?: number;
}

/**
 * The rows in blocks, in constant memory, with the answers to a question about each, in order, in threads where there is much
 * to do; a line says how far it is.
 *
 * @param question about the rows of a block
 */
export async function* answeredRows<Kind extends keyof Questions>(
  streaming: Streaming,
  { rows }: Survey,
  settings: StreamSettings & { readonly workers?: number },
  question: (data: Dataset, seed: number) => QuestionOf<Kind>,
): AsyncGenerator<{
  readonly data: Dataset;
  readonly from: number;
  readonly answer: AnswerTo<Kind>;
}> {
  const { file, model, run, quiet } = streaming;
  const line = progress(settings.label, quiet);
  const begun = performance.now();
  const onProgress = (done: number) => {
    const rate = done / ((performance.now() - begun) / 1000);
    line.update(
      rows === undefined ? 0 : done / rows,
      `${rate.toPrecision(3)} rows/s, row ${Math.floor(done)}`,
    );
  };
  const blocks = async function* () {
    let [from, block] = [0, 0];
    const chunkRows = blockRows(settings.drawsARow, settings.leastRows);
    for await (const data of readTableChunks(file, model.observedNames, {
      ...readOptions(streaming),
      chunkRows,
    })) {
      const seed = blockSeed(settings.seed, block++);
      yield { question: question(data, seed), rows: data.rowCount, beside: { data, from } };
      from += data.rowCount;
    }
  };
  const questions = openQuestions(model, {
    draws: (rows ?? Number.POSITIVE_INFINITY) * settings.drawsARow,
    workers: settings.workers,
    onProgress,
    run,
  });
  try {
    for await (const { beside, answer } of askedInOrder(questions.asking, blocks()))
      yield { ...beside, answer };
  } finally {
    await questions.close();
    line.done();
  }
}

function readOptions({ model, layout, onUnseen }: Streaming): ReadTableOptions {
  return { ...readOptionsFor(model, layout), ...(onUnseen && { onUnseen }) };
}
