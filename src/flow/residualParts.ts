import type { FlowConfig } from "./flow.ts";
import type { LinearLayer } from "./linearLayer.ts";
import type { ResidualBlock } from "./residualBlock.ts";

/** What a residual flow is made of, as whatever inverts it or changes its weights needs it. */
export interface ResidualParts {
  readonly config: FlowConfig;
  /** From data to the base. */
  readonly blocks: readonly ResidualBlock[];
  /** After the blocks. */
  readonly affine: LinearLayer | undefined;
}
