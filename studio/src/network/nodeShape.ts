/** How large a node's shape is, and how its name is set in it. */
export interface NodeShape {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

const LINE_HEIGHT = 16;
const PADDING = 18;
const LETTER = 7.4;
const LEAST_WIDTH = 44;
const LONGEST_LINE = 20;
const MOST_LINES = 4;
const BREAK = /[\s_.\-/:]+|(?<=\p{Ll})(?=\p{Lu})/u;

/** The whole name, in as many lines as it needs; only what would fill a page is cut in its middle. */
export function shapeOf(name: string): NodeShape {
  const lines = linesOf(name, LONGEST_LINE);
  const widest = Math.max(...lines.map((line) => line.length));
  return {
    lines,
    width: Math.max(LEAST_WIDTH, Math.round(widest * LETTER + 20)),
    height: lines.length * LINE_HEIGHT + PADDING,
  };
}

export const lineOffset = (line: number, lines: number, height = LINE_HEIGHT) =>
  (line - (lines - 1) / 2) * height;

/** A name in lines of at most so many letters, cut in the middle of what would be too many of them. */
export function linesOf(name: string, longest: number): string[] {
  if (name.length <= longest) return [name];
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(name)) {
    if (line !== "" && line.length + word.length > longest) {
      lines.push(line.trim());
      line = "";
    }
    line += word;
    while (line.length > longest) {
      lines.push(line.slice(0, longest));
      line = line.slice(longest);
    }
  }
  if (line.trim() !== "") lines.push(line.trim());
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 2), "…", lines.at(-1)!];
}

/** The parts of a name, each with the sign that ends it. */
export function wordsOf(name: string): string[] {
  const words: string[] = [];
  let rest = name;
  for (;;) {
    const found = BREAK.exec(rest);
    if (found === null) break;
    const end = Math.max(1, found.index + found[0].length);
    words.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== "") words.push(rest);
  return words;
}
