import { ComputationError } from "../numeric/errors.ts";

/** A finished training at one learning rate. */
export interface RateTrial<Run> {
  readonly rate: number;
  readonly loss: number;
  readonly run: Run;
}

/**
 * Trains at every rate and keeps the one with the lowest loss. A rate at which training diverges (a ComputationError) is
 * out of the race.
 *
 * @throws ComputationError where training diverges at all of them, with the words of the last one and the hint
 */
export async function lowestLoss<Run>(
  rates: readonly number[],
  hint: string,
  runAt: (rate: number, index: number) => Promise<{ loss: number; run: Run }>,
): Promise<{ best: RateTrial<Run>; diverged: readonly number[] }> {
  let best: RateTrial<Run> | undefined;
  let last = "";
  const diverged: number[] = [];
  for (const [index, rate] of rates.entries()) {
    try {
      const { loss, run } = await runAt(rate, index);
      if (best === undefined || loss < best.loss) best = { rate, loss, run };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ComputationError") throw error;
      diverged.push(rate);
      last = error.message;
    }
  }
  if (best === undefined) {
    throw new ComputationError(
      `Training diverged at ${rates.length === 1 ? "the learning rate" : "all learning rates:"} ${rates.join(", ")}. ${last} ${hint}`,
    );
  }
  return { best, diverged };
}
