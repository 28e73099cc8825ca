/** A finished training at one learning rate. */
export interface RateTrial<Run> {
  readonly rate: number;
  readonly loss: number;
  readonly run: Run;
}

/**
 * Trains at every rate and keeps the one with the lowest loss. A rate at which training diverges (a ComputationError) is
 * out of the race; only where all of them do, the last error is thrown.
 */
export async function lowestLoss<Run>(
  rates: readonly number[],
  runAt: (rate: number, index: number) => Promise<{ loss: number; run: Run }>,
): Promise<{ best: RateTrial<Run>; diverged: readonly number[] }> {
  let best: RateTrial<Run> | undefined;
  let failure: unknown;
  const diverged: number[] = [];
  for (const [index, rate] of rates.entries()) {
    try {
      const { loss, run } = await runAt(rate, index);
      if (best === undefined || loss < best.loss) best = { rate, loss, run };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ComputationError") throw error;
      diverged.push(rate);
      failure = error;
    }
  }
  if (best === undefined) throw failure;
  return { best, diverged };
}
