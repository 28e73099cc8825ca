import { type Command, Help, type Option } from "commander";

/** Headings of the list of commands, in the order in which a newcomer needs them. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "See it at work:": ["demo", "studio"],
  "A network and its data:": ["networks", "inspect", "simulate"],
  "A model:": ["train", "evaluate", "calibrate", "card", "export"],
  "Questions to a model:": ["score", "posterior", "impute", "sample", "do", "reconstruct"],
  "The paper's experiments:": ["reproduce", "worker"],
};

const EXAMPLE = `
Example, from a network and a table to the variables that nobody measured:
  siren-vae train network.dot --data table.csv -o model
  siren-vae evaluate model --data test.csv
  siren-vae posterior model --data test.csv -o hidden.csv

siren-vae COMMAND --help has the options of a command and an example.`;

/** Names in the help what cannot be left out, and lists commands by what they are for. */
export function explain(root: Command): void {
  root.addHelpText("after", EXAMPLE);
  for (const command of root.commands) {
    const group = Object.entries(GROUPS).find(([, names]) => names.includes(command.name()))?.[0];
    if (group !== undefined) command.helpGroup(group);
    command.usage(usageOf(command));
    command.configureHelp({
      optionDescription: (option: Option) =>
        `${Help.prototype.optionDescription(option)}${option.mandatory ? " (required)" : ""}`,
    });
  }
}

/** Arguments and the options that cannot be left out, as they would be typed. */
function usageOf(command: Command): string {
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  const needed = command.options
    .filter(({ mandatory }) => mandatory)
    .map(({ short, long, flags }) => `${short ?? long} ${/<.*>/.exec(flags)?.[0] ?? ""}`.trim());
  return [...words, ...needed, "[options]"].join(" ");
}
