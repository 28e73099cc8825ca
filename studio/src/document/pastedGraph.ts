import { InputError } from "../../../src/internals.ts";
import { type NetworkDocument, networkOf } from "./document.ts";

/** A graph of names, in the order in which they first came. */
class Collected {
  readonly parents = new Map<string, Set<string>>();
  readonly latent = new Set<string>();

  node(name: string): string {
    if (!this.parents.has(name)) this.parents.set(name, new Set());
    return name;
  }

  arc(parent: string, child: string): void {
    this.node(parent);
    this.node(child);
    this.parents.get(child)!.add(parent);
  }

  /** Without a word on roles, everything is measured. */
  document(name: string): NetworkDocument {
    const nodes = [...this.parents].map(([node, parents]) => ({ name: node, parents: [...parents] }));
    const observed = nodes.map((node) => node.name).filter((node) => !this.latent.has(node));
    const document: NetworkDocument = { name, kind: "structure", nodes, observed };
    networkOf(document);
    return document;
  }
}

/**
 * Graphs as people write them in a line of text, without a word on what is measured: arrows (`a -> b, c`, `b <- a`) and model
 * strings of bnlearn (`[a][b|a]`). Undefined for anything else, which the readers of files may know.
 *
 * @throws InputError naming the line that cannot be read
 */
export function parsePasted(text: string): NetworkDocument | undefined {
  const trimmed = text.trim();
  if (/^(\[[^[\]{}"]+\]\s*)+$/.test(trimmed)) return bnlearnString(trimmed);
  const lines = trimmed.split(/\r?\n|;/).map((line) => line.replace(/#.*$/, "").trim());
  const filled = lines.filter((line) => line !== "");
  if (filled.length === 0) return undefined;
  if (/[{}[\]<]/.test(trimmed.replaceAll("<-", ""))) return undefined;
  if (filled.some((line) => /->|<-|→|←/.test(line))) return arrows(lines);
  return undefined;
}

function bnlearnString(text: string): NetworkDocument {
  const found = new Collected();
  for (const [, body] of text.matchAll(/\[([^\]]+)\]/g)) {
    const [child, parents = ""] = body.split("|").map((part) => part.trim());
    found.node(child);
    for (const parent of parents.split(":").map((part) => part.trim()))
      if (parent !== "") found.arc(parent, child);
  }
  return found.document("pasted network");
}

function arrows(lines: readonly string[]): NetworkDocument {
  const found = new Collected();
  lines.forEach((line, i) => {
    if (line === "") return;
    const pieces = line.split(/(->|<-|→|←)/).map((piece) => piece.trim());
    const sides = pieces
      .filter((_, at) => at % 2 === 0)
      .map((side) =>
        side.split(",").map((part) => {
          const latent = /^latent\s+(?=\S)/.exec(part.trim());
          const name = part
            .trim()
            .slice(latent?.[0].length ?? 0)
            .replace(/^"(.*)"$/, "$1");
          if (name === "")
            throw new InputError(
              `Line ${i + 1}: expected a name on both sides of every arrow, got "${line}".`,
            );
          found.node(name);
          if (latent) found.latent.add(name);
          return name;
        }),
      );
    for (let at = 1; at < pieces.length; at += 2) {
      const [left, right] = [sides[(at - 1) / 2], sides[(at + 1) / 2]];
      const forward = pieces[at] === "->" || pieces[at] === "→";
      for (const one of left)
        for (const other of right) forward ? found.arc(one, other) : found.arc(other, one);
    }
  });
  return found.document("pasted network");
}
