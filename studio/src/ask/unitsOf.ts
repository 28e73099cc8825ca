import type { NodeBelief } from "../worker/messages.ts";

/** In which units a hidden node's values stand. */
export function unitsOf({ agreement }: NodeBelief): string {
  return agreement === undefined ? "the model's own units" : "the network's units";
}
