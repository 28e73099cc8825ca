import type { Command } from "commander";
import { InputError } from "../numeric/errors.ts";

const accumulating = new WeakSet<object>();

/** Marks how an option is read that may be given several times: it is told what came before. */
export function mayRepeat<Parse extends object>(parse: Parse): Parse {
  accumulating.add(parse);
  return parse;
}

/** Keeps all values of an option that may be given several times. */
export const collected = mayRepeat((text: string, before: readonly string[] = []): string[] => [
  ...before,
  text,
]);

/** Options of which a person who gives two expects both: tables. Of others the last counts, as scripts that add to a command rely on. */
const EXPECTED_TOGETHER: ReadonlySet<string | undefined> = new Set(["--data"]);

/**
 * Takes note of the values of options as they are read.
 *
 * @returns a check for after that, which throws an InputError naming an option of which one of two values would be passed over though a
 * person meant both: a table, or a list
 */
export function watchRepeatedOptions(command: Command): () => void {
  const problems: (() => InputError | undefined)[] = [];
  for (const option of command.options) {
    const takesValue = option.required || option.optional;
    if (!takesValue || option.variadic || (option.parseArg && accumulating.has(option.parseArg))) continue;
    const values: string[] = [];
    command.on(`option:${option.name()}`, (value: string) => {
      if (!values.includes(value)) values.push(value);
    });
    problems.push(() => {
      const isList = Array.isArray(command.getOptionValue(option.attributeName()));
      if (values.length < 2 || !(isList || EXPECTED_TOGETHER.has(option.long))) return undefined;
      const remedy = isList ? `Give one list, ${option.long} ${values.join(",")}.` : "Leave one of them out.";
      return new InputError(
        `Expected ${option.long} once, got it ${values.length === 2 ? "twice" : `${values.length} times`}, with ${values.join(" and ")}. ${remedy}`,
      );
    });
  }
  return () => {
    for (const problem of problems) {
      const error = problem();
      if (error) throw error;
    }
  };
}
