import { didYouMean } from "../numeric/nearestName.ts";
import type { core } from "../numeric/schemas.ts";
import { knownKeys, type NetworkKind } from "./networkSchema.ts";
import { abbreviated, expectationOf, valueAt } from "./schemaIssue.ts";

/** One sentence on what is wrong where in a network file, and the nearest known key if one is unknown. */
export function describeProblem(kind: NetworkKind, json: unknown, issue: core.$ZodIssue): string {
  const place = describePlace(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(kind, issue.path);
    const [key] = issue.keys;
    return `Expected only the keys ${known.join(", ")} in ${place}, got "${key}".${didYouMean(key, known)}`;
  }
  const value = valueAt(json, issue.path);
  return `Expected ${expectationOf(issue)} as ${place}, got ${value === undefined ? "nothing" : abbreviated(value)}.`;
}

/** `the variance of node "aceB"`, `the weight of term 2 of node "aceB"`. */
function describePlace(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the network file";
  const last = path.at(-1)!;
  const container = path.slice(0, -1);
  const inner =
    typeof last === "number"
      ? `${String(container.at(-1)).replace(/s$/, "")} ${last + 1}`
      : container.at(-1) === "nodes" && container.length === 1
        ? `node "${String(last)}"`
        : container.at(-1) === "parents"
          ? `the coefficient of parent "${String(last)}"`
          : `the ${String(last)}`;
  const outer =
    typeof last === "number" || container.at(-1) === "parents" ? container.slice(0, -1) : container;
  const rest = outer.length === 1 && outer[0] === "nodes" ? [] : outer;
  return rest.length === 0 ? inner : `${inner} of ${describePlace(rest)}`;
}
