import type { Command } from "commander";
import { InputError } from "../numeric/errors.ts";

/** Which of some options a person gave, by the names that a command has for them: nobody expects anything of defaults. */
export function givenAmong(command: Command, names: readonly string[]): string[] {
  return names.filter((name) => command.getOptionValueSource(name) === "cli");
}

/** An option as it is typed: `missingValues` is `--missing-values`. */
export function typed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Refuses options that would be passed over.
 *
 * @param needs what they need to mean anything, with what was got instead
 * @param remedy how to have it, as the beginning of a sentence
 * @throws InputError naming the first of those that were given
 */
export function refuseIdle(
  command: Command,
  names: readonly string[],
  needs: { readonly expected: string; readonly got: string; readonly remedy?: string },
): void {
  const [first] = givenAmong(command, names);
  if (first === undefined) return;
  const option = typed(first);
  const remedy =
    needs.remedy === undefined ? `Leave ${option} out.` : `${needs.remedy}, or leave ${option} out.`;
  throw new InputError(`Expected ${needs.expected} for ${option}, got ${needs.got}. ${remedy}`);
}

/** @throws InputError where --workers is given beside --queue: others do the work. */
export function refuseOwnThreads(command: Command): void {
  refuseIdle(command, ["workers"], {
    expected: "threads of this machine",
    got: "--queue, whose workers have their own (siren-vae worker --concurrency)",
  });
}

/** @throws InputError for options that concern hidden nodes, of which a model or network has none. */
export function refuseWithoutHidden(
  command: Command,
  names: readonly string[],
  what: string,
  hidden: { readonly length: number },
): void {
  if (hidden.length > 0) return;
  refuseIdle(command, names, { expected: "hidden nodes", got: `${what}, whose nodes are all measured` });
}
