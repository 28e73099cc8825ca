import type { Command } from "commander";
import { InputError } from "../numeric/errors.ts";

/**
 * A variable of a shell that is not set leaves an empty argument behind, which stands for no file and no folder.
 *
 * @throws InputError naming the argument or the option.
 */
export function refuseEmptyValues(command: Command): void {
  command.registeredArguments.forEach((argument, i) => {
    if ([command.processedArgs[i]].flat().includes("")) throw empty(`a ${argument.name()}`);
  });
  for (const option of command.options) {
    if (command.getOptionValue(option.attributeName()) === "") throw empty(`a value for ${option.long}`);
  }
}

function empty(what: string): InputError {
  return new InputError(`Expected ${what}, got an empty text. Is a variable of your shell not set?`);
}
