import { Command } from "commander";
import { type Calibration, calibration, POSTERIOR_SHARE, type Uniformity } from "../../evaluation/index.ts";
import { testStream } from "../../experiments/streams.ts";
import { loadModel, loadTable, openThreads, refuseExisting, writeWhole } from "../../io/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { refuseWithoutHidden } from "../idleOptions.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { type Interruption, interruptible } from "../interruptible.ts";
import { readOptionsFor } from "../modelTable.ts";
import { forceOption, jsonOption, quietOption, seedOption, whole, workersOption } from "../options.ts";
import { tellOtherUnits } from "../otherUnits.ts";
import { keepInputs } from "../outputs.ts";
import { simulated } from "../simulatedRows.ts";
import { refuseWithoutTable, withTableOptions } from "../tableOptions.ts";
import { progress, say, table, wrapped } from "../terminal.ts";
import { refuseWrongEnding, SVG } from "../writtenEnding.ts";

export function calibrateCommand(): Command {
  return withTableOptions(new Command("calibrate"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .option("--data <file>", "rows for the predictive part, with a column for every measured node")
    .option("--simulate <rows>", "fresh rows from the network instead", whole(2))
    .option(
      "--simulations <number>",
      "rows drawn from the model for the posterior part",
      whole(20, 100_000),
      500,
    )
    .option(
      "--draws <number>",
      "posterior draws that each hidden value is ranked among",
      whole(19, 10_000),
      99,
    )
    .option("--encoder", "rank among the encoder's own draws, without importance weights")
    .option("--svg <file>", "also draw the ranks and PIT values into a picture")
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae calibrate model --data test.csv --svg calibration.svg")
    .action(async (folder: string, options, command: Command) => {
      const quiet = options.quiet === true;
      if (options.data !== undefined && options.simulate !== undefined) {
        throw new InputError(
          "Expected one source of rows, got both --data and --simulate. Drop one of them.",
        );
      }
      refuseWithoutTable(command, options.data);
      keepInputs([options.svg], { table: options.data, model: folder });
      refuseWrongEnding(options.svg, SVG);
      if (options.svg !== undefined) refuseExisting(options.svg, options.force === true);
      const { model, network } = loadModel(folder);
      refuseWithoutHidden(command, ["simulations", "draws", "encoder"], folder, model.latentNames);
      if (model.latentNames.length === 0 && options.data === undefined && options.simulate === undefined) {
        throw new InputError(
          `Expected rows to check ${folder} by, whose nodes are all measured, got none. Give --data FILE.`,
        );
      }
      if (options.simulate !== undefined && network === undefined) {
        throw new InputError(
          `Expected a model whose network can be simulated, but ${folder} was trained for a bare structure. Give --data FILE.`,
        );
      }
      const read = options.data
        ? await loadTable(options.data, model.observedNames, {
            ...readOptionsFor(model, options),
            missing: "keep",
          })
        : undefined;
      tellIgnored(read?.ignored ?? [], quiet);
      if (read !== undefined) tellOtherUnits(model, read.data, quiet);
      const data =
        read?.data ??
        (options.simulate === undefined
          ? undefined
          : simulated(network!, options.simulate, testStream(options.seed)));
      const calibrated = async ({ signal }: Interruption): Promise<Calibration> => {
        const line = progress("Calibrating", quiet);
        const begun = performance.now();
        const threads = openThreads({ workers: options.workers });
        try {
          return await calibration(model, {
            executor: threads,
            simulations: options.simulations,
            draws: options.draws,
            data,
            encoder: options.encoder === true,
            seed: options.seed,
            signal,
            onProgress: (share) => {
              const done = Math.min(1, share / (data === undefined ? 1 : POSTERIOR_SHARE));
              const rate = (done * options.simulations) / ((performance.now() - begun) / 1000);
              line.update(share, `${rate.toPrecision(3)} rows/s, ${options.simulations} simulations`);
            },
          });
        } finally {
          await threads.close();
          line.done();
        }
      };
      await interruptible(async (run) => {
        const result = await calibrated(run);
        if (options.svg !== undefined) {
          // Loaded here only: the plots' library takes longer to start than the rest of the command.
          const { calibrationFigure } = await import("../../report/index.ts");
          writeWhole(options.svg, `${calibrationFigure(result)}\n`, options.force === true);
        }
        if (options.json) say(JSON.stringify(plain(result)));
        else print(result, options.svg);
      });
    });
}

/** As JSON, without the thousands of single ranks. */
function plain(result: Calibration) {
  const brief = ({ name, inside, coverage, ecdf }: Uniformity) => ({ name, inside, coverage, ecdf });
  return {
    ...result,
    posterior: result.posterior.map(brief),
    predictive: result.predictive?.map(brief) ?? null,
  };
}

function print({ posterior, predictive, simulations }: Calibration, svg: string | undefined): void {
  const rows = (part: string, list: readonly Uniformity[]) =>
    list.map(({ name, inside, coverage }) => [
      name,
      part,
      inside ? "yes" : "NO",
      ...[50, 80, 95].map((share) => `${(100 * coverage[share as 50]).toFixed(1)} %`),
    ]);
  say(
    table(
      ["variable", "distribution", "inside band", "50 % covers", "80 % covers", "95 % covers"],
      [...rows("posterior", posterior), ...rows("predictive", predictive ?? [])],
    ),
  );
  const off = [...posterior, ...(predictive ?? [])].filter(({ inside }) => !inside).length;
  const all = posterior.length + (predictive?.length ?? 0);
  say(
    wrapped(
      `\n${off} of ${all} leave their simultaneous 95 % band (about ${Math.round(0.05 * all)} would by chance alone). Posterior: ranks of hidden values ` +
        `among draws from the posterior, ${simulations} simulations. ${predictive ? "Predictive: where the rows' values fall among draws from the model." : "Give --data to check the predictive distributions too."}`,
    ),
  );
  if (svg !== undefined) say(`Picture: ${svg}`);
}
