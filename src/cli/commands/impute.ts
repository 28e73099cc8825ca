import { Command } from "commander";
import { selectColumns } from "../../data/index.ts";
import { loadModel } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { WorthTally } from "../../query/index.ts";
import { counted } from "../../tables/index.ts";
import { completedDraws, gapSummaries, spreadIsLost, summaryNames } from "../imputedTables.ts";
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

export function imputeCommand(): Command {
  return withTableOptions(new Command("impute"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--data <file>", "a table of any length with gaps, and a column for every measured node")
    .requiredOption("-o, --output <file>", "the table to write: the same rows without gaps")
    .option("--samples <number>", "weighted draws behind every filled value", whole(2, MOST_DRAWS), 1000)
    .option(
      "--uncertainty <file>",
      "also write NODE.mean, .sd, .q05, .q50, .q95 (see --quantiles) of every filled value, empty where it was measured",
    )
    .addOption(quantilesOption())
    .option(
      "--draws <number>",
      "fill with so many draws instead of the mean: each row comes so many times, with a row and a draw number",
      whole(1, MOST_DRAWS),
    )
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText(
      "after",
      "\nExamples:\n  siren-vae impute model --data gaps.csv -o filled.csv --uncertainty uncertainty.csv\n  siren-vae impute model --data gaps.csv --draws 20 -o draws.csv",
    )
    .action((folder: string, options) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        const samples: number = options.samples;
        const levels = levelsOf(options);
        const drawn: number | undefined = options.draws;
        if (drawn !== undefined && drawn > samples) {
          throw new InputError(
            `Expected at most as many --draws as --samples, got ${drawn} of ${samples}. Raise --samples.`,
          );
        }
        if (options.quantiles !== undefined && options.uncertainty === undefined) {
          throw new InputError(
            "Expected --uncertainty FILE beside --quantiles, since the quantiles are written there. Give it, or leave --quantiles out.",
          );
        }
        checkOutputs([options.output, options.uncertainty], options.force === true, {
          table: options.data,
          model: folder,
        });
        const { model } = loadModel(folder);
        const names = model.observedNames;
        if (model.fill === undefined) {
          throw new InputError(
            `Expected a model that can fill gaps, but ${folder} holds nothing to fill them from. Train it again on rows with gaps.`,
          );
        }
        const source = { file: options.data, model, run, quiet, layout: options };
        const surveyed = await survey(source);
        // Only columns that have gaps, where that is known beforehand.
        const gappy = surveyed.order
          .map((name) => names.indexOf(name))
          .filter((c) => surveyed.rows === undefined || surveyed.gaps[c] > 0);
        const columns =
          drawn === undefined
            ? surveyed.order
            : [freeName("row", names), freeName("draw", names), ...surveyed.order];
        const tables = [
          {
            file: options.output,
            columns,
            rows: surveyed.rows === undefined ? undefined : surveyed.rows * (drawn ?? 1),
          },
          ...(options.uncertainty
            ? [
                {
                  file: options.uncertainty,
                  columns: [
                    "row",
                    ...gappy.flatMap((c) => summaryNames(names[c], model.coding.types()?.[c], levels)),
                  ],
                },
              ]
            : []),
        ];
        const worth = new WorthTally(samples);
        let [rows, filled, gappedRows] = [0, 0, 0];
        let lost = 0;
        await writingTables(tables, options.force === true, async ([main, uncertainty]) => {
          const { seed, workers } = options;
          const settings = { label: "Imputing", seed, drawsARow: samples, leastRows: 1, workers };
          const asked = answeredRows(source, surveyed, settings, (block, seedOfBlock) => ({
            kind: "impute",
            data: block,
            options: { seed: seedOfBlock, samples, levels },
          }));
          for await (const { data, from, answer: found } of asked) {
            const complete =
              drawn === undefined
                ? found.completed
                : completedDraws(found, columns.slice(0, 2), from, drawn, samples);
            main.write(selectColumns(complete, columns));
            uncertainty?.write(gapSummaries(found, tables[1].columns, gappy, from));
            for (const row of new Set(found.row)) {
              gappedRows++;
              worth.add(from + row + 1, found.effectiveSampleSize[row]);
            }
            found.row.forEach((_, gap) => {
              if (spreadIsLost(found, gap)) lost++;
            });
            for (const row of found.row) if (!Number.isNaN(found.effectiveSampleSize[row])) filled++;
            rows += data.rowCount;
          }
        });
        const { poor, beyond, mean: effectiveSampleSize } = worth;
        if (options.json) {
          say(
            JSON.stringify({
              file: options.output,
              uncertainty: options.uncertainty ?? null,
              rows,
              filled,
              samples,
              levels,
              draws: drawn ?? null,
              seed: options.seed,
              effectiveSampleSize,
              poorRows: poor,
              beyond,
              withoutSpread: lost,
            }),
          );
          return;
        }
        note(
          `Wrote ${counted(rows, "row")} to ${options.output}${drawn === undefined ? "" : `, ${drawn} times each`}: ${counted(filled, "missing value")} in ${counted(gappedRows - beyond, "row")} ${filled === 1 ? "was" : "were"} filled` +
            `${effectiveSampleSize === null ? "" : `; effective draws a row: ${effectiveSampleSize.toFixed(0)} of ${samples}`}.`,
          quiet,
        );
        noteBeyond(beyond, "their gaps are left", quiet);
        if (lost > 0) {
          note(
            `Note: ${counted(lost, "filled value")} lie${lost === 1 ? "s" : ""} so far from all training rows that ${lost === 1 ? "its" : "their"} spread is beyond all numbers; ${options.uncertainty ? "deviation and quantiles are left empty, and " : ""}the value is no more than a guess.`,
            quiet,
          );
        }
        warnOfFewDraws(poor, gappedRows, samples, quiet);
      }),
    );
}
