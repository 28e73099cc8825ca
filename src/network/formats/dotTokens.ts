import type { SourceText } from "./sourceText.ts";

export interface DotToken {
  /** `id` is a name in any of DOT's four forms, `html` the form in angle brackets. */
  readonly kind: "id" | "quoted" | "html" | "sign" | "end";
  /** Without quotation marks or angle brackets. */
  readonly text: string;
  readonly at: number;
}

const SPACE = /[ \t\n\f\v]*(?:\/\/[^\n]*|#[^\n]*)?/y;
const NAME = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*/y;
const NUMERAL = /-?(?:\.\d+|\d+(?:\.\d*)?)/y;
/** Names as people write them without the quotation marks that they need. */
const LOOSE = /(?:-(?=[\d.]))?[\w\u0080-\uFFFF.$@%](?:[\w\u0080-\uFFFF.$@%+]|-(?![->]))*/y;
const SIGNS = ["<->", "->", "--", "<-", "{", "}", "[", "]", ";", ",", "=", ":", "+"];

const KEYWORDS = {
  dot: /^(?:node|edge|graph|digraph|subgraph|strict)$/i,
  dagitty: /^(?:node|graph)$/,
} as const;

/** Graphviz's language, or the one that dagitty made of it. */
export type DotDialect = "dot" | "dagitty";

/** Words without quotation marks in dagitty, where points and digits may stand anywhere and a circle ends an edge. */
const BAREWORD = /-?[\w.\u0080-\uFFFF]+/y;
const DAGITTY_SIGNS = ["@->", "<-@", "--@", "@-@", "@--", ...SIGNS];

/**
 * Reads DOT token by token, in linear time, as Graphviz does: names are letters, digits and underscores (every character
 * beyond ASCII is a letter), numerals, quoted strings in which a backslash is itself but before a quotation mark or the end
 * of a line, or text in balanced angle brackets. The dialect of dagitty has no angle brackets, more kinds of arrows, and
 * words with points in them.
 */
export class DotTokens {
  readonly source: SourceText;
  readonly #dialect: DotDialect;
  #at = 0;
  #last: DotToken = { kind: "sign", text: "", at: 0 };
  #next: DotToken;

  constructor(source: SourceText, dialect: DotDialect = "dot") {
    this.source = source;
    this.#dialect = dialect;
    this.#next = this.#read();
  }

  get next(): DotToken {
    return this.#next;
  }

  take(): DotToken {
    this.#last = this.#next;
    this.#next = this.#read();
    return this.#last;
  }

  /** A sign, or a keyword (upper or lower case, without quotation marks). */
  is(text: string): boolean {
    const { kind, text: found } = this.#next;
    return kind === "sign" ? found === text : kind === "id" && found.toLowerCase() === text;
  }

  skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  expect(text: string, why = ""): DotToken {
    if (!this.is(text)) this.source.fail(this.#next.at, `"${text}"${why}`);
    return this.take();
  }

  get ended(): boolean {
    return this.#next.kind === "end";
  }

  /** A name in any form; quoted strings may be joined by plus signs. */
  id(what: string): DotToken {
    const token = this.#next;
    if (token.kind === "sign" || token.kind === "end") this.source.fail(token.at, what);
    if (token.kind === "id" && KEYWORDS[this.#dialect].test(token.text)) {
      this.source.fail(
        token.at,
        what,
        `"${token.text}", a word of DOT itself, which as a name needs quotation marks`,
      );
    }
    this.take();
    if (token.kind !== "quoted") return token;
    let { text } = token;
    while (this.is("+")) {
      this.take();
      if (this.#next.kind !== "quoted") this.source.fail(this.#next.at, "a quoted string after +");
      text += this.take().text;
    }
    return { ...token, text };
  }

  #read(): DotToken {
    this.#skipSpace();
    const { text } = this.source;
    const at = this.#at;
    if (at >= text.length) return { kind: "end", text: "", at };
    if (text[at] === '"') return this.#quoted(at);
    // Behind a node this begins an arc of dagitty's, elsewhere text in angle brackets.
    const behindNode = this.#last.kind !== "sign" || this.#last.text === "}";
    const isDot = this.#dialect === "dot";
    if (isDot && text[at] === "<" && !(behindNode && text[at + 1] === "-")) return this.#html(at);
    const sign = (isDot ? SIGNS : DAGITTY_SIGNS).find((one) => text.startsWith(one, at));
    if (sign !== undefined) {
      this.#at += sign.length;
      return { kind: "sign", text: sign, at };
    }
    const loose = this.#match(isDot ? LOOSE : BAREWORD, at);
    if (loose === undefined) return this.source.fail(at, "a name, a name in quotation marks, or an arrow");
    this.#at += loose.length;
    this.#refuseAmbiguous(loose, at);
    return { kind: "id", text: loose, at };
  }

  /** What Graphviz would take apart, or for one name that nobody meant, is refused; what it would refuse is one name. */
  #refuseAmbiguous(text: string, at: number): void {
    if (/[\u2190-\u21FF\u27F0-\u27FF]/.test(text))
      this.source.fail(at, "arcs as ->, and other names in quotation marks", JSON.stringify(text));
    if (this.#dialect === "dagitty") {
      // There a hyphen begins another name, which nobody means.
      if (this.source.text[this.#at] === "-" && !/[->]/.test(this.source.text[this.#at + 1] ?? ""))
        this.source.fail(at, "a name with a hyphen in quotation marks");
      return;
    }
    if (this.#match(NAME, at) === text || this.#match(NUMERAL, at) === text) return;
    let end = at;
    while (end < at + text.length) {
      const part = this.#match(NAME, end) ?? this.#match(NUMERAL, end);
      if (part === undefined) return;
      end += part.length;
    }
    this.source.fail(
      at,
      "a name in quotation marks",
      `${JSON.stringify(text.slice(0, 60))}, which DOT takes for several names`,
    );
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source.text)?.[0];
  }

  #quoted(at: number): DotToken {
    const { text } = this.source;
    const pairs = this.#dialect === "dot";
    const parts: string[] = [];
    let from = at + 1;
    for (let i = from; i < text.length; i++) {
      if (text[i] === '"') {
        parts.push(text.slice(from, i));
        this.#at = i + 1;
        return { kind: "quoted", text: parts.join(""), at };
      }
      if (text[i] !== "\\") continue;
      if (text[i + 1] === '"') {
        parts.push(text.slice(from, i));
        from = i + 1;
        i++;
      } else if (text[i + 1] === "\n") {
        parts.push(text.slice(from, i));
        from = i + 2;
        i++;
      } else if (pairs) i++;
    }
    return this.source.fail(at, "a closing quotation mark for the name that begins", "the end of the file");
  }

  #html(at: number): DotToken {
    const { text } = this.source;
    const bracket = /[<>]/g;
    bracket.lastIndex = at;
    let depth = 0;
    for (let found = bracket.exec(text); found !== null; found = bracket.exec(text)) {
      if (text.startsWith("<!--", found.index)) {
        const end = text.indexOf("-->", found.index + 4);
        if (end < 0) break;
        bracket.lastIndex = end + 3;
        continue;
      }
      depth += found[0] === "<" ? 1 : -1;
      if (depth > 0) continue;
      this.#at = bracket.lastIndex;
      return { kind: "html", text: text.slice(at + 1, found.index), at };
    }
    return this.source.fail(at, "a > for every < of the text that begins", "the end of the file");
  }

  #skipSpace(): void {
    const { text } = this.source;
    for (;;) {
      const from = this.#at;
      SPACE.lastIndex = from;
      SPACE.test(text);
      this.#at = SPACE.lastIndex;
      if (text.startsWith("/*", this.#at)) {
        const end = text.indexOf("*/", this.#at + 2);
        if (end < 0) this.source.fail(this.#at, "*/ at the end of the comment that begins", "none");
        this.#at = end + 2;
      } else if (this.#at === from) return;
    }
  }
}
