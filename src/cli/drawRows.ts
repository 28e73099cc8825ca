import type { InversionSummary, QueryOptions, SampledRows, TrainedModel } from "../query/index.ts";
import { interruptible } from "./interruptible.ts";
import { checkOutputs, writingTables } from "./outputs.ts";
import { blockRows, blockSeed } from "./rowBlocks.ts";
import { note, progress, say } from "./terminal.ts";

export interface DrawRowsOptions {
  readonly rows: number;
  readonly output: string;
  readonly seed: number;
  readonly includeLatents?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly force?: boolean;
}

/**
 * Rows from a model into a table, block by block in constant memory; a warning where inversions did not converge.
 *
 * @param tell what is said beside that when all rows are drawn
 */
export function drawRows(
  model: TrainedModel,
  options: DrawRowsOptions,
  draw: (rows: number, query: QueryOptions & { includeLatents: boolean }) => SampledRows,
  tell: { readonly json?: () => Record<string, unknown>; readonly text?: () => string } = {},
): Promise<void> {
  const { rows, output, seed } = options;
  const quiet = options.quiet === true;
  const includeLatents = options.includeLatents === true;
  const columns = [...(includeLatents ? model.latentNames : []), ...model.observedNames];
  return interruptible(async (run) => {
    checkOutputs([output], options.force === true);
    const line = progress(`Drawing ${rows} rows`, quiet);
    const begun = performance.now();
    const inversion = { converged: 0, total: rows, maxIterations: 0, maxResidual: 0 };
    try {
      await writingTables([{ file: output, columns }], options.force === true, async ([writer]) => {
        for (let from = 0, block = 0; from < rows; block++) {
          const count = Math.min(blockRows(1), rows - from);
          const onProgress = (share: number) => {
            const done = from + share * count;
            const rate = done / ((performance.now() - begun) / 1000);
            line.update(done / rows, `${rate.toPrecision(3)} rows/s`);
          };
          const query = { seed: blockSeed(seed, block), signal: run.signal, onProgress, includeLatents };
          const drawn = draw(count, query);
          writer.write(drawn.data);
          add(inversion, drawn.inversion);
          from += count;
          await run.breathe();
        }
      });
    } finally {
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
      note(`Wrote ${rows} rows of ${columns.length} columns to ${output}.`, quiet);
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
