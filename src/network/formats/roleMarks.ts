import type { Role } from "../../graph/dag.ts";

/** Attributes by which files mark nodes, and the role that a yes gives. */
const MARKS: ReadonlyMap<string, Role> = new Map([
  ["latent", "latent"],
  ["hidden", "latent"],
  ["unobserved", "latent"],
  ["unmeasured", "latent"],
  ["observed", "observed"],
  ["measured", "observed"],
]);

/** Attributes whose value may be a mark itself, as in `role=latent`. */
const NAMING = ["role", "type", "kind", "class", "status", "nodetype", "variabletype"];

/** The names of the attributes that mark nodes, lower case. */
export const roleMarks: readonly string[] = [...MARKS.keys()];

/** The names of all attributes that may say a role, lower case. */
export const roleAttributes: readonly string[] = [...roleMarks, ...NAMING];

/** What a mark takes for a value. */
export const MARK_VALUES = "yes or no (or true, false, 1, 0)";

/** What a mark says of a node. */
export interface MarkedRole {
  readonly role: Role;
  /** What nodes without a mark of this kind are: where some are (not) latent, the others are not. */
  readonly others: Role;
}

/**
 * What an attribute says of a node's role: nothing where it is none that does, has no value, or names something else than a role,
 * and `bad` where a mark has a value that is neither yes nor no.
 */
export function roleSaid(attribute: string, value: string): MarkedRole | "bad" | undefined {
  const name = attribute.toLowerCase();
  if (isUnsaid(value)) return undefined;
  if (MARKS.has(name)) return markedRole(name, value) ?? "bad";
  if (!NAMING.includes(name.replaceAll(/[\s_.-]/g, ""))) return undefined;
  const mark = value.trim().toLowerCase();
  return MARKS.has(mark) ? markedRole(mark, "yes") : undefined;
}

/**
 * The role that a mark gives, `observed="no"` being latent; nothing where its value is neither yes nor no.
 *
 * @param mark one of {@link roleMarks}
 */
export function markedRole(mark: string, value: string): MarkedRole | undefined {
  const role = MARKS.get(mark)!;
  const opposite = role === "latent" ? "observed" : "latent";
  if (/^\s*(?:yes|true|1|y|t|on)\s*$/i.test(value)) return { role, others: opposite };
  return isNo(value) ? { role: opposite, others: "observed" } : undefined;
}

/** Whether a value stands for none: Graphviz writes an empty one for nodes that were not given an attribute, R and Python a word. */
export function isUnsaid(value: string): boolean {
  return /^\s*(?:na|<na>|nan|null|none)?\s*$/i.test(value);
}

/** Whether the value of a mark takes it back. */
export function isNo(value: string): boolean {
  return /^\s*(?:no|false|0|n|f|off)\s*$/i.test(value);
}
