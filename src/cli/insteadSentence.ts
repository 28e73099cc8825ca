import type { TrainingSummary } from "../model/index.ts";
import { note } from "./terminal.ts";

/** What to say of a model whose network gave way to another structure; nothing of any other. */
export function insteadSentence({ trust }: Pick<TrainingSummary, "trust">): string | undefined {
  if (trust?.instead === undefined) return undefined;
  const { structure, gain, standardError } = trust.instead;
  const error = standardError === null ? "" : ` ± ${standardError.toFixed(2)}`;
  return (
    `The rows contradict the network: held-out ones gain ${gain.toFixed(2)}${error} nats each where every column reads every ` +
    `hidden node. So this model has the structure ${structure}, whose hidden nodes need not be those of the network. ` +
    "siren-vae criticise looks for what the network lacks; --trust full keeps it."
  );
}

/** The same as a note beside answers that speak of the network's nodes and arcs. */
export function noteInstead(training: Pick<TrainingSummary, "trust">, quiet: boolean): void {
  const sentence = insteadSentence(training);
  if (sentence) note(sentence, quiet);
}
