import type { z } from "zod";
import { didYouMean } from "../numeric/nearestName.ts";
import { knownKeys, type NetworkKind } from "./networkSchema.ts";

/** One sentence on what is wrong where in a network file, and the nearest known key if one is unknown. */
export function describeProblem(kind: NetworkKind, json: unknown, issue: z.core.$ZodIssue): string {
  const place = describePlace(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(kind, issue.path);
    const [key] = issue.keys;
    return `Expected only the keys ${known.join(", ")} in ${place}, got "${key}".${didYouMean(key, known)}`;
  }
  const value = valueAt(json, issue.path);
  const found = value === undefined ? "nothing" : abbreviate(JSON.stringify(value));
  return `Expected ${describeExpectation(issue)} as ${place}, got ${found}.`;
}

function describeExpectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code === "invalid_type")
    return withArticle(issue.expected === "record" ? "object" : issue.expected);
  return issue.message;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
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

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    json,
  );
}

function abbreviate(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
