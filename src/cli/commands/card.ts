import { Command } from "commander";
import { programVersion } from "../../experiments/programVersion.ts";
import { loadModel, loadTable, refuseExisting, writeWhole } from "../../io/index.ts";
import { cardDocument } from "../cardDocument.ts";
import { cardFacts } from "../cardFacts.ts";
import { evaluateRows } from "../evaluateRows.ts";
import { tellIgnored } from "../ignoredColumns.ts";
import { interruptible } from "../interruptible.ts";
import { readOptionsFor } from "../modelTable.ts";
import { forceOption, importanceOption, jsonOption, quietOption, seedOption } from "../options.ts";
import { tellOtherUnits } from "../otherUnits.ts";
import { keepInputs } from "../outputs.ts";
import { refuseWithoutTable, withTableOptions } from "../tableOptions.ts";
import { note, say } from "../terminal.ts";
import { JSON_TEXT, MARKDOWN, refuseWrongEnding } from "../writtenEnding.ts";

export function cardCommand(): Command {
  return withTableOptions(new Command("card"))
    .argument("<folder>", "a model folder, or a project of the studio")
    .option("-o, --output <file>", "write to a file instead of the terminal")
    .option("--data <file>", "rows that the model was not trained on, for the metrics")
    .addOption(importanceOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae card model --data test.csv -o card.md")
    .action((folder: string, options, command: Command) =>
      interruptible(async (run) => {
        const quiet = options.quiet === true;
        refuseWithoutTable(command, options.data, ["importanceSamples"]);
        keepInputs([options.output], { table: options.data, model: folder });
        refuseWrongEnding(options.output, options.json ? JSON_TEXT : MARKDOWN, (ending) =>
          ending === "json" ? "--json" : undefined,
        );
        if (options.output !== undefined) refuseExisting(options.output, options.force === true);
        const { model, network } = loadModel(folder);
        const read =
          options.data === undefined
            ? undefined
            : await loadTable(options.data, model.observedNames, readOptionsFor(model, options));
        tellIgnored(read?.ignored ?? [], quiet);
        if (read !== undefined) tellOtherUnits(model, read.data, quiet);
        const metrics =
          read === undefined
            ? null
            : await evaluateRows(model, network, read.data, run, {
                samples: options.importanceSamples,
                seed: options.seed,
                quiet,
              });
        const facts = cardFacts(model, network, programVersion());
        // Loaded here only: the reports' libraries take longer to start than the rest of the command.
        const { markdownDocument } = await import("../../report/index.ts");
        const text = options.json
          ? `${JSON.stringify({ ...facts, metrics })}\n`
          : markdownDocument(cardDocument(facts, metrics, { folder, data: options.data }));
        if (options.output === undefined) say(text.trimEnd());
        else {
          writeWhole(options.output, text, options.force === true);
          note(`Wrote ${options.output}.`, quiet);
        }
      }),
    );
}
