import { InputError } from "../numeric/errors.ts";

/** Of intervals, where none is asked for: how often they are to hold the truth. */
export const DEFAULT_CONFIDENCE = 0.95;

/** @throws InputError unless the confidence lies between 0 and 1 */
export function checkConfidence(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new InputError(
      `Expected a confidence of the intervals between 0 and 1, both excluded, got ${confidence}.`,
    );
  }
  return confidence;
}
