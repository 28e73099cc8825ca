import type { Dag } from "./dag.ts";

/**
 * The graph as a table measures it. Where somebody said which nodes are observed, that stands. Where nobody did, every node
 * that has a column is observed, and so are the leaves, whose missing columns are then missed.
 *
 * @param columns names of the table's columns, of which others than nodes do not count
 *
 * @example
 * const chain = Dag.create([{ name: "z", parents: [] }, { name: "a", parents: ["z"] }, { name: "b", parents: ["a"] }]);
 * const seen = measuredBy(chain, ["a", "b"]);
 * seen.latent.map((node) => seen.names[node]); // ["z"]
 */
export function measuredBy(dag: Dag, columns: readonly string[]): Dag {
  if (!dag.rolesAssumed) return dag;
  const there = new Set(columns);
  const measured = dag.names.filter((name, node) => there.has(name) || dag.roles[node] === "observed");
  return measured.length === dag.observed.length ? dag : dag.withObserved(measured);
}

/** What decides what there is to say of hidden nodes. */
export interface RoleQuestion {
  /** Whether nobody marked any node, so that the columns decided. */
  readonly open: boolean;
  /** Names of all columns of the table. */
  readonly columns: readonly string[];
  /** What to do about a hidden node that has a column, such as `--observed says otherwise`. */
  readonly remedy: string;
}

/** Whole sentences on nodes that are taken as hidden, or are marked as hidden though they have a column. */
export function roleNotes(dag: Dag, { open, columns, remedy }: RoleQuestion): string[] {
  const hidden = dag.latent.map((node) => dag.names[node]);
  if (open && hidden.length > 0) {
    return [
      `Measured are the nodes that have a column; hidden ${hidden.length === 1 ? "is" : "are"} ${listed(hidden)}.`,
    ];
  }
  const withColumn = hidden.filter((name) => columns.includes(name));
  if (withColumn.length === 0) return [];
  return [
    `The network marks ${listed(withColumn)} as hidden, so ${withColumn.length === 1 ? "its column is" : "their columns are"} not used; ${remedy}.`,
  ];
}

function listed(names: readonly string[]): string {
  return names.length > 12
    ? `${names.slice(0, 11).join(", ")} and ${names.length - 11} more`
    : names.join(", ");
}
