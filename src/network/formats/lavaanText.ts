import type { SourceText } from "./sourceText.ts";

/** Longest first, so that `~` does not hide what it begins. */
const OPERATORS = ["~*~", "=~", "<~", "~~", ":=", "==", "~", "<", ">", "|", ":"] as const;
export type LavaanOperator = (typeof OPERATORS)[number];

export interface LavaanStatement {
  readonly operator: LavaanOperator;
  readonly left: readonly LavaanTerm[];
  readonly right: readonly LavaanTerm[];
  readonly at: number;
}

export interface LavaanTerm {
  /** The variable, or `1` for an intercept. */
  readonly name: string;
  readonly at: number;
  /** Numbers that the term is fixed to; labels, starting values and the like are none. */
  readonly fixed: readonly number[];
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const QUOTES = "\"'";

/**
 * The formulas of lavaan's model syntax (Y. Rosseel, lavaan 0.6): one a line or between semicolons, going on over lines
 * without an operator; comments begin with # or !.
 *
 * @throws InputError naming line and column
 */
export function lavaanStatements(source: SourceText): LavaanStatement[] {
  const text = withJoinedSigns(withoutComments(source.text));
  const ranges: { start: number; end: number; found: Found }[] = [];
  let start = 0;
  while (start <= text.length) {
    let end = start;
    while (end < text.length && text[end] !== "\n" && text[end] !== ";") end = afterQuoted(text, end);
    const found = operatorIn(text, start, end);
    const last = ranges.at(-1);
    if (found !== undefined) ranges.push({ start, end, found });
    else if (text.slice(start, end).trim() !== "") {
      if (last === undefined)
        source.fail(start + text.slice(start, end).search(/\S/), "a formula with =~, ~ or ~~");
      else last.end = end;
    }
    start = end + 1;
  }
  return ranges.map(({ start: from, end, found: { operator, at } }) => {
    const left = terms(source, text, from, at);
    const isBlock =
      operator === ":" || operator === ":=" || operator === "==" || operator === "<" || operator === ">";
    return {
      operator,
      at,
      left: isBlock ? [] : left.map((range) => term(source, text, range)),
      right: isBlock
        ? []
        : terms(source, text, at + operator.length, end).map((range) => term(source, text, range)),
    };
  });
}

interface Found {
  readonly operator: LavaanOperator;
  readonly at: number;
}

/** Comments as blanks, so that places stay the same. */
function withoutComments(text: string): string {
  return text.replace(/[#!][^\n]*/g, (comment) => " ".repeat(comment.length));
}

/** `= ~` is `=~`, as lavaan passes blanks over; places stay the same. */
function withJoinedSigns(text: string): string {
  return text.replace(/=([^\S\n]+)~/g, (_, blanks: string) => `=~${blanks}`);
}

/** The place behind the character, or behind the text in quotation marks that begins there. */
function afterQuoted(text: string, at: number): number {
  if (!QUOTES.includes(text[at])) return at + 1;
  const line = text.indexOf("\n", at);
  const end = text.indexOf(text[at], at + 1);
  return end < 0 || (line >= 0 && end > line) ? at + 1 : end + 1;
}

function operatorIn(text: string, start: number, end: number): Found | undefined {
  let depth = 0;
  for (let at = start; at < end; at = afterQuoted(text, at)) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    if (depth > 0) continue;
    const operator = OPERATORS.find((one) => text.startsWith(one, at));
    if (operator !== undefined) return { operator, at };
  }
  return undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands between the plus signs outside of parentheses and numbers. */
function terms(source: SourceText, text: string, from: number, to: number): Range[] {
  const found: Range[] = [];
  let start = from;
  for (const at of signs(text, from, to, "+")) {
    // A line may begin with the sign that its statement goes on by, and 1e+3 is a number.
    if (/[\d.][eE]$/.test(text.slice(Math.max(start, at - 24), at)) && /\d/.test(text[at + 1] ?? ""))
      continue;
    if (text.slice(start, at).trim() === "") source.fail(at, "a variable before +");
    found.push({ from: start, to: at });
    start = at + 1;
  }
  if (text.slice(start, to).trim() === "") source.fail(Math.min(to, text.length), "a variable");
  found.push({ from: start, to });
  return found;
}

function signs(text: string, from: number, to: number, sign: string): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = from; at < to; at = afterQuoted(text, at)) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    else if (depth === 0 && sign.includes(text[at])) found.push(at);
  }
  return found;
}

function term(source: SourceText, text: string, { from, to }: Range): LavaanTerm {
  let start = from;
  const fixed: number[] = [];
  // Modifiers stand before the variable: numbers, labels, start(0.5), c(a, b), 0.5?
  for (const at of signs(text, from, to, "*?")) {
    const modifier = text.slice(start, at).trim();
    if (text[at] === "*" && NUMBER.test(modifier)) fixed.push(Number(modifier));
    start = at + 1;
  }
  const at = start + text.slice(start, to).search(/\S|$/);
  const name = text.slice(start, to).trim();
  if (/^[\p{L}._][\p{L}\p{M}\p{N}._]*$/u.test(name) || /^[01]$/.test(name)) return { name, at, fixed };
  if (/^[^\s:]+:[^\s:]+$/.test(name))
    source.fail(
      at,
      "single variables (a product is no node; give it a column and a name of its own)",
      JSON.stringify(name),
    );
  const words = name.split(/\s+/);
  // lavaan 0.6 joins the words, so that its names are others than those that stand here.
  if (words.length > 1 && words.every((word) => /^[\p{L}\p{N}._]+$/u.test(word)))
    source.fail(
      at,
      `the name of a variable in one word (call it ${words.join("_")} here and in the table, or put + between two variables)`,
      JSON.stringify(name),
    );
  if (/^(["']).*\1$/.test(name)) source.fail(at, "the name of a variable without quotation marks", name);
  return source.fail(at, "the name of a variable");
}
