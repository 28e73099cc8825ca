import type { Conditioner } from "./conditioner.ts";
import type { FlowConfig } from "./flow.ts";
import type { LinearLayer } from "./linearLayer.ts";
import type { Transformer } from "./transformer.ts";

/** One step: every component through its transform, whose parameters its parents say. */
export interface TriangularStep {
  readonly conditioner: Conditioner;
  readonly transformer: Transformer;
}

/** What a triangular flow is made of, as whatever inverts it needs it. */
export interface TriangularParts {
  readonly config: FlowConfig;
  readonly steps: readonly TriangularStep[];
  /** After the steps. */
  readonly linear: LinearLayer | undefined;
}
