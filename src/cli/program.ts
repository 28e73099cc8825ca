import { Command } from "commander";
import { calibrateCommand } from "./commands/calibrate.ts";
import { cardCommand } from "./commands/card.ts";
import { demoCommand } from "./commands/demo.ts";
import { doCommand } from "./commands/do.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { exportCommand } from "./commands/export.ts";
import { imputeCommand } from "./commands/impute.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { networksCommand } from "./commands/networks.ts";
import { posteriorCommand } from "./commands/posterior.ts";
import { reconstructCommand } from "./commands/reconstruct.ts";
import { reproduceCommand } from "./commands/reproduce.ts";
import { sampleCommand } from "./commands/sample.ts";
import { scoreCommand } from "./commands/score.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { studioCommand } from "./commands/studio.ts";
import { trainCommand } from "./commands/train.ts";
import { workerCommand } from "./commands/worker.ts";
import { refuseEmptyValues } from "./emptyValues.ts";
import { explain } from "./helpTexts.ts";
import { printable } from "./terminal.ts";

export function program(): Command {
  const root = new Command("siren-vae")
    .description("Variational autoencoders shaped by a Bayesian network.")
    .version("0.1.0")
    .showHelpAfterError("(add --help for the options and an example)");
  for (const command of [
    demoCommand(),
    studioCommand(),
    networksCommand(),
    inspectCommand(),
    simulateCommand(),
    trainCommand(),
    evaluateCommand(),
    calibrateCommand(),
    cardCommand(),
    exportCommand(),
    scoreCommand(),
    posteriorCommand(),
    imputeCommand(),
    sampleCommand(),
    doCommand(),
    reconstructCommand(),
    reproduceCommand(),
    workerCommand(),
  ]) {
    command
      .showHelpAfterError("(add --help for the options and an example)")
      .exitOverride()
      .configureOutput({
        outputError: (text, write) => write(printable(text)),
      });
    root.addCommand(command);
  }
  explain(root);
  root.hook("preAction", (_, command) => refuseEmptyValues(command));
  return root.exitOverride();
}
