import { InputError } from "../numeric/errors.ts";
import type { RunRecord } from "./journal.ts";

/**
 * Refuses a record of a run that contradicts itself: what is told again must be what was told, or the run goes on from a place that it
 * never reached.
 *
 * @param keepsEnd whether its last weights are wanted
 * @throws InputError where epochs or weights are missing, or its state is of another epoch
 */
export function requireWholeRecord(
  { epochs, ended, state }: Omit<RunRecord, "scores">,
  keepsEnd = false,
): void {
  let last = 0;
  for (const { epoch } of epochs) {
    // After a retreat earlier ones come again.
    if (epoch > last + 1 || (epoch <= last && state?.retreats === 0))
      throw tornRecord(`epoch ${epoch} after epoch ${last}`);
    last = epoch;
  }
  if (state === undefined) {
    if (ended ? keepsEnd : last > 0) throw tornRecord(`${last} epochs without the weights after them`);
    return;
  }
  const { good, retreats } = state;
  const retreated = retreats > 0 && state.epoch === good.epoch && state.epoch <= last;
  if (state.epoch !== last && !retreated)
    throw tornRecord(`weights after ${state.epoch} epochs and ${last} told ones`);
  if (good.epoch > state.epoch)
    throw tornRecord(`earlier weights of epoch ${good.epoch} after epoch ${state.epoch}`);
}

/** @param what it holds that cannot be */
export function tornRecord(what: string): InputError {
  return new InputError(
    `Expected a checkpoint that holds a training whole, got ${what}. Start the training anew.`,
  );
}
