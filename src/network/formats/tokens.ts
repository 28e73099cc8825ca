import type { SourceText } from "./sourceText.ts";

export interface Token {
  readonly kind: "word" | "string" | "symbol" | "end";
  /** Without quotes. */
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

export interface TokenRules {
  /** Longest first. */
  readonly symbols: readonly string[];
  /** What begins a comment that ends with its line. */
  readonly lineComments: readonly string[];
  readonly blockComments: boolean;
  /** Whether a backslash in a string keeps the next character from ending it. */
  readonly escapes: boolean;
}

const SPACE = /\s+/uy;
/** Letters of any script, digits, and what names are commonly made of; minus signs only inside. */
const WORD = /[\p{L}\p{N}\p{M}_.$@%](?:[\p{L}\p{N}\p{M}_.$@%+]|-(?![->]))*/uy;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/uy;

/**
 * Reads a text token by token, in linear time. Words may be of any script; a string keeps every character but its quotes
 * and escapes.
 */
export class Tokens {
  readonly source: SourceText;
  readonly #rules: TokenRules;
  #at = 0;
  #next: Token;

  constructor(source: SourceText, rules: TokenRules) {
    this.source = source;
    this.#rules = rules;
    this.#next = this.#read();
  }

  get next(): Token {
    return this.#next;
  }

  take(): Token {
    const token = this.#next;
    this.#next = this.#read();
    return token;
  }

  /** Takes the next token if it is this symbol or unquoted word (upper or lower case). */
  skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  is(text: string): boolean {
    const { kind, text: found } = this.#next;
    return kind === "symbol" ? found === text : kind === "word" && found.toLowerCase() === text;
  }

  expect(text: string, why = ""): Token {
    if (!this.is(text)) this.source.fail(this.#next.at, `"${text}"${why}`);
    return this.take();
  }

  /** A word or a string. */
  name(what: string): Token {
    const { kind, at, text } = this.#next;
    if ((kind !== "word" && kind !== "string") || text === "") this.source.fail(at, what);
    return this.take();
  }

  get ended(): boolean {
    return this.#next.kind === "end";
  }

  #read(): Token {
    this.#skipSpace();
    const { text } = this.source;
    const at = this.#at;
    if (at >= text.length) return { kind: "end", text: "", at };
    if (text[at] === '"') return this.#string(at);
    for (const symbol of this.#rules.symbols) {
      if (!text.startsWith(symbol, at)) continue;
      this.#at += symbol.length;
      return { kind: "symbol", text: symbol, at };
    }
    for (const pattern of [WORD, NUMBER]) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found === null) continue;
      this.#at += found[0].length;
      return { kind: "word", text: found[0], at };
    }
    return this.source.fail(at, "a name, a quoted name or a sign of the format");
  }

  #string(at: number): Token {
    const { text } = this.source;
    const parts: string[] = [];
    let from = at + 1;
    for (let i = from; i < text.length; i++) {
      if (text[i] === '"') {
        parts.push(text.slice(from, i));
        this.#at = i + 1;
        return { kind: "string", text: parts.join(""), at };
      }
      if (text[i] !== "\\" || !this.#rules.escapes) continue;
      // Only quotes and backslashes are escaped; other backslashes are characters like any other.
      if (text[i + 1] === '"' || text[i + 1] === "\\") {
        parts.push(text.slice(from, i));
        from = i + 1;
        i++;
      }
    }
    return this.source.fail(at, "a closing quotation mark for the name that begins", "the end of the file");
  }

  #skipSpace(): void {
    const { text } = this.source;
    for (;;) {
      SPACE.lastIndex = this.#at;
      if (SPACE.exec(text) !== null) this.#at = SPACE.lastIndex;
      if (this.#rules.blockComments && text.startsWith("/*", this.#at)) {
        const end = text.indexOf("*/", this.#at + 2);
        if (end < 0) this.source.fail(this.#at, "*/ at the end of the comment that begins", "none");
        this.#at = end + 2;
      } else if (this.#rules.lineComments.some((mark) => text.startsWith(mark, this.#at))) {
        const end = text.indexOf("\n", this.#at);
        this.#at = end < 0 ? text.length : end;
      } else return;
    }
  }
}
