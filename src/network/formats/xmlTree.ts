import { SaxesParser } from "saxes";
import { InputError } from "../../numeric/errors.ts";
import type { SourceText } from "./sourceText.ts";

export interface XmlElement {
  /** Without the prefix of a namespace. */
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All characters directly inside, entities resolved. */
  readonly text: string;
  /** Where its opening tag begins. */
  readonly at: number;
  /** Where the first of its characters that is not blank stands. */
  readonly textAt: number;
}

interface OpenElement extends XmlElement {
  attributes: Record<string, string>;
  children: OpenElement[];
  text: string;
  textAt: number;
}

/**
 * The root of a well-formed XML document. Document types are passed over, so that only the five entities of XML itself
 * are known and nothing is ever fetched.
 *
 * @throws InputError naming line and column where the text is not well-formed
 */
export function readXml(source: SourceText): XmlElement {
  const { text } = source;
  // Blank lines before the declaration are against the letter of XML, and common.
  const offset = Math.max(0, text.search(/\S/));
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  const here = () => Math.min(offset + parser.position, text.length);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  parser.on("error", (error) => {
    throw new InputError(
      `Expected well-formed XML in ${source.place(Math.max(0, here() - 1))}, got: ${error.message.replace(/\.$/, "")}${behind(text, here())}. Correct it there.`,
    );
  });
  parser.on("opentagstart", ({ name }) => {
    const tag = name.slice(name.indexOf(":") + 1);
    const at = text.lastIndexOf("<", here() - 1);
    const element = { tag, attributes: {}, children: [], text: "", at, textAt: at };
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
    open.push(element);
  });
  parser.on("opentag", ({ attributes }) => {
    const element = open.at(-1)!;
    element.attributes = attributes;
    const blank = /\s*/y;
    blank.lastIndex = here();
    blank.test(text);
    element.textAt = blank.lastIndex;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  for (const event of ["text", "cdata"] as const) {
    parser.on(event, (characters) => {
      const element = open.at(-1);
      if (element !== undefined) element.text += characters;
    });
  }
  parser.write(text.slice(offset)).close();
  return root ?? source.fail(0, "XML with a root element", "none");
}

/** The tag that was read last. */
function behind(text: string, at: number): string {
  const tag = text.lastIndexOf("<", at - 1);
  return tag < 0 ? "" : ` (${JSON.stringify(text.slice(tag, Math.min(at, tag + 40)))})`;
}

/**
 * The root's tag and attributes, whatever stands before it; nothing where that is no XML. The rest of the document is
 * not looked at.
 */
export function xmlRoot(text: string): Pick<XmlElement, "tag" | "attributes"> | undefined {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  const found: { root?: Pick<XmlElement, "tag" | "attributes"> } = {};
  const stop = new Error("enough was read");
  parser.on("error", () => {
    throw stop;
  });
  parser.on("opentag", ({ name, attributes }) => {
    found.root = { tag: name.slice(name.indexOf(":") + 1), attributes };
    throw stop;
  });
  try {
    parser.write(text.trimStart()).close();
  } catch (error) {
    if (error !== stop) throw error;
  }
  return found.root;
}
