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

/**
 * Takes note of the values of all options as they are read. Of two values of one option the last would count, without a word of the
 * other.
 *
 * @returns a check for after that, which throws an InputError naming an option that has two values, and both
 */
export function watchRepeatedOptions(command: Command): () => void {
  let problem: string | undefined;
  for (const option of command.options) {
    const takesValue = option.required || option.optional;
    if (!takesValue || option.variadic || (option.parseArg && accumulating.has(option.parseArg))) continue;
    let first: string | undefined;
    command.on(`option:${option.name()}`, (value: string) => {
      if (first !== undefined && first !== value) {
        problem ??= `Expected ${option.long} once, got it twice, with ${first} and ${value}. Leave one of them out.`;
      }
      first = value;
    });
  }
  return () => {
    if (problem !== undefined) throw new InputError(problem);
  };
}
