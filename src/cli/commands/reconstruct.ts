import { Command } from "commander";
import { selectColumns } from "../../data/index.ts";
import { loadModel } from "../../io/index.ts";
import { ReconstructionTally } from "../../query/index.ts";
import { counted } from "../../tables/index.ts";
import { interruptible } from "../interruptible.ts";
import { forceOption, jsonOption, quietOption, seedOption, workersOption } from "../options.ts";
import { checkOutputs, writingTables } from "../outputs.ts";
import { answeredRows, survey } from "../streamedRows.ts";
import { withTableOptions } from "../tableOptions.ts";
import { note, say, table } from "../terminal.ts";

export function reconstructCommand(): Command {
  return withTableOptions(new Command("reconstruct"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--data <file>", "a table of any length with a column for every measured node")
    .requiredOption("-o, --output <file>", "the table to write: the same rows and columns")
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae reconstruct model --data data.csv -o reconstructed.csv")
    .action((folder: string, options) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        checkOutputs([options.output], options.force === true, {
          table: options.data,
          model: folder,
        });
        const { model } = loadModel(folder);
        const source = { file: options.data, model, run, quiet, layout: options };
        const surveyed = await survey(source);
        const columns = surveyed.order;
        let rows = 0;
        let distances = 0;
        const tally = new ReconstructionTally(model.coding);
        const numeric = model.coding.likelihoods.map(({ levels }) => !levels);
        const tables = [{ file: options.output, columns, rows: surveyed.rows }];
        await writingTables(tables, options.force === true, async ([writer]) => {
          const { seed, workers } = options;
          const settings = { label: "Reconstructing", seed, drawsARow: 1, workers };
          const asked = answeredRows(source, surveyed, settings, (block, seedOfBlock) => ({
            kind: "reconstruct",
            data: block,
            options: { seed: seedOfBlock },
          }));
          for await (const { data, answer: reconstructed } of asked) {
            writer.write(selectColumns(reconstructed, columns));
            distances += sumOfDistances(data.values, reconstructed.values, numeric);
            tally.add(data.values, reconstructed.values);
            rows += data.rowCount;
          }
        });
        const re = distances / rows;
        if (options.json)
          say(
            JSON.stringify({
              file: options.output,
              rows,
              columns,
              seed: options.seed,
              re,
              errors: tally.errors(),
            }),
          );
        else {
          if (!model.coding.plain) say(errorTable(tally));
          note(
            `Wrote ${counted(rows, "reconstructed row")} to ${options.output}: ${re.toFixed(3)} from the data on average ` +
              "(Euclidean distance, raw units).",
            quiet,
          );
        }
      }),
    );
}

function errorTable(tally: ReconstructionTally): string {
  return table(
    ["column", "kind", "root mean square", "share right"],
    tally
      .errors()
      .map(({ name, kind, rootMeanSquare, shareRight }) => [
        name,
        kind,
        rootMeanSquare === undefined ? "-" : rootMeanSquare.toPrecision(4),
        shareRight === undefined ? "-" : `${(100 * shareRight).toFixed(1)} %`,
      ]),
  );
}

/** Over rows the Euclidean distance of their numbers, where there are values. */
function sumOfDistances(
  data: Float64Array,
  reconstructed: Float64Array,
  numeric: readonly boolean[],
): number {
  const width = numeric.length;
  let sum = 0;
  for (let at = 0; at < data.length; at += width) {
    let squares = 0;
    for (let i = at; i < at + width; i++)
      if (numeric[i - at] && !Number.isNaN(data[i])) squares += (reconstructed[i] - data[i]) ** 2;
    sum += Math.sqrt(squares);
  }
  return sum;
}
