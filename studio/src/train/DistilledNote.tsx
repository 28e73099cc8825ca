import { distillationReason } from "../../../src/internals.ts";
import { decimals } from "../ui/decimals.ts";
import type { Run } from "./study.ts";

/** That the averaged tables of the network taught the model, where its few rows alone would have taught it less. */
export function DistilledNote({ run }: { run: Run }) {
  const distilled = run.parts.value?.training.distilled;
  if (distilled === undefined) return null;
  const { rows, networks, behind } = distilled;
  return (
    <p class="quiet" data-testid="distilled">
      {distillationReason(distilled)}: so its tables, averaged over what the rows leave open ({networks}{" "}
      draws), taught this model by {rows.toLocaleString("en")} rows of theirs. It is{" "}
      {decimals(Math.max(0, behind), 2)} nats a row behind them, which its score on rows held out counts. “One
      run with a validation curve” trains on the rows alone.
    </p>
  );
}
