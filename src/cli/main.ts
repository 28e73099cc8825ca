#!/usr/bin/env node
import { type Command, CommanderError } from "commander";
import { isExhausted, READER_GONE, reason } from "../io/files.ts";
import { inputStillOwed } from "../io/interruptibleInput.ts";
import { ComputationError, InputError } from "../numeric/errors.ts";
import { dashHint } from "./dashHint.ts";
import { optimizeLater } from "./optimizeLater.ts";
import { program } from "./program.ts";
import { printable } from "./terminal.ts";

/** Exit codes: 0 done, 1 the work failed, 2 the input or the usage was wrong. */
async function main(): Promise<number> {
  const words = process.argv.slice(2);
  let root: Command | undefined;
  try {
    root = await program(words);
    await root.parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === "commander.unknownOption") hint(words, root);
      return error.exitCode === 0 ? 0 : 2;
    }
    if ((error as NodeJS.ErrnoException).code === READER_GONE) return 0;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof InputError || error instanceof ComputationError) {
      process.stderr.write(`error: ${printable(message)}\n`);
      return error instanceof InputError ? 2 : 1;
    }
    if (isExhausted(error)) {
      process.stderr.write(
        `error: Could not go on: ${reason(error)}. Give the program more of it (ulimit -a shows the limits), and start again.\n`,
      );
      return 1;
    }
    if (process.env.SIREN_VAE_DEBUG) process.stderr.write(`${(error as Error).stack ?? message}\n`);
    else
      process.stderr.write(
        `error: ${printable(message)}. This is a fault of the program; set SIREN_VAE_DEBUG=1 to see where.\n`,
      );
    return 1;
  }
}

/** Commander itself has a hint for two dashes only. */
function hint(words: readonly string[], root: Command | undefined): void {
  const command = root?.commands.find((one) => words.includes(one.name()));
  const meant = dashHint(words, command?.options.flatMap(({ long }) => long ?? []) ?? []);
  if (meant !== undefined) process.stderr.write(`(Did you mean ${printable(meant)}?)\n`);
}

// A reader that closes the pipe early, such as `head`, has what it wants.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === READER_GONE) process.exit(0);
  process.stderr.write(`error: Could not write standard output: ${reason(error)}. Write to another place.\n`);
  process.exit(1);
});
// Nobody hears what is said beside the work; the work goes on.
process.stderr.on("error", () => {});

optimizeLater();
process.exitCode = await main();
// Such a read would keep even a process that exits; what Ctrl-C does by itself ends it.
if (await inputStillOwed(200)) {
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
}
