/**
 * Errors that a person can act on: what was expected, what came, where, and what to do.
 */

/**
 * The caller's input is wrong (a file, an option, a graph, a table). The command line exits with code 2.
 *
 * @example
 * throw new InputError("Expected at least one row, got an empty table. Add rows or simulate some.");
 */
export class InputError extends Error {
  override name = "InputError";
}

/**
 * The input was fine but the work failed (training diverged, an inversion did not converge). The command
 * line exits with code 1.
 *
 * @example
 * throw new ComputationError("Training lost its finite numbers. Start with a lower rate.");
 */
export class ComputationError extends Error {
  override name = "ComputationError";
}
