import { CommanderError } from "commander";
import { program } from "../../src/cli/program.ts";
import { InputError } from "../../src/numeric/errors.ts";

/** Runs a command in this process, which spares starting another. What is said beside the JSON is lost. */
async function runHere(folder: string, words: readonly string[]): Promise<{ mistake?: string; out: string }> {
  const before = process.cwd();
  const write = process.stdout.write;
  let said = "";
  let out = "";
  const root = await program(words);
  for (const command of [root, ...root.commands]) {
    command.configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
  }
  process.chdir(folder);
  // The runner's own messages pass: they are bytes.
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== "string") return write.call(process.stdout, chunk, ...rest);
    out += chunk;
    return true;
  }) as typeof process.stdout.write;
  try {
    await root.parseAsync(words, { from: "user" });
    return { out };
  } catch (error) {
    if (error instanceof InputError) return { mistake: `error: ${error.message}\n`, out };
    if (error instanceof CommanderError) return { mistake: said, out };
    throw error;
  } finally {
    process.stdout.write = write;
    process.chdir(before);
  }
}

/** What was wrong with the input or the usage, as main.ts would print it; undefined where nothing was. */
export async function mistakeOf(folder: string, ...words: string[]): Promise<string | undefined> {
  return (await runHere(folder, words)).mistake;
}

/** The JSON that a command prints, which must succeed. */
// biome-ignore lint/suspicious/noExplicitAny: every command has its own.
export async function answerOf(folder: string, ...words: string[]): Promise<any> {
  const { mistake, out } = await runHere(folder, [...words, "--json", "--quiet"]);
  if (mistake !== undefined) throw new Error(mistake);
  return JSON.parse(out);
}
