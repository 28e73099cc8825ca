import * as z from "../numeric/schemas.ts";
import { networkSchemas } from "./networkSchema.ts";

/**
 * A JSON Schema (draft 2020-12) of this project's network files, generated from the validator that reads them. Editors
 * use it to complete and check; what the numbers mean (cycles, positive variances) only the reader checks.
 *
 * @example
 * const { title } = networkJsonSchema(); // "siren-vae network"
 */
export function networkJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(z.union(Object.values(networkSchemas)), { io: "input" });
  return {
    $schema,
    title: "siren-vae network",
    description:
      "A Bayesian network: linear-Gaussian, nonlinear with additive noise, discrete, conditional Gaussian, generalized linear, or a bare structure.",
    ...schema,
  };
}
