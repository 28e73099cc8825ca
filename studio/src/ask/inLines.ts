/** Pixels between the lines of a figure's key. */
export const KEY_LINE = 13;

/** Parts joined to lines of at most so many letters, where each has room. */
export function inLines(parts: readonly string[], letters: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}; ${part}`;
    if (lines.length > 0 && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
