/**
 * The shape of a network file. Only types and keys are checked here; what the numbers mean is checked by the networks.
 */
import * as z from "../numeric/schemas.ts";
import { noiseShapes } from "./noise.ts";
import { factorFunctions } from "./nonlinearTerm.ts";

export const NETWORK_FORMAT = "siren-vae/network";
export const NETWORK_VERSION = 1;

const coefficients = z.record(z.string(), z.number());

const factor = z.strictObject({
  function: z.enum(factorFunctions),
  offset: z.optional(z.number()),
  parents: coefficients,
});

const term = z.strictObject({ weight: z.optional(z.number()), factors: z.array(factor) });

/** What a measured node is taken for, on nodes of any kind of network. */
const nodeType = { kind: z.optional(z.string()), levels: z.optional(z.array(z.string())) };

const linearNode = z.strictObject({
  parents: coefficients,
  intercept: z.number(),
  variance: z.number(),
  ...nodeType,
});

const nonlinearNode = z.strictObject({
  parents: z.array(z.string()),
  intercept: z.number(),
  terms: z.array(term),
  variance: z.number(),
  noise: z.optional(z.enum(noiseShapes)),
  ...nodeType,
});

const structureNode = z.strictObject({ parents: z.array(z.string()), ...nodeType });

/** Rows: configurations of the parents, the first parent slowest; columns: states. */
const table = z.array(z.array(z.number()));

const discreteNode = z.strictObject({
  states: z.array(z.string()),
  parents: z.array(z.string()),
  table,
  kind: z.optional(z.string()),
});

const regression = z.strictObject({
  intercept: z.number(),
  coefficients: z.optional(coefficients),
  variance: z.number(),
});

/** A discrete node has states and a table, a Gaussian one a regression for each configuration of its discrete parents. */
const hybridNode = z.strictObject({
  parents: z.array(z.string()),
  states: z.optional(z.array(z.string())),
  table: z.optional(table),
  regressions: z.optional(z.array(regression)),
  kind: z.optional(z.string()),
});

const generalizedLinearNode = z.strictObject({
  kind: z.string(),
  parents: coefficients,
  intercept: z.number(),
  variance: z.optional(z.number()),
  scale: z.optional(z.number()),
  degrees: z.optional(z.number()),
  dispersion: z.optional(z.number()),
  levels: z.optional(z.array(z.string())),
  logits: z.optional(z.array(z.strictObject({ offset: z.number(), slope: z.number() }))),
  cuts: z.optional(z.array(z.number())),
});

function file<Kind extends string, Node extends z.ZodMiniType>(kind: Kind, node: Node) {
  return z.strictObject({
    format: z.literal(NETWORK_FORMAT),
    version: z.literal(NETWORK_VERSION),
    name: z.string(),
    kind: z.literal(kind),
    citation: z.optional(z.string()),
    source: z.optional(z.string()),
    /** For people; nothing is read from them. */
    comments: z.optional(z.array(z.string())),
    observed: z.optional(z.array(z.string())),
    order: z.optional(z.array(z.string())),
    nodes: z.record(z.string(), node),
  });
}

/** The schema of each kind of network. */
export const networkSchemas = {
  "linear-gaussian": file("linear-gaussian", linearNode),
  "nonlinear-gaussian": file("nonlinear-gaussian", nonlinearNode),
  structure: file("structure", structureNode),
  discrete: file("discrete", discreteNode),
  "conditional-gaussian": file("conditional-gaussian", hybridNode),
  "generalized-linear": file("generalized-linear", generalizedLinearNode),
} as const;

export type NetworkKind = keyof typeof networkSchemas;

/** What a network file holds, as JSON. */
export type NetworkJson = z.infer<(typeof networkSchemas)[NetworkKind]>;

const nodeKeys: Readonly<Record<NetworkKind, readonly string[]>> = {
  "linear-gaussian": Object.keys(linearNode.shape),
  "nonlinear-gaussian": Object.keys(nonlinearNode.shape),
  structure: Object.keys(structureNode.shape),
  discrete: Object.keys(discreteNode.shape),
  "conditional-gaussian": Object.keys(hybridNode.shape),
  "generalized-linear": Object.keys(generalizedLinearNode.shape),
};

/** The keys that may stand at a place of a file: the file itself, a node, a regression, a term or a factor. */
export function knownKeys(kind: NetworkKind, path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(networkSchemas[kind].shape);
  if (path.length === 2) return nodeKeys[kind];
  if (kind === "conditional-gaussian") return Object.keys(regression.shape);
  if (kind === "generalized-linear") return ["offset", "slope"];
  if (path.length === 4) return Object.keys(term.shape);
  return Object.keys(factor.shape);
}
