/** A node's identifier in DOT and, where that cannot be its name, the name as an attribute; both with their quotation marks. */
export interface DotIdentifier {
  readonly id: string;
  readonly name?: string;
}

/**
 * The identifiers of nodes: their names where DOT can hold all of them, else n0, n1, ... and the names as `name`. A
 * backslash in DOT is itself but cannot stand before a quotation mark or at the end.
 */
export function dotIdentifiers(names: readonly string[]): DotIdentifier[] {
  if (names.every(isExpressible)) return names.map((name) => ({ id: dotQuoted(name) }));
  return names.map((name, i) => ({ id: `n${i}`, name: dotQuoted(escaped(name)) }));
}

/** In quotation marks. */
export function dotQuoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

function isExpressible(name: string): boolean {
  if (/[\0\r]/.test(name)) return false;
  for (let i = 0; i < name.length; i++) {
    if (name[i] !== "\\") continue;
    i++;
    if (i === name.length || name[i] === '"' || name[i] === "\n") return false;
  }
  return true;
}

/** As in labels, where two backslashes are one. */
function escaped(name: string): string {
  return name
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\u2400");
}
