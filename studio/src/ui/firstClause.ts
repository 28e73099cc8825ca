/** What a label names before it tells how to use that: enough for a file's name. */
export function firstClause(label: string): string {
  return label.split(/[:.] /, 1)[0];
}
