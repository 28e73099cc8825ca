import type { SourceText } from "./sourceText.ts";

interface Piece {
  readonly text: string;
  readonly at: number;
}

/**
 * The words, heads and blocks of a BIF file, in linear time. Names, states and properties are free text: a quotation mark
 * opens a string, two slashes or a slash with a star a comment, only where a word could begin.
 */
export class BifText {
  readonly #source: SourceText;
  #at = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The next word outside of blocks; at the end of the file there is none. */
  keyword(): { word?: string; at: number } {
    this.#skipSpace(true);
    const at = this.#at;
    const word = this.#match(/[A-Za-z]+/y);
    if (word === undefined && at < this.#text.length)
      this.#source.fail(at, '"network", "variable" or "probability"');
    return { word: word?.toLowerCase(), at };
  }

  /** Free text up to an opening brace, which stays. */
  untilBrace(what: string): Piece {
    this.#skipSpace();
    const at = this.#at;
    if (this.#text[at] === '"') {
      this.#string();
      const text = this.#text.slice(at, this.#at);
      this.#skipSpace();
      if (this.#text[this.#at] !== "{") this.#source.fail(this.#at, "{");
      return { text, at };
    }
    const end = this.#text.indexOf("{", at);
    const text = end < 0 ? "" : this.#text.slice(at, end);
    if (end < 0 || /[;}]/.test(text)) this.#source.fail(at, `${what} and a block in braces`);
    this.#at = end;
    return { text: withoutComments(text).trim(), at };
  }

  /** What stands in the parentheses of a probability, up to those that a block follows. */
  variables(): Piece {
    this.#skipSpace();
    if (this.#text[this.#at] !== "(") this.#source.fail(this.#at, '"(" after probability');
    const from = this.#at + 1;
    this.#at = from;
    while (this.#at < this.#text.length && !/[{};]/.test(this.#text[this.#at])) {
      if (this.#text[this.#at] === '"') {
        this.#string();
        continue;
      }
      if (this.#text[this.#at] === ")") {
        const close = this.#at++;
        this.#skipSpace();
        if (this.#text[this.#at] === "{")
          return { text: withoutComments(this.#text.slice(from, close)), at: from };
        this.#at = close;
      }
      this.#at++;
    }
    return this.#source.fail(this.#at, '")" at the end of the variables and a block in braces');
  }

  /** The statements of a block, without properties and comments. */
  block(): string[] {
    this.#skipSpace();
    const open = this.#at;
    if (this.#text[open] !== "{") this.#source.fail(open, '"{"');
    this.#at++;
    const statements: string[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) return this.#unclosed(open);
      if (this.#text[this.#at] === "}") {
        this.#at++;
        return statements;
      }
      if (this.#match(/property\b/iy) !== undefined) this.#property();
      else statements.push(this.#statement(open));
    }
  }

  get #text(): string {
    return this.#source.text;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** Up to the semicolon; a string at the end of a property may hold some, and a property without one ends with its line or block. */
  #property(): void {
    this.#match(/[^";\n]*(?="[^"\n]*"\s*;)"[^"\n]*"/y);
    this.#match(/(?:[^;}\n]|\}(?!\s*(?:(?:variable|probability)\b|$)))*/iy);
    if (this.#text[this.#at] === "}") return;
    if (this.#text[this.#at] === "\n") {
      const next = /\s*(?:\}|property\b|type\b|table\b|default\b|\()/iy;
      next.lastIndex = this.#at;
      if (next.test(this.#text)) return;
      const end = this.#text.indexOf(";", this.#at);
      this.#at = end < 0 ? this.#text.length : end;
    }
    this.#at = Math.min(this.#at + 1, this.#text.length);
  }

  /** Up to a semicolon outside of braces and strings, or to the block's own closing brace. */
  #statement(open: number): string {
    const from = this.#at;
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === '"' && beginsWord(this.#text, this.#at)) {
        this.#string();
        continue;
      }
      if (this.#startsComment()) {
        this.#skipComment();
        continue;
      }
      if (character === "{") depth++;
      if (character === "}") {
        if (depth === 0) return withoutComments(this.#text.slice(from, this.#at)).trim();
        depth--;
      }
      if (character === ";" && depth === 0) {
        this.#at++;
        return withoutComments(this.#text.slice(from, this.#at - 1)).trim();
      }
      this.#at++;
    }
    return this.#unclosed(open);
  }

  #unclosed(open: number): never {
    return this.#source.fail(open, "a closing brace for the block that begins", "none");
  }

  #string(): void {
    const close = this.#text.indexOf('"', this.#at + 1);
    if (close < 0)
      this.#source.fail(this.#at, "a closing quotation mark for the name that begins", "the end of the file");
    this.#at = close + 1;
  }

  /** Outside of blocks some programs write lines that begin with a hash. */
  #skipSpace(hashes = false): void {
    for (;;) {
      this.#match(/\s+/y);
      if (hashes && this.#text[this.#at] === "#") this.#match(/[^\n]*/y);
      else if (this.#startsComment()) this.#skipComment();
      else return;
    }
  }

  #startsComment(): boolean {
    return beginsComment(this.#text, this.#at);
  }

  #skipComment(): void {
    if (this.#text[this.#at + 1] === "/") {
      this.#match(/[^\n]*/y);
      return;
    }
    const end = this.#text.indexOf("*/", this.#at + 2);
    if (end < 0) this.#source.fail(this.#at, "*/ at the end of the comment that begins", "none");
    this.#at = end + 2;
  }
}

/** At the end of a word only where a blank follows, as in `tall// above 180`. */
function beginsComment(text: string, at: number): boolean {
  if (text[at] !== "/" || (text[at + 1] !== "/" && text[at + 1] !== "*")) return false;
  return beginsWord(text, at) || /\s/.test(text[at + 2] ?? "");
}

/** So that `10//h` or `5"` in the middle of free text stay what they are. */
function beginsWord(text: string, at: number): boolean {
  return at === 0 || /[\s;,{}()[\]|]/.test(text[at - 1]);
}

function withoutComments(text: string): string {
  if (!text.includes("/")) return text;
  let result = "";
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const begins = beginsWord(text, at);
    if (text[at] === '"' && begins) {
      const close = text.indexOf('"', at + 1);
      at = close < 0 ? text.length : close + 1;
    } else if (beginsComment(text, at)) {
      result += `${text.slice(from, at)} `;
      const mark = text[at + 1] === "/" ? "\n" : "*/";
      const end = text.indexOf(mark, at + 2);
      at = end < 0 ? text.length : end + (mark === "*/" ? 2 : 0);
      from = at;
    } else at++;
  }
  return result + text.slice(from);
}
