export interface SeparatedText {
  /** As long as it was, the line that names the separator being blank. */
  readonly text: string;
  /** What that line names; undefined where there is none. */
  readonly separator: string | undefined;
}

/** Excel takes a first line such as `sep=;` for the name of the separator, and programs write it for Excel. */
export function withoutSeparatorLine(text: string): SeparatedText {
  const found = /^(\s*)"?sep=([^\w\s"]|\t)"?[ \t]*(?=\n|$)/i.exec(text);
  if (found === null) return { text, separator: undefined };
  const [line, , separator] = found;
  return { text: " ".repeat(line.length) + text.slice(line.length), separator };
}
