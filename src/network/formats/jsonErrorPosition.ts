const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

/**
 * The first character of a text that JSON does not allow there; `undefined` for valid JSON. JSON.parse itself names a
 * place in some of its messages only, and differently in every engine.
 *
 * @example
 * jsonErrorPosition("[1, x]"); // 4
 * jsonErrorPosition("[1, 2]"); // undefined
 */
export function jsonErrorPosition(text: string): number | undefined {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at = endOf(SPACE, text, at)!;
    const character = text[at];
    if (character === undefined) return expected === "nothing" ? undefined : at;
    if (expected === "nothing") return at;
    const closes = character === "}" || character === "]";
    if (
      closes &&
      (expected === "comma or end" ||
        expected === `value or ${character}` ||
        expected === `key or ${character}`)
    ) {
      if (open.pop() !== (character === "}" ? "{" : "[")) return at;
      at++;
      expected = open.length === 0 ? "nothing" : "comma or end";
    } else if (expected === "comma or end") {
      if (character !== ",") return at;
      at++;
      expected = open[open.length - 1] === "{" ? "key" : "value";
    } else if (expected === "colon") {
      if (character !== ":") return at;
      at++;
      expected = "value";
    } else if (expected === "key" || expected === "key or }") {
      if (character !== '"') return at;
      const end = endOfString(text, at);
      if (end.broken) return end.at;
      at = end.at;
      expected = "colon";
    } else if (character === "{" || character === "[") {
      open.push(character);
      at++;
      expected = character === "{" ? "key or }" : "value or ]";
    } else {
      if (character === '"') {
        const end = endOfString(text, at);
        if (end.broken) return end.at;
        at = end.at;
      } else {
        const end = endOf(NUMBER, text, at) ?? endOf(WORD, text, at);
        if (end === undefined) return at;
        at = end;
      }
      expected = open.length === 0 ? "nothing" : "comma or end";
    }
  }
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Behind the closing quote, or where the string breaks off. */
export function endOfString(text: string, quote: number): { at: number; broken: boolean } {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] < " ") return { at, broken: true };
    const next = text[at] === "\\" ? endOf(ESCAPE, text, at) : at + 1;
    if (next === undefined) return { at, broken: true };
    at = next;
  }
  return { at: at + 1, broken: at >= text.length };
}
