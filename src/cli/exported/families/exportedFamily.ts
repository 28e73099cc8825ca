import type { Flow, FlowKind } from "../../../flow/index.ts";
import type { LatentModel } from "../../../model/index.ts";

/** How one family of models is written in the languages of the exported programs. */
export interface ExportedFamily {
  /** Flows that its functions follow by name. */
  flows(model: LatentModel): readonly Flow[];
  /** Flows of whose steps its functions make use by themselves. */
  readonly steps: readonly FlowKind[];
  /**
   * Bodies of functions. `prior` of `z` and of the coded row `x`: log p(z), or log p(x) where a row has its density from a flow
   * alone. `encode` of `x`, `gaps` (1 where a value was missing), `read` (both, as far as encoders read them) and noise `eps`: z
   * and log q(z | x). In Python `context` is `read` in a list; in R all but `gaps` are matrices with a column for every draw.
   */
  readonly python: { readonly prior: string; readonly encode: string };
  readonly r: { readonly prior: string; readonly encode: string };
}
