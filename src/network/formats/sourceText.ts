import { InputError } from "../../numeric/errors.ts";

/** A text with a name for messages, without a byte-order mark and with plain line ends. */
export class SourceText {
  readonly name: string;
  readonly text: string;

  constructor(text: string, name: string) {
    this.name = name;
    this.text = text
      .replace(/^\uFEFF/, "")
      .replaceAll("\r\n", "\n")
      .replaceAll("\r", "\n");
  }

  /** `FILE, line 3, column 7`, both counted from 1. */
  place(at: number): string {
    const before = this.text.slice(0, at);
    const line = before.split("\n").length;
    return `${this.name}, line ${line}, column ${at - before.lastIndexOf("\n")}`;
  }

  /**
   * @param remedy a sentence on what to do
   * @throws InputError always
   */
  fail(at: number, expected: string, got?: string, remedy = "Correct it there."): never {
    const found = got ?? this.#found(at);
    throw new InputError(`Expected ${expected} in ${this.place(at)}, got ${found}. ${remedy}`);
  }

  #found(at: number): string {
    if (at >= this.text.length) return "the end of the file";
    const rest = this.text.slice(at, at + 24).split("\n")[0];
    return rest === "" ? "the end of the line" : JSON.stringify(rest);
  }
}
