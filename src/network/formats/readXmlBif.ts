import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import type { TextNetworkReader } from "./networkReader.ts";
import { TABLES_PASSED_OVER } from "./passedOver.ts";
import type { SourceText } from "./sourceText.ts";

interface Element {
  readonly tag: string;
  readonly at: number;
}

/**
 * XMLBIF 0.3: `<VARIABLE><NAME>` and `<DEFINITION><FOR><GIVEN>`. Outcomes, tables and properties are passed over; no
 * document type is followed and only the five entities of XML itself are known.
 *
 * @throws InputError naming line and column; for tags that do not close, nodes that were not declared, cycles
 */
export const xmlBifReader = {
  name: "xmlbif",
  title: "XMLBIF",
  extensions: ["xml", "xmlbif", "xbif"],
  recognise: (start) => /^</.test(start),
  read: (source, name) => ({ network: readXmlBif(source, name), notes: [TABLES_PASSED_OVER] }),
} as const satisfies TextNetworkReader;

function readXmlBif(source: SourceText, name: string): StructureNetwork {
  const graph = new CollectedGraph(source);
  const definitions: { child?: Named; given: Named[]; at: number }[] = [];
  let title = name;
  let current: (typeof definitions)[number] | undefined;
  walk(source, (path, text, at) => {
    const tags = path.map(({ tag }) => tag.toUpperCase());
    const [tag, parent] = [tags.at(-1), tags.at(-2)];
    if (tag === "DEFINITION" || tag === "PROBABILITY") {
      current = undefined;
      return;
    }
    const inDefinition = parent === "DEFINITION" || parent === "PROBABILITY";
    if (tag === "NAME" && parent === "VARIABLE") graph.newNode(required(source, text, at), at);
    else if (tag === "NAME" && parent === "NETWORK") title = text || name;
    else if (inDefinition && (tag === "FOR" || tag === "GIVEN")) {
      if (current === undefined) {
        current = { given: [], at };
        definitions.push(current);
      }
      const named = { name: required(source, text, at), at };
      if (tag === "GIVEN") current.given.push(named);
      else if (current.child) source.fail(at, "one FOR in a definition", "a second one");
      else current.child = named;
    }
  });
  for (const { child, given, at } of definitions) {
    if (child === undefined) return source.fail(at, "a definition with FOR", "none");
    graph.requireNode(child.name, child.at);
    for (const parent of given) {
      graph.requireNode(parent.name, parent.at);
      graph.arc(parent.name, child.name, parent.at, true);
    }
  }
  return graph.finish(title);
}

interface Named {
  readonly name: string;
  readonly at: number;
}

function required(source: SourceText, text: string, at: number): string {
  return text === "" ? source.fail(at, "a name", "none") : text;
}

/** Calls back at every closing tag with the open elements, the text inside and where that begins. */
function walk(
  source: SourceText,
  closed: (path: readonly Element[], text: string, at: number) => void,
): void {
  const { text } = source;
  const path: Element[] = [];
  let inner = "";
  let innerAt = 0;
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf("<", at);
    const run = text.slice(at, tag < 0 ? text.length : tag);
    if (path.length === 0 && run.trim() !== "") source.fail(at + run.search(/\S/), "XML");
    if (inner === "") innerAt = at + Math.max(0, run.search(/\S/));
    inner += entities(source, run, at);
    if (tag < 0) break;
    if (text.startsWith("<!--", tag)) at = after(source, "-->", tag, "the comment");
    else if (text.startsWith("<![CDATA[", tag)) {
      at = after(source, "]]>", tag, "the character data");
      inner += text.slice(tag + 9, at - 3);
    } else if (text.startsWith("<?", tag)) at = after(source, "?>", tag, "the instruction");
    else if (text.startsWith("<!", tag)) at = endOfDoctype(source, tag);
    else {
      const end = after(source, ">", tag, "the tag");
      const content = text.slice(tag + 1, end - 1);
      at = end;
      const [word] = content.replace(/^\//, "").split(/[\s/]/u, 1);
      if (content.startsWith("/")) {
        const open = path.at(-1);
        if (open?.tag !== word) source.fail(tag, open ? `</${open.tag}>` : "an opening tag", `</${word}>`);
        closed(path, inner.trim(), innerAt);
        path.pop();
      } else if (word === "") source.fail(tag, "the name of a tag");
      else {
        path.push({ tag: word, at: tag });
        if (content.endsWith("/")) {
          closed(path, "", tag);
          path.pop();
        }
      }
      inner = "";
    }
  }
  const open = path.at(-1);
  if (open) source.fail(open.at, `</${open.tag}> for the tag that begins`, "the end of the file");
}

function after(source: SourceText, mark: string, from: number, what: string): number {
  const end = source.text.indexOf(mark, from);
  return end < 0 ? source.fail(from, `${mark} at the end of ${what} that begins`, "none") : end + mark.length;
}

/** A document type may hold declarations in square brackets. */
function endOfDoctype(source: SourceText, from: number): number {
  const { text } = source;
  const plain = text.indexOf(">", from);
  const bracket = text.indexOf("[", from);
  if (bracket < 0 || (plain >= 0 && plain < bracket)) return after(source, ">", from, "the document type");
  const close = after(source, "]", bracket, "the document type");
  return after(source, ">", close, "the document type");
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function entities(source: SourceText, text: string, at: number): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/giu, (whole, name: string, offset: number) => {
    if (!name.startsWith("#")) {
      return NAMED[name] ?? source.fail(at + offset, "one of XML's five entities", whole);
    }
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff
      ? String.fromCodePoint(code)
      : source.fail(at + offset, "a character", whole);
  });
}
