import { Command } from "commander";
import { calibrateCommand } from "./calibrate.ts";
import { cardCommand } from "./card.ts";
import { demoCommand } from "./demo.ts";
import { doCommand } from "./do.ts";
import { refuseEmptyValues } from "./emptyValues.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exportCommand } from "./export.ts";
import { explain } from "./helpTexts.ts";
import { imputeCommand } from "./impute.ts";
import { inspectCommand } from "./inspect.ts";
import { networksCommand } from "./networks.ts";
import { posteriorCommand } from "./posterior.ts";
import { reconstructCommand } from "./reconstruct.ts";
import { reproduceCommand } from "./reproduce.ts";
import { sampleCommand } from "./sample.ts";
import { scoreCommand } from "./score.ts";
import { simulateCommand } from "./simulate.ts";
import { studioCommand } from "./studio.ts";
import { printable } from "./terminal.ts";
import { trainCommand } from "./train.ts";
import { workerCommand } from "./worker.ts";

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
