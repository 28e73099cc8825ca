import { InputError } from "../numeric/errors.ts";

/** @throws InputError naming the node and the parameter if the value is not a finite number */
export function checkFinite(value: number, node: string, parameter: string): void {
  if (!Number.isFinite(value)) {
    throw new InputError(`Expected a finite number as the ${parameter} of node "${node}", got ${value}.`);
  }
}

/** @throws InputError naming the node and the parameter if the value is not a positive finite number */
export function checkPositive(value: number, node: string, parameter: string): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new InputError(
      `Expected a positive finite number as the ${parameter} of node "${node}", got ${value}.`,
    );
  }
}
