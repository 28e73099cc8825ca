import type { SourceText } from "./sourceText.ts";

/** A `key = value;` of a block, the value as it stands in the file without comments. */
export interface NetStatement {
  readonly key: string;
  readonly value: string;
}

interface Piece {
  readonly text: string;
  readonly at: number;
}

/** What ends a name or a word: everything else, `^` and letters of any script among it, may be part of one. */
const WORD = /[^\s(){}=;,"|%]+/y;

/** The words, names and blocks of Hugin's NET files, in linear time. */
export class NetText {
  readonly #source: SourceText;
  #at = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#skipSpace();
  }

  get ended(): boolean {
    return this.#at >= this.#source.text.length;
  }

  get at(): number {
    return this.#at;
  }

  /** The next word in lower case, which stays; nothing before a sign, a string or the end. */
  word(): string | undefined {
    WORD.lastIndex = this.#at;
    return WORD.exec(this.#source.text)?.[0].toLowerCase();
  }

  /** A word or a string, which is taken. */
  name(what: string): Piece {
    const at = this.#at;
    const { text } = this.#source;
    if (text[at] === '"') {
      const value = this.#string();
      this.#skipSpace();
      return value === "" ? this.#source.fail(at, what) : { text: value, at };
    }
    WORD.lastIndex = at;
    const found = WORD.exec(text)?.[0];
    if (found === undefined) return this.#source.fail(at, what);
    this.#at += found.length;
    this.#skipSpace();
    return { text: found, at };
  }

  is(sign: string): boolean {
    return this.#source.text[this.#at] === sign;
  }

  skip(sign: string): boolean {
    if (!this.is(sign)) return false;
    this.#at++;
    this.#skipSpace();
    return true;
  }

  expect(sign: string, why: string): void {
    if (!this.skip(sign)) this.#source.fail(this.#at, `"${sign}"${why}`);
  }

  /** The statements of a block; there may be no block. */
  block(): NetStatement[] {
    const open = this.#at;
    if (!this.skip("{")) return [];
    const statements: NetStatement[] = [];
    while (!this.skip("}")) {
      if (this.ended) this.#unclosed(open);
      const text = this.#statement(open);
      const equals = text.indexOf("=");
      if (equals >= 0)
        statements.push({
          key: text.slice(0, equals).trim().toLowerCase(),
          value: text.slice(equals + 1).trim(),
        });
    }
    return statements;
  }

  /** Up to its semicolon, or to the closing brace of its block, which stays. */
  #statement(open: number): string {
    const { text } = this.#source;
    let statement = "";
    let depth = 0;
    while (!this.ended) {
      const from = this.#at;
      const sign = text[from];
      if (sign === ";" && depth === 0) {
        this.#at++;
        this.#skipSpace();
        return statement;
      }
      if (sign === "}" && depth === 0) return statement;
      if (sign === '"') this.#string();
      else {
        if (sign === "{") depth++;
        if (sign === "}") depth--;
        this.#at++;
      }
      statement += text.slice(from, this.#at);
      const end = this.#at;
      this.#skipSpace();
      if (this.#at > end) statement += " ";
    }
    return this.#unclosed(open);
  }

  #unclosed(open: number): never {
    return this.#source.fail(open, "a closing brace for the block that begins", "none");
  }

  /** A backslash keeps a quotation mark from ending a string. */
  #string(): string {
    const { text } = this.#source;
    const string = /"((?:[^"\\]|\\[\s\S])*)"/y;
    string.lastIndex = this.#at;
    const found = string.exec(text);
    if (found === null) {
      this.#source.fail(this.#at, "a closing quotation mark for the name that begins", "the end of the file");
    }
    this.#at = string.lastIndex;
    return unescaped(found[1]);
  }

  #skipSpace(): void {
    const { text } = this.#source;
    for (;;) {
      const space = /\s*(?:%[^\n]*|\/\/[^\n]*)?/y;
      space.lastIndex = this.#at;
      space.test(text);
      const end = space.lastIndex;
      if (text.startsWith("/*", end)) {
        const close = text.indexOf("*/", end + 2);
        if (close < 0) this.#source.fail(end, "*/ at the end of the comment that begins", "none");
        this.#at = close + 2;
      } else if (end === this.#at) return;
      else this.#at = end;
    }
  }
}

/** The strings and words of a list in parentheses. */
export function netList(value: string): string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|[^\s(),"]+/g)].map(([word, string]) =>
    string === undefined ? word : unescaped(string),
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(["\\])/g, "$1");
}
