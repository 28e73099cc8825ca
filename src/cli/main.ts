#!/usr/bin/env node
import { CommanderError } from "commander";
import { READER_GONE, reason } from "../io/files.ts";
import { inputStillOwed } from "../io/interruptibleInput.ts";
import { ComputationError, InputError } from "../numeric/errors.ts";
import { optimizeLater } from "./optimizeLater.ts";
import { program } from "./program.ts";
import { printable } from "./terminal.ts";

/** Exit codes: 0 done, 1 the work failed, 2 the input or the usage was wrong. */
async function main(): Promise<number> {
  try {
    await (await program(process.argv.slice(2))).parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if ((error as NodeJS.ErrnoException).code === READER_GONE) return 0;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof InputError || error instanceof ComputationError) {
      process.stderr.write(`error: ${printable(message)}\n`);
      return error instanceof InputError ? 2 : 1;
    }
    if (process.env.SIREN_VAE_DEBUG) process.stderr.write(`${(error as Error).stack ?? message}\n`);
    else
      process.stderr.write(
        `error: ${printable(message)}. This is a fault of the program; set SIREN_VAE_DEBUG=1 to see where.\n`,
      );
    return 1;
  }
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
