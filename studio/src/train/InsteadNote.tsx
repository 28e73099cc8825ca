import { decimals } from "../ui/decimals.ts";
import { Icon } from "../ui/Icon.tsx";
import type { Run } from "./study.ts";

/** That the rows contradict the network so much that the model has another structure. */
export function InsteadNote({ run }: { run: Run }) {
  const instead = run.parts.value?.training.trust?.instead;
  if (instead === undefined) return null;
  const { gain, standardError } = instead;
  return (
    <p class="stale" data-testid="instead">
      <span>
        <Icon name="warn" /> The rows contradict the network: held-out ones gain {decimals(gain, 2)}
        {standardError !== null && ` ± ${decimals(standardError, 2)}`} nats each where every column reads
        every hidden node. This model is of that kind, and its hidden nodes need not be those of the network.
        “Believe the network” keeps it.
      </span>
    </p>
  );
}
