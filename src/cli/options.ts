import { InvalidArgumentError, Option } from "commander";
import { placeOfQueue } from "../experiments/runner/queueAddress.ts";
import { InputError } from "../numeric/errors.ts";

/** A whole number of at least `minimum` and at most `maximum`, as digits or as in `1e4`. */
export function whole(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(?:e\+?\d+)?$/i.test(text.trim()) || value < minimum || value > maximum) {
      const range = value > maximum ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`;
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    }
    return value;
  };
}

/** A finite number, as decimals or with an exponent. */
export function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

/** Names separated by commas. */
export function names(text: string): string[] {
  const found = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (found.length === 0) throw new InvalidArgumentError("Expected names separated by commas.");
  return found;
}

/** Widths separated by commas. */
export function widths(text: string): number[] {
  return text.split(",").map(whole(1));
}

export const seedOption = (what = "seed of everything random; the same seed gives the same bits") =>
  new Option("--seed <number>", what).argParser(whole(0)).default(0);
/** Results are the same to the last bit for any number. */
export const workersOption = () =>
  new Option(
    "--workers <number>",
    "threads; the results do not depend on it (default: one a core)",
  ).argParser(whole(1, 1024));
export const jsonOption = () => new Option("--json", "print JSON instead of text");
export const quietOption = () => new Option("--quiet", "no progress and no notes");
export const forceOption = () => new Option("--force", "replace what is already at the output path");
/** Draws behind what is said of a row. Beyond the maximum, one block of rows would keep Ctrl-C waiting for long. */
export const MOST_DRAWS = 100_000;
export const importanceOption = () =>
  new Option("--importance-samples <number>", "samples behind every row's likelihood")
    .argParser(whole(1, MOST_DRAWS))
    .default(500);
export const observedOption = () =>
  new Option(
    "--observed <names>",
    "the measured nodes, separated by commas (default: what the network marks, or else the nodes that have a column, without a table the leaves)",
  ).argParser(names);

/** @param what the work that others do */
export const queueOption = (what: string) =>
  new Option(
    "--queue <address>",
    `hand the ${what} to workers over Redis, such as redis://127.0.0.1:6379`,
  ).argParser((address) => {
    placeOfQueue(address);
    return address;
  });

/** Exactly one of a file and a number of simulated rows. */
export function requireOneSource(options: { data?: string; simulate?: number }): void {
  if ((options.data === undefined) === (options.simulate === undefined)) {
    throw new InputError(
      options.data === undefined
        ? "Expected data: give --data FILE, or --simulate N to draw rows from the network."
        : "Expected one source of data, got both --data and --simulate. Drop one of them.",
    );
  }
}
