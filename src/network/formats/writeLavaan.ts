import type { Dag } from "../../graph/dag.ts";
import { InputError } from "../../numeric/errors.ts";
import type { LinearGaussianNetwork } from "../linearGaussian.ts";

/** Words that R or lavaan read as something else. */
const RESERVED = new Set([
  "NA",
  "TRUE",
  "FALSE",
  "NULL",
  "Inf",
  "NaN",
  "if",
  "else",
  "for",
  "while",
  "function",
  "in",
  "next",
  "break",
  "repeat",
]);

/**
 * The graph in lavaan's model syntax: `=~` below a latent node, `~` elsewhere; to be fitted by `lavaan::sem(...,
 * orthogonal = TRUE)`, which leaves factors as independent as they are here.
 *
 * @throws InputError for names that are none in R, and latent nodes without children, which lavaan does not have
 *
 * @example
 * dagToLavaan(Dag.create([{ name: "f", parents: [] }, { name: "x", parents: ["f"] }])); // "f =~ x\n"
 */
export function dagToLavaan(dag: Dag): string {
  return formulas(
    dag,
    () => "",
    () => [],
  );
}

/**
 * A linear-Gaussian network in lavaan's syntax with every parameter fixed, for `simulateData` or as a model without free
 * parameters; `readNetwork` reads it back the same.
 *
 * @throws InputError as {@link dagToLavaan}
 */
export function linearGaussianToLavaan({ dag, nodes }: LinearGaussianNetwork): string {
  return formulas(
    dag,
    (parent, node) => `${nodes[node].parents[dag.names[parent]]}*`,
    (node) => [
      `${dag.names[node]} ~ ${nodes[node].intercept}*1`,
      `${dag.names[node]} ~~ ${nodes[node].variance}*${dag.names[node]}`,
    ],
  );
}

function formulas(
  dag: Dag,
  factor: (parent: number, node: number) => string,
  own: (node: number) => string[],
): string {
  const lines: string[] = [];
  for (const node of dag.names.keys()) {
    const name = dag.names[node];
    if (!/^(?:\p{L}|\.(?!\d))[\p{L}\p{N}._]*$/u.test(name) || RESERVED.has(name)) {
      throw new InputError(
        `Expected names of letters, digits, dots and underscores that begin with a letter for lavaan, got ${JSON.stringify(name)}. Rename the node, or choose another format.`,
      );
    }
    const children = dag.children(node);
    if (dag.roles[node] === "latent") {
      if (children.length === 0) {
        throw new InputError(
          `Expected every latent node to have children for lavaan, got none of "${name}". Observe it or leave it out.`,
        );
      }
      lines.push(`${name} =~ ${children.map((child) => factor(node, child) + dag.names[child]).join(" + ")}`);
    }
  }
  for (const node of dag.names.keys()) {
    const observed = dag.parents(node).filter((parent) => dag.roles[parent] === "observed");
    if (observed.length > 0)
      lines.push(
        `${dag.names[node]} ~ ${observed.map((parent) => factor(parent, node) + dag.names[parent]).join(" + ")}`,
      );
    const more = own(node);
    const stands = dag.parents(node).length + dag.children(node).length > 0;
    lines.push(...(more.length === 0 && !stands ? [`${dag.names[node]} ~~ ${dag.names[node]}`] : more));
  }
  return `${lines.join("\n")}\n`;
}
