import { NodeError, type NodeSubject } from "../../graph/nodeError.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import * as z from "../../numeric/schemas.ts";
import { LinearGaussianNetwork } from "../linearGaussian.ts";
import { PlacedError } from "../placedError.ts";
import { exchangedParents } from "./exchangedParents.ts";
import { exchanged, exchangedArc, exchangedNumber } from "./exchangeSchema.ts";
import type { JsonPath } from "./jsonPlaces.ts";

const schema = z.object({
  nodes: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  arcs: z.array(exchangedArc),
  cpds: z.record(
    z.string(),
    z.object({
      coefficients: z.record(z.string(), exchangedNumber),
      variance: z.optional(exchangedNumber),
      sd: z.optional(exchangedNumber),
      parents: z.optional(z.union([z.array(z.string()), z.string()])),
    }),
  ),
});

const INTERCEPT = "(Intercept)";

/** Whether parsed JSON looks like this format. */
export function isGaussianJson(json: unknown): boolean {
  return typeof json === "object" && json !== null && "cpds" in json && "arcs" in json;
}

/**
 * The JSON in which pgmpy and bnlearn exchange linear-Gaussian networks: `nodes`, `arcs`, and `cpds` with `coefficients`
 * (`(Intercept)` and one for each parent) and `variance` (or `sd`).
 *
 * @throws InputError naming the node; for coefficients that do not fit the arcs, variances that are not positive, cycles
 */
export function readGaussianJson(json: unknown, name: string): LinearGaussianNetwork {
  const fail = (what: string, path: JsonPath): never => {
    throw new PlacedError(what, path);
  };
  const { nodes, arcs, cpds } = exchanged(schema, json);
  const known = new Set(nodes);
  const parents = exchangedParents(nodes, arcs);
  const stray = Object.keys(cpds).find((node) => !known.has(node));
  if (stray !== undefined)
    fail(`Expected distributions of declared nodes, got "${stray}".${didYouMean(stray, nodes)}`, [
      "cpds",
      stray,
    ]);
  const described = nodes.map((node) => {
    const cpd = Object.hasOwn(cpds, node)
      ? cpds[node]
      : fail(`Expected a distribution of node "${node}" in cpds, got none.`, ["cpds"]);
    const own = parents.get(node)!;
    const { [INTERCEPT]: intercept, ...coefficients } = cpd.coefficients;
    if (intercept === undefined)
      fail(`Expected a coefficient "${INTERCEPT}" of node "${node}", got none.`, [
        "cpds",
        node,
        "coefficients",
      ]);
    const missing = own.find((parent) => !Object.hasOwn(coefficients, parent));
    if (missing !== undefined)
      fail(`Expected a coefficient of parent "${missing}" of node "${node}", got none.`, [
        "cpds",
        node,
        "coefficients",
      ]);
    const extra = Object.keys(coefficients).find((parent) => !own.includes(parent));
    if (extra !== undefined)
      fail(
        `Expected coefficients of the parents of node "${node}" only, got one of "${extra}", from which no arc comes.`,
        ["cpds", node, "coefficients", extra],
      );
    if ((cpd.variance === undefined) === (cpd.sd === undefined)) {
      fail(
        `Expected either variance or sd of node "${node}", got ${cpd.sd === undefined ? "neither" : "both"}.`,
        ["cpds", node],
      );
    }
    const variance = cpd.variance ?? cpd.sd! * cpd.sd!;
    return {
      name: node,
      parents: Object.fromEntries(own.map((parent) => [parent, coefficients[parent]])),
      intercept,
      variance,
    };
  });
  try {
    return new LinearGaussianNetwork({ name, nodes: described });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return fail(error.message, error instanceof NodeError ? placeOf(error.subject, arcs) : []);
  }
}

function placeOf(subject: NodeSubject, arcs: readonly (readonly [string, string])[]): JsonPath {
  if ("observed" in subject) return [];
  if (!("parent" in subject)) return ["cpds", subject.node, ...(subject.at ?? [])];
  const arc = arcs.findIndex(([from, to]) => from === subject.parent && to === subject.node);
  return arc < 0 ? ["cpds", subject.node] : ["arcs", arc];
}
