import type { DotNode } from "./dotGraph.ts";

/** Identifiers of nodes that are only counted, such as 0, 1, 2 or n0, n1, n2. */
const COUNTED = /^(?:-?\d+|(n|node|node_|N|Node|id|vertex)\d+)$/;

/**
 * The name of every node: its identifier, unless all identifiers are only counted and all nodes have a `name`, or a
 * `label` of plain text, each another one: so igraph, causal-learn and others write networks.
 */
export function dotNodeNames(nodes: readonly DotNode[]): {
  names: ReadonlyMap<DotNode, string>;
  note?: string;
} {
  const names = new Map(nodes.map((node) => [node, node.id]));
  const prefixes = new Set(nodes.map(({ id }) => COUNTED.exec(id)?.[1] ?? (COUNTED.test(id) ? "" : id)));
  if (nodes.length === 0 || prefixes.size > 1 || !COUNTED.test(nodes[0].id)) return { names };
  for (const attribute of ["name", "label"] as const) {
    const texts = nodes.map((node) => plainText(node, attribute));
    if (texts.includes(undefined)) continue;
    const seen = new Set<string | undefined>();
    const again = texts.find((text) => seen.size === seen.add(text).size);
    if (again !== undefined) {
      return {
        names,
        note: `Nodes keep their identifiers (${nodes[0].id}, ...), since the ${attribute} ${JSON.stringify(again)} comes twice.`,
      };
    }
    if (texts.every((text, i) => text === nodes[i].id)) return { names };
    return {
      names: new Map(nodes.map((node, i) => [node, texts[i]!])),
      note: `Nodes are called by their ${attribute}s, since their identifiers (${nodes[0].id}, ...) are only counted.`,
    };
  }
  return { names };
}

function plainText({ id, attributes }: DotNode, attribute: string): string | undefined {
  const value = attributes.get(attribute);
  const isRecord = attribute === "label" && /^M?record$/i.test(attributes.get("shape")?.text ?? "");
  if (value === undefined || value.html || isRecord) return undefined;
  const text = unescaped(value.text, id);
  return (attribute === "label" ? text.trim() : text) || undefined;
}

/** In a label `\N` is the identifier and `\n`, `\l`, `\r` end a line; another character stands for itself. */
function unescaped(text: string, id: string): string {
  return text.replaceAll(/\\([\s\S])/g, (_, character: string) =>
    character === "N" ? id : character === "r" ? "\r" : /[nl]/.test(character) ? "\n" : character,
  );
}
