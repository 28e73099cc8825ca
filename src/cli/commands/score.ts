import { Command } from "commander";
import { loadModel } from "../../io/index.ts";
import { BEYOND, WorthTally } from "../../query/index.ts";
import type { UnseenLevel } from "../../tables/index.ts";
import { counted } from "../../tables/index.ts";
import { interruptible } from "../interruptible.ts";
import {
  forceOption,
  importanceOption,
  jsonOption,
  quietOption,
  seedOption,
  workersOption,
} from "../options.ts";
import { checkOutputs, writingTables } from "../outputs.ts";
import { noteBeyond, warnOfPoorEstimates } from "../queryWords.ts";
import { answeredRows, survey } from "../streamedRows.ts";
import { withTableOptions } from "../tableOptions.ts";
import { note, say } from "../terminal.ts";

const COLUMNS = ["row", "log_likelihood", "effective_samples"];

export function scoreCommand(): Command {
  return withTableOptions(new Command("score"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("--data <file>", "a table of any length with a column for every measured node")
    .requiredOption(
      "-o, --output <file>",
      "the table to write: row number, log_likelihood in nats, and the effective samples that it rests on",
    )
    .addOption(importanceOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae score model --data data.csv -o scores.csv")
    .action((folder: string, options) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        const samples: number = options.importanceSamples;
        checkOutputs([options.output], options.force === true, {
          table: options.data,
          model: folder,
        });
        const { model } = loadModel(folder);
        const unseen = new Map<number, UnseenLevel>();
        const source = {
          file: options.data,
          model,
          run,
          quiet,
          layout: options,
          // A model that can't leave a value out can't score the rest of its row either.
          ...(model.fill && { onUnseen: (cell: UnseenLevel) => void unseen.set(cell.row, cell) }),
        };
        const surveyed = await survey(source);
        let rows = 0;
        let sum = 0;
        let beyond = 0;
        const worth = new WorthTally(samples);
        let exact = true;
        let lowest = { row: 0, logLikelihood: Infinity };
        const tables = [{ file: options.output, columns: COLUMNS, rows: surveyed.rows }];
        await writingTables(tables, options.force === true, async ([writer]) => {
          const { seed, workers } = options;
          const drawsARow = model.exactLikelihood ? 1 : samples;
          const settings = { label: "Scoring", seed, drawsARow, workers };
          const asked = answeredRows(source, surveyed, settings, (rows, seedOfBlock) => ({
            kind: "logLikelihood",
            data: rows,
            options: { seed: seedOfBlock, samples },
          }));
          for await (const { data, from, answer: estimate } of asked) {
            const scores = estimate.perRow;
            exact &&= estimate.exact;
            // The mass of what training never saw is not known; the floor is what says so.
            for (let i = 0; i < scores.length; i++) if (unseen.has(from + i)) scores[i] = BEYOND;
            const values = new Float64Array(COLUMNS.length * data.rowCount);
            scores.forEach((score, i) => {
              const row = from + i + 1;
              // A row that no density reaches rests on nothing.
              const effectiveSampleSize =
                score <= BEYOND ? Number.NaN : estimate.effectiveSampleSizePerRow[i];
              values.set([row, score, effectiveSampleSize], COLUMNS.length * i);
              if (score <= BEYOND) beyond++;
              else sum += score;
              worth.add(row, effectiveSampleSize);
              if (score < lowest.logLikelihood) lowest = { row, logLikelihood: score };
            });
            writer.write({ columns: COLUMNS, rowCount: data.rowCount, values });
            rows += data.rowCount;
          }
        });
        const { poor, worst } = worth;
        const mean = rows > beyond ? sum / (rows - beyond) : null;
        if (options.json) {
          say(
            JSON.stringify({
              file: options.output,
              rows,
              importanceSamples: samples,
              exact,
              seed: options.seed,
              mean,
              beyond,
              unseen: unseen.size,
              lowest,
              poorRows: poor,
              worst: worst ?? null,
            }),
          );
        } else {
          note(
            `Wrote the ${exact ? "exact " : ""}log-likelihoods of ${counted(rows, "row")} to ${options.output}: mean ${mean === null ? "unknown" : `${mean.toFixed(3)} nats`}, ` +
              `lowest ${shownScore(lowest.logLikelihood)} in row ${lowest.row}.`,
            quiet,
          );
          if (worst !== undefined) warnOfPoorEstimates(poor, worst, samples, quiet);
          const [first] = unseen.values();
          if (first !== undefined) {
            note(
              `${unseen.size} of these rows hold a label that training never saw, the first "${first.label}" in ${first.place}: their score is the floor ${BEYOND}.`,
              quiet,
            );
          }
          noteBeyond(
            beyond - unseen.size,
            `${BEYOND} stands for it, and the mean is that of the others`,
            quiet,
          );
        }
      }),
    );
}

function shownScore(score: number): string {
  return score > -1e9 ? score.toFixed(3) : score.toExponential(2);
}
