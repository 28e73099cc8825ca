import { type Command, Help, type Option } from "commander";

const EXAMPLE = `
Example, from a network and a table to the variables that nobody measured:
  siren-vae train network.dot --data table.csv -o model
  siren-vae evaluate model --data test.csv
  siren-vae posterior model --data test.csv -o hidden.csv

siren-vae COMMAND --help has the options of a command and an example.`;

/** Names in the help what cannot be left out. */
export function explain(root: Command): void {
  root.addHelpText("after", EXAMPLE);
  for (const command of root.commands) {
    command.usage(usageOf(command));
    command.configureHelp({
      optionDescription: (option: Option) =>
        `${Help.prototype.optionDescription(option)}${option.mandatory ? " (required)" : ""}`,
    });
  }
}

/** Arguments and the options that cannot be left out, as they would be typed. */
function usageOf(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const needed = command.options
    .filter(({ mandatory }) => mandatory)
    .map(({ short, long, flags }) => `${short ?? long} ${/<.*>/.exec(flags)?.[0] ?? ""}`.trim());
  return [...words, ...needed, "[options]"].join(" ");
}
