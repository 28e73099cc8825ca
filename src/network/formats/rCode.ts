import type { SourceText } from "./sourceText.ts";

/** A text in quotation marks, and where its first character stands. */
export interface RString {
  readonly text: string;
  readonly at: number;
}

/** A call of `dagify`, and what stands between its brackets. */
export interface DagifyCall {
  readonly at: number;
  readonly parts: readonly RString[];
  readonly isClosed: boolean;
}

/** R's raw strings: r"(...)", with any brackets and dashes. */
const RAW = /[rR](["'])(-*)([([{])/y;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const DAGIFY = /\bdagify\s*\(/y;

/** Strings, and calls of `dagify`, in R code; comments are passed over. */
export function rCode(source: SourceText): { strings: RString[]; calls: DagifyCall[] } {
  const { text } = source;
  const ends = lastEnds(text);
  const strings: RString[] = [];
  const calls: DagifyCall[] = [];
  let at = 0;
  while (at < text.length) {
    const string = stringAt(text, at, ends);
    if (string !== undefined) {
      strings.push({ text: string.text, at: string.from });
      at = string.end;
    } else if (text[at] === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else {
      DAGIFY.lastIndex = at;
      const call = /[\w.]/.test(text[at - 1] ?? "") ? null : DAGIFY.exec(text);
      if (call === null) at++;
      else {
        const inside = callArguments(text, at + call[0].length, ends);
        calls.push({ at, parts: inside.parts, isClosed: inside.isClosed });
        at = inside.end;
      }
    }
  }
  return { strings, calls };
}

/** The last place of each quotation mark that could end a string: behind it nobody need look for one. */
function lastEnds(text: string): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  let backslashes = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (backslashes % 2 === 0 && (character === '"' || character === "'")) ends.set(character, at);
    backslashes = character === "\\" ? backslashes + 1 : 0;
  }
  return ends;
}

function stringAt(
  text: string,
  at: number,
  ends: ReadonlyMap<string, number>,
): { text: string; from: number; end: number } | undefined {
  RAW.lastIndex = at;
  const raw = RAW.exec(text);
  if (raw !== null) {
    const from = at + raw[0].length;
    const mark = CLOSING[raw[3]] + raw[2] + raw[1];
    const end = text.indexOf(mark, from);
    return end < 0 ? undefined : { text: text.slice(from, end), from, end: end + mark.length };
  }
  const quote = text[at];
  if ((quote !== '"' && quote !== "'") || !(ends.get(quote)! > at)) return undefined;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === quote)
      return { text: unescaped(text.slice(at + 1, end)), from: at + 1, end: end + 1 };
  }
  return undefined;
}

/** Escaped quotation marks and line ends; a replaced pair stays two characters long, so that places stay. */
function unescaped(text: string): string {
  return text.replace(/\\(["'nt])/g, (_, letter: string) =>
    letter === "n" ? " \n" : letter === "t" ? "  " : `${letter} `,
  );
}

/** The arguments of a call, split at the commas outside of brackets and strings. */
function callArguments(
  text: string,
  from: number,
  ends: ReadonlyMap<string, number>,
): { parts: RString[]; end: number; isClosed: boolean } {
  const parts: RString[] = [];
  let depth = 0;
  let start = from;
  let at = from;
  const push = () => parts.push({ text: text.slice(start, at), at: start });
  while (at < text.length) {
    const string = stringAt(text, at, ends);
    const character = text[at];
    if (string !== undefined) {
      at = string.end;
      continue;
    }
    if (character === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) {
      if (depth === 0) {
        push();
        return { parts, end: at + 1, isClosed: true };
      }
      depth--;
    } else if (character === "," && depth === 0) {
      push();
      start = at + 1;
    }
    at++;
  }
  push();
  return { parts, end: at, isClosed: false };
}
