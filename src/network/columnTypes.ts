/**
 * What the nodes of a network measure, where the network says so.
 */
import type { ColumnType } from "../data/columnType.ts";
import { columnKinds, hasLevels } from "../data/kinds/kindNames.ts";
import type { Dag } from "../graph/dag.ts";
import { NodeError } from "../graph/nodeError.ts";
import { didYouMean } from "../numeric/nearestName.ts";

/** The types of nodes by their names, checked; `undefined` where there is none. */
export function checkedTypes(
  dag: Dag,
  types: ReadonlyMap<string, ColumnType> | undefined,
): ReadonlyMap<string, ColumnType> | undefined {
  if (types === undefined || types.size === 0) return undefined;
  for (const [name, type] of types) {
    dag.indexOf(name);
    checkType(name, type);
  }
  return new Map(types);
}

/** @throws InputError naming the node if its kind is unknown, or its levels do not fit the kind */
export function checkType(name: string, { kind, levels }: ColumnType): void {
  if (!columnKinds.includes(kind)) {
    throw new NodeError(
      `Expected the kind of node "${name}" to be one of ${columnKinds.join(", ")}, got "${kind}".${didYouMean(kind, columnKinds)}`,
      { node: name, at: ["kind"] },
    );
  }
  if (!hasLevels(kind)) {
    if (levels === undefined) return;
    throw new NodeError(
      `Expected no levels of node "${name}", which is ${kind}, got ${levels.length}. Leave the levels out, or make the node binary, categorical or ordinal.`,
      { node: name, at: ["levels"] },
    );
  }
  if (levels !== undefined) checkLevels(name, levels, "levels");
  if (kind === "binary" && levels !== undefined && levels.length !== 2) {
    throw new NodeError(
      `Expected 2 levels of node "${name}", which is binary, got ${levels.length}. Make it categorical or ordinal.`,
      { node: name, at: ["levels"] },
    );
  }
}

/** @throws InputError naming the node unless there are two or more labels, all different and none empty */
export function checkLevels(name: string, levels: readonly string[], what: "levels" | "states"): void {
  if (levels.length < 2) {
    throw new NodeError(
      `Expected the ${what} of node "${name}" to be two or more, got ${levels.length}. Name them all.`,
      { node: name, at: [what] },
    );
  }
  const seen = new Set<string>();
  for (const [i, level] of levels.entries()) {
    if (level === "" || seen.has(level)) {
      throw new NodeError(
        `Expected the ${what} of node "${name}" to have names that differ, got ${level === "" ? "an empty one" : `"${level}" twice`}.`,
        { node: name, at: [what, i] },
      );
    }
    seen.add(level);
  }
}

const REAL: ReadonlySet<string> = new Set(["gaussian", "contaminated-normal", "student-t"]);

/** Whether a density over all real numbers describes the values; so it is where nothing is said. */
export function isRealNumber(type: ColumnType | undefined): boolean {
  return type === undefined || REAL.has(type.kind);
}

/** What a node with these states measures where nothing is said: two are binary, more are categorical. */
export function typeOfStates(states: readonly string[], kind?: string): ColumnType {
  return { kind: kind ?? (states.length === 2 ? "binary" : "categorical"), levels: [...states] };
}
