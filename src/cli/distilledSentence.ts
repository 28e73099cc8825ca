import { distillationReason, type TrainingSummary } from "../model/index.ts";

/** What to say of a model that learnt from the averaged tables of its network; nothing of any other. */
export function distilledSentence({ distilled }: Pick<TrainingSummary, "distilled">): string | undefined {
  if (distilled === undefined) return undefined;
  const { rows, networks, behind } = distilled;
  return (
    `${distillationReason(distilled)}: so its tables, averaged over what the rows leave open (${networks} draws), taught this model by ${rows} rows of theirs, ` +
    `and it is ${Math.max(0, behind).toFixed(2)} nats a row behind them. ` +
    "--start random or --start linear-gaussian trains on the rows alone."
  );
}
