import { NodeError } from "../graph/nodeError.ts";

/**
 * @param parameter its name in a sentence
 * @param at where it stands below the node, if that is not under its name
 * @throws NodeError naming the node and the parameter if the value is not a finite number
 */
export function checkFinite(
  value: number,
  node: string,
  parameter: string,
  at: readonly PropertyKey[] = [parameter],
): void {
  if (!Number.isFinite(value)) {
    throw new NodeError(`Expected a finite number as the ${parameter} of node "${node}", got ${value}.`, {
      node,
      at,
    });
  }
}

/** The same for a number that must be positive. */
export function checkPositive(
  value: number,
  node: string,
  parameter: string,
  at: readonly PropertyKey[] = [parameter],
): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new NodeError(
      `Expected a positive finite number as the ${parameter} of node "${node}", got ${value}.`,
      { node, at },
    );
  }
}
