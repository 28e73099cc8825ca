import { Command } from "commander";
import { InputError } from "../numeric/errors.ts";
import { commandList, type ListedCommand } from "./commandList.ts";
import { refuseEmptyValues } from "./emptyValues.ts";
import { explain } from "./helpTexts.ts";
import { watchRepeatedOptions } from "./repeatedOptions.ts";
import { printable } from "./terminal.ts";

/**
 * The program with its commands. Given the words that a person typed, it reads only the modules of the command that
 * they name, and lists the others by what {@link commandList} says of them; without words, it reads all.
 */
export async function program(words?: readonly string[]): Promise<Command> {
  const root = new Command("siren-vae")
    .description("Variational autoencoders shaped by a Bayesian network.")
    .version("0.1.0")
    .showHelpAfterError("(add --help for the options and an example)");
  const called = words && calledName(words);
  const commands = await Promise.all(
    commandList.map((entry) => (words && entry.name !== called ? placeholder(entry) : entry.load())),
  );
  const refuseRepeated = new Map(
    commands.map((command) => [command, watchRepeatedOptions(command)] as const),
  );
  commands.forEach((command, c) => {
    command
      .description(commandList[c].description)
      .helpGroup(commandList[c].heading)
      .showHelpAfterError("(add --help for the options and an example)")
      .exitOverride()
      .configureOutput({
        outputError: (text, write) => write(printable(text)),
      });
    root.addCommand(command);
  });
  explain(root);
  root.hook("preAction", (_, command) => {
    refuseRepeated.get(command)?.();
    refuseEmptyValues(command);
    refuseLostFolder();
  });
  root.exitOverride();
  const [first, second] = (words ?? []).filter((word) => !word.startsWith("-"));
  if (first === "help" && second !== undefined && !commandList.some(({ name }) => name === second))
    root.error(`error: unknown command '${printable(second)}'`);
  return root;
}

/** @throws InputError where the folder that names of files are relative to is no more */
function refuseLostFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new InputError(
      "Expected a folder to work in, but the one that this command was started in has been removed. Change to another one, or back to where it was if it has been made anew.",
    );
  }
}

/** The program itself has only flags, so that the first word that is none names the command. */
function calledName(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith("-"));
  return first === "help" ? second : first;
}

/** Stands in the list of commands, and every command has options. */
function placeholder({ name, args }: ListedCommand): Command {
  const command = new Command(name).option("--quiet");
  return args === undefined ? command : command.arguments(args);
}
