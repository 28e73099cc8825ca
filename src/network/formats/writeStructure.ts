import type { Dag } from "../../graph/dag.ts";
import { requireDag } from "../../graph/requireDag.ts";
import { requireObject } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import { dotIdentifiers, dotQuoted } from "./dotIdentifiers.ts";
import type { GraphMarks } from "./graphMarks.ts";
import { isNoName } from "./noName.ts";

/**
 * The graph as DOT with the nodes' own names and their roles as attributes; `readNetwork` reads it back the same.
 *
 * @example
 * dagToDot(Dag.create([{ name: "z", parents: [] }, { name: "x", parents: ["z"] }])).includes('"z" -> "x";'); // true
 */
export function dagToDot(dag: Dag, name = "network"): string {
  requireDag(dag);
  const identifiers = dotIdentifiers(dag.names);
  const lines = dag.names.map((_, i) => {
    const own = identifiers[i].name === undefined ? "" : `, name=${identifiers[i].name}`;
    return `  ${identifiers[i].id} [${dag.roles[i]}=true${own}];`;
  });
  const title = dotQuoted(name.replaceAll(/[\\\0\r\n]/g, " "));
  const ids = identifiers.map(({ id }) => id);
  return `digraph ${title} {\n${[...lines, ...arcs(dag, ids)].join("\n")}\n}\n`;
}

/**
 * The graph in the text of dagitty, latent nodes marked; where no node is latent, all are marked as observed.
 *
 * @param marks what is asked of which nodes, and their places, in dagitty's units if it shall draw them well: some units in all
 * @throws InputError for names that dagitty cannot hold, which end with a backslash
 *
 * @example
 * dagToDagitty(builtInNetwork("asia").dag).startsWith("dag {"); // true
 */
export function dagToDagitty(dag: Dag, marks: Partial<GraphMarks> = {}): string {
  requireDag(dag);
  requireObject("marks such as { exposures, outcomes }", marks);
  const ids = dag.names.map(dagittyQuoted);
  const roles = { latent: ["latent"], observed: dag.latent.length > 0 ? [] : ["observed"] } as const;
  const [exposures, outcomes, adjusted] = [marks.exposures, marks.outcomes, marks.adjusted].map(
    (names) => new Set(names),
  );
  const lines = dag.names.map((name, i) => {
    const place = marks.places?.get(name);
    const said = [
      ...roles[dag.roles[i]],
      ...(exposures.has(name) ? ["exposure"] : []),
      ...(outcomes.has(name) ? ["outcome"] : []),
      ...(adjusted.has(name) ? ["adjusted"] : []),
      ...(place ? [`pos="${place.x.toFixed(3)},${place.y.toFixed(3)}"`] : []),
    ];
    return `  ${ids[i]}${said.length > 0 ? ` [${said.join(",")}]` : ""}`;
  });
  return `dag {\n${[...lines, ...arcs(dag, ids)].join("\n")}\n}\n`;
}

/**
 * The arcs as CSV with a header; roles are not kept, nodes without arcs are.
 *
 * @example
 * dagToEdgeList(builtInNetwork("asia").dag).split("\n")[0]; // "from,to"
 */
export function dagToEdgeList(dag: Dag): string {
  requireDag(dag);
  const rows = dag.names.flatMap((node, i) => {
    const parents = dag.parents(i);
    // A name that may be read as none is one where a row of its own declares it.
    const isDeclared = parents.length === 0 || isNoName(node);
    return [...parents.map((parent) => [dag.names[parent], node]), ...(isDeclared ? [[node, ""]] : [])];
  });
  return `${[["from", "to"], ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}

function arcs(dag: Dag, ids: readonly string[]): string[] {
  return dag.names.flatMap((_, i) => dag.parents(i).map((parent) => `  ${ids[parent]} -> ${ids[i]};`));
}

/** A backslash keeps a quotation mark from ending a name and drops the end of a line; elsewhere it is itself. */
function dagittyQuoted(name: string): string {
  if (/\\(?:$|\n)/.test(name) || name.endsWith("\\")) {
    throw new InputError(
      `Expected names that dagitty can hold, got ${JSON.stringify(name)} with a backslash at the end of a line. Rename the node, or write another format.`,
    );
  }
  return `"${name.replaceAll('"', '\\"')}"`;
}

function field(text: string): string {
  return /^[\p{L}\p{N}_.-]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
