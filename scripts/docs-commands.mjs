// The command reference, from the commands themselves: what their --help says, as Markdown.

/** Markdown for a commander program: every command with its arguments, options, defaults, choices and examples. */
export function commandReference(program) {
  const commands = [...program.commands].filter((command) => command.name() !== "help");
  const list = commands.map(
    (command) => `- [\`${command.name()}\`](#${command.name()}): ${command.description()}`,
  );
  return [
    "# Command reference\n",
    `\`siren-vae --version\` tells the version, \`siren-vae COMMAND --help\` what stands here.\n\n${list.join("\n")}\n`,
    ...commands.map(section),
  ].join("\n");
}

function section(command) {
  const help = command.createHelp();
  const usage = `siren-vae ${command.name()} ${command.usage()}`;
  const parts = [
    `## ${command.name()}\n`,
    `${sentence(command.description())}\n`,
    `\`\`\`text\n${usage}\n\`\`\`\n`,
  ];
  const args = command.registeredArguments.map((argument) => [
    `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}\``,
    cell(help.argumentDescription(argument)),
  ]);
  if (args.length > 0) parts.push(table(["Argument", "Meaning"], args));
  const options = help
    .visibleOptions(command)
    .filter((option) => option.long !== "--help")
    .map((option) => [`\`${option.flags.replaceAll("|", "\\|")}\``, cell(help.optionDescription(option))]);
  if (options.length > 0) parts.push(table(["Option", "Meaning"], options));
  const after = textAfterHelp(command);
  if (after !== "") parts.push(after);
  for (const child of command.commands) if (child.name() !== "help") parts.push(section(child));
  return parts.join("\n");
}

/** What a command adds to its help: examples, indented, under a heading that ends with a colon. */
function textAfterHelp(command) {
  let written = "";
  command.configureOutput({ writeOut: (text) => (written += text) });
  command.outputHelp();
  const extra = written
    .slice(written.indexOf(command.helpInformation()) + command.helpInformation().length)
    .trim();
  return extra
    .split(/\n(?=\S)/)
    .map((block) => {
      const [first, ...rest] = block.split("\n");
      const code = rest.filter((line) => line.trim() !== "").map((line) => line.replace(/^ {2}/, ""));
      return code.length === 0 ? `${first}\n` : `${first}\n\n\`\`\`text\n${code.join("\n")}\n\`\`\`\n`;
    })
    .join("\n");
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

function sentence(text) {
  const first = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
