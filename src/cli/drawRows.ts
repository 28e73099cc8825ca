import {
  type InversionSummary,
  PASSES_A_NEW_ROW,
  type Question,
  type SampledRows,
  type TrainedModel,
} from "../query/index.ts";
import { counted } from "../tables/index.ts";
import { type AskedBlock, askedInOrder, openQuestions } from "./askedInOrder.ts";
import { interruptible } from "./interruptible.ts";
import { checkOutputs, writingTables } from "./outputs.ts";
import { blockRows, blockSeed } from "./rowBlocks.ts";
import { note, progress, say } from "./terminal.ts";

export interface DrawRowsOptions {
  readonly rows: number;
  readonly output: string;
  readonly seed: number;
  readonly workers?: number;
  readonly includeLatents?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly force?: boolean;
}

/** What rows are drawn by. */
export type DrawingQuestion = Extract<Question, { readonly kind: "sample" | "intervene" }>;

/** What is asked about a number of rows: first for those that are written, then for any beside them. */
export type AskForRows = (
  rows: number,
  options: { readonly seed: number; readonly includeLatents: boolean },
) => readonly DrawingQuestion[];

/**
 * Rows from a model into a table, block by block in constant memory, in threads where there are many; a warning where
 * inversions did not converge.
 *
 * @param folder where the model was read
 * @param tell.block gets the rows of every block and those beside them, in order
 * @param tell.json what is said beside the rest when all rows are drawn
 */
export function drawRows(
  { folder, model }: { readonly folder: string; readonly model: TrainedModel },
  options: DrawRowsOptions,
  ask: AskForRows,
  tell: {
    readonly block?: (drawn: readonly SampledRows[]) => void;
    readonly json?: () => Record<string, unknown>;
    readonly text?: () => string;
  } = {},
): Promise<void> {
  const { rows, output, seed, workers } = options;
  const quiet = options.quiet === true;
  const includeLatents = options.includeLatents === true;
  const columns = [...(includeLatents ? model.latentNames : []), ...model.observedNames];
  const size = blockRows(1);
  const questionsOf = (block: number) =>
    ask(Math.min(size, rows - block * size), { seed: blockSeed(seed, block), includeLatents });
  const asksABlock = questionsOf(0).length;
  const blocks = function* (): Generator<AskedBlock<DrawingQuestion["kind"], undefined>> {
    for (let block = 0; block * size < rows; block++) {
      for (const question of questionsOf(block))
        yield { question, rows: question.rows / asksABlock, beside: undefined };
    }
  };
  return interruptible(async (run) => {
    checkOutputs([output], options.force === true, { model: folder });
    const line = progress(`Drawing ${counted(rows, "row")}`, quiet);
    const begun = performance.now();
    const onProgress = (done: number) => {
      const rate = done / ((performance.now() - begun) / 1000);
      line.update(done / rows, `${rate.toPrecision(3)} rows/s`);
    };
    const inversion = { converged: 0, total: rows, maxIterations: 0, maxResidual: 0 };
    // One block alone is as soon drawn here.
    const draws = rows > size ? rows * asksABlock * PASSES_A_NEW_ROW : 0;
    const questions = openQuestions(model, { draws, workers, onProgress, run });
    try {
      await writingTables([{ file: output, columns, rows }], options.force === true, async ([writer]) => {
        let drawn: SampledRows[] = [];
        for await (const { answer } of askedInOrder(questions.asking, blocks())) {
          drawn.push(answer);
          if (drawn.length < asksABlock) continue;
          writer.write(drawn[0].data);
          add(inversion, drawn[0].inversion);
          tell.block?.(drawn);
          drawn = [];
        }
      });
    } finally {
      await questions.close();
      line.done();
    }
    const failed = rows - inversion.converged;
    if (failed > 0) {
      note(
        `Warning: ${failed} of ${rows} rows come from inversions of the prior's flow that did not converge ` +
          `(largest residual ${inversion.maxResidual.toExponential(1)}); their values are not to be trusted.`,
        false,
      );
    }
    if (options.json) say(JSON.stringify({ file: output, rows, columns, seed, ...tell.json?.(), inversion }));
    else {
      note(`Wrote ${counted(rows, "row")} of ${counted(columns.length, "column")} to ${output}.`, quiet);
      if (tell.text) say(tell.text());
    }
  });
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function add(sum: Writable<Omit<InversionSummary, "safeguarded">>, next: InversionSummary): void {
  sum.converged += next.converged;
  sum.maxIterations = Math.max(sum.maxIterations, next.maxIterations);
  sum.maxResidual = Math.max(sum.maxResidual, next.maxResidual);
}
