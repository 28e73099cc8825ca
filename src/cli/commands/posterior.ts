import { Command } from "commander";
import type { Dataset } from "../../data/index.ts";
import { loadModel } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { type PosteriorRows, posteriorColumns, posteriorTable, WorthTally } from "../../query/index.ts";
import { counted } from "../../tables/index.ts";
import { noteInstead } from "../insteadSentence.ts";
import { interruptible } from "../interruptible.ts";
import {
  forceOption,
  jsonOption,
  MOST_DRAWS,
  quietOption,
  seedOption,
  whole,
  workersOption,
} from "../options.ts";
import { checkOutputs, freeName, writingTables } from "../outputs.ts";
import { levelsOf, noteBeyond, quantilesOption, warnOfFewDraws } from "../queryWords.ts";
import { answeredRows, survey } from "../streamedRows.ts";
import { withTableOptions } from "../tableOptions.ts";
import { note, say } from "../terminal.ts";

export function posteriorCommand(): Command {
  return withTableOptions(new Command("posterior"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--data <file>", "a table of any length with a column for every measured node")
    .requiredOption(
      "-o, --output <file>",
      "the table to write: a row number, effective_samples, and NODE.mean, .sd, .q05, .q50, .q95 (see --quantiles) of every hidden node",
    )
    .option("--samples <number>", "weighted draws behind every row's summaries", whole(2, MOST_DRAWS), 1000)
    .addOption(quantilesOption())
    .option("--draws <file>", "also write the draws: a row and a draw number, and the hidden nodes")
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nExample:\n  siren-vae posterior model --data data.csv --samples 1000 -o posterior.csv --draws draws.parquet",
    )
    .action((folder: string, options) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        const samples: number = options.samples;
        const levels = levelsOf(options);
        checkOutputs([options.output, options.draws], options.force === true, {
          table: options.data,
          model: folder,
        });
        const { model } = loadModel(folder);
        const { latentNames: latents } = model;
        if (latents.length === 0) {
          throw new InputError(
            `Expected a model with hidden nodes, but every node of ${folder} is measured. There is no posterior to ask for.`,
          );
        }
        noteInstead(model.training, quiet);
        const summaryColumns = posteriorColumns(latents, levels);
        const drawColumns = [freeName("row", latents), freeName("draw", latents), ...latents];
        const source = { file: options.data, model, run, quiet, layout: options };
        const surveyed = await survey(source);
        const worth = new WorthTally(samples);
        let rows = 0;
        const drawnRows = surveyed.rows === undefined ? undefined : surveyed.rows * samples;
        const tables = [
          { file: options.output, columns: summaryColumns, rows: surveyed.rows },
          ...(options.draws ? [{ file: options.draws, columns: drawColumns, rows: drawnRows }] : []),
        ];
        await writingTables(tables, options.force === true, async ([summaries, draws]) => {
          // Draws of all rows of a block are held together.
          const drawsARow = samples * (options.draws ? Math.max(1, latents.length / 32) : 1);
          const { seed, workers } = options;
          const settings = { label: "Asking for posteriors", seed, drawsARow, leastRows: 1, workers };
          const asked = answeredRows(source, surveyed, settings, (block, seedOfBlock) => ({
            kind: "posterior",
            data: block,
            options: { seed: seedOfBlock, samples, levels, draws: draws !== undefined },
          }));
          for await (const { data, from, answer: found } of asked) {
            summaries.write(posteriorTable(found, summaryColumns, (row) => from + row + 1));
            draws?.write(drawRows(found, drawColumns, from, samples));
            found.effectiveSampleSize.forEach((size, row) => {
              worth.add(from + row + 1, size);
            });
            rows += data.rowCount;
          }
        });
        const { poor, beyond, mean: effectiveSampleSize } = worth;
        if (options.json) {
          say(
            JSON.stringify({
              file: options.output,
              draws: options.draws ?? null,
              rows,
              latents,
              samples,
              levels,
              seed: options.seed,
              effectiveSampleSize,
              poorRows: poor,
              beyond,
            }),
          );
          return;
        }
        note(
          `Wrote mean, standard deviation and quantiles of ${counted(latents.length, "hidden node")} for ${counted(rows, "row")} to ${options.output}` +
            `${options.draws ? `, and ${samples} draws a row to ${options.draws}` : ""}. Effective draws a row: ${effectiveSampleSize?.toFixed(0) ?? "none"} of ${samples}.`,
          quiet,
        );
        noteBeyond(beyond, "what is said of them is left empty", quiet);
        warnOfFewDraws(poor, rows, samples, quiet);
      }),
    );
}

function drawRows(found: PosteriorRows, columns: readonly string[], from: number, samples: number): Dataset {
  const K = found.latents.length;
  const rowCount = found.samples.length / K;
  const values = new Float64Array(rowCount * columns.length);
  for (let i = 0; i < rowCount; i++) {
    values[i * columns.length] = from + Math.floor(i / samples) + 1;
    values[i * columns.length + 1] = (i % samples) + 1;
    values.set(found.samples.subarray(i * K, (i + 1) * K), i * columns.length + 2);
  }
  return { columns, rowCount, values };
}
