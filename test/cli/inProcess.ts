import { CommanderError } from "commander";
import { program } from "../../src/cli/program.ts";
import { InputError } from "../../src/numeric/errors.ts";

/**
 * Runs a command in this process, which spares starting another. What it says with --json goes to this process's output, so
 * it is for commands that are --quiet or fail.
 *
 * @returns what was wrong with the input or the usage, as main.ts would print it; undefined where nothing was.
 */
export async function mistakeOf(folder: string, ...words: string[]): Promise<string | undefined> {
  const before = process.cwd();
  let said = "";
  const root = program();
  for (const command of [root, ...root.commands]) {
    command.configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
  }
  process.chdir(folder);
  try {
    await root.parseAsync(words, { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return `error: ${error.message}\n`;
    if (error instanceof CommanderError) return said;
    throw error;
  } finally {
    process.chdir(before);
  }
}
