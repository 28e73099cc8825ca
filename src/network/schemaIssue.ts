import type { core } from "../numeric/schemas.ts";
import { withArticle } from "../numeric/withArticle.ts";

/** What a schema wants in place of what it met: `a number`, `"a" or "b"`, `at least 2`. */
export function expectationOf(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_type":
      return withArticle(nouns[issue.expected] ?? issue.expected);
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array")
        return `${withArticle(issue.origin)} that is not empty`;
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "unrecognized_keys":
      return `no key ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_union":
      return alternatives(issue.errors);
    default:
      return issue.message;
  }
}

/** `expected a number, got "x"`, of a place within a value that was checked. */
export function problemOf(issue: core.$ZodIssue, checked: unknown): string {
  const value = valueAt(checked, issue.path);
  return `expected ${expectationOf(issue)}, got ${value === undefined ? "nothing" : abbreviated(value)}`;
}

/** What stands at a place of a value; nothing where the way there ends. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** A value as JSON, cut to a line. */
export function abbreviated(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

const nouns: Readonly<Record<string, string>> = {
  record: "object",
  int: "whole number",
  tuple: "array",
  nonoptional: "value",
};

/** What the members of a union want at the place itself, each once. */
function alternatives(errors: readonly (readonly core.$ZodIssue[])[]): string {
  const own = errors.flatMap(([first]) => (first && first.path.length === 0 ? [expectationOf(first)] : []));
  return own.length === 0 ? "another form" : [...new Set(own)].join(" or ");
}
