import { Command } from "commander";
import { calibrateCommand } from "./calibrate.ts";
import { cardCommand } from "./card.ts";
import { demoCommand } from "./demo.ts";
import { doCommand } from "./do.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exportCommand } from "./export.ts";
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
import { trainCommand } from "./train.ts";
import { workerCommand } from "./worker.ts";

export function program(): Command {
  const root = new Command("siren-vae")
    .description("Variational autoencoders shaped by a Bayesian network.")
    .version("0.1.0")
    .showHelpAfterError("(add --help for the options and an example)");
  for (const command of [
    simulateCommand(),
    trainCommand(),
    evaluateCommand(),
    calibrateCommand(),
    scoreCommand(),
    sampleCommand(),
    reconstructCommand(),
    posteriorCommand(),
    imputeCommand(),
    doCommand(),
    cardCommand(),
    exportCommand(),
    networksCommand(),
    inspectCommand(),
    demoCommand(),
    reproduceCommand(),
    workerCommand(),
    studioCommand(),
  ]) {
    command.showHelpAfterError("(add --help for the options and an example)").exitOverride();
    root.addCommand(command);
  }
  return root.exitOverride();
}
