import type { TrainingSummary } from "../model/index.ts";

/** What to say of a model that learnt from the averaged tables of its network; nothing of any other. */
export function distilledSentence({ distilled }: Pick<TrainingSummary, "distilled">): string | undefined {
  if (distilled === undefined) return undefined;
  const { states, rows, networks, behind } = distilled;
  const why =
    states === undefined
      ? "The network says the levels of all its nodes, and the rows do not contradict them"
      : `Held-out rows are for ${states} states of hidden nodes whose levels the network does not say`;
  return (
    `${why}: so its tables, averaged over what the rows leave open (${networks} draws), taught this model by ${rows} rows of theirs, ` +
    `and it is ${Math.max(0, behind).toFixed(2)} nats a row behind them. ` +
    "--start random or --start linear-gaussian trains on the rows alone."
  );
}
