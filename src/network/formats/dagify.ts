import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedMarks } from "./graphMarks.ts";
import type { NetworkReading } from "./networkReader.ts";
import type { DagifyCall } from "./rCode.ts";
import type { SourceText } from "./sourceText.ts";

const NAME = /^(?:`([^`]+)`|([\p{L}._][\p{L}\p{M}\p{N}._]*))$/u;

/**
 * A call of ggdag's `dagify`: `y ~ x + z` are arcs to y, `x ~~ z` is a hidden common cause, `latent = c("u")` marks nodes, as do
 * `exposure` and `outcome`; the other arguments concern labels and pictures.
 *
 * @throws InputError naming line and column; for what is no formula, unknown latent names, cycles
 */
export function readDagify(
  source: SourceText,
  { at, parts, isClosed }: DagifyCall,
  name: string,
): NetworkReading {
  if (!isClosed) source.fail(at, ") at the end of the call that begins", "the end of the file");
  const graph = new CollectedGraph(source);
  const latent: { name: string; at: number }[] = [];
  const marks = new CollectedMarks();
  for (const part of parts) {
    const text = part.text.replace(/#[^\n]*/g, (comment) => " ".repeat(comment.length));
    if (text.trim() === "") continue;
    const given = /^\s*([\w.]+)\s*=(?!=)/.exec(text);
    if (given !== null) {
      for (const found of text.matchAll(/["']([^"']+)["']/g)) {
        if (given[1] === "latent") latent.push({ name: found[1], at: part.at + found.index + 1 });
        else marks.take(found[1], given[1], "yes");
      }
      continue;
    }
    formula(source, graph, text, part.at);
  }
  for (const mark of latent) {
    graph.requireNode(mark.name, mark.at);
    graph.role(mark.name, "latent", mark.at);
  }
  return { network: graph.finish(name), notes: graph.notes, marks: marks.finish() };
}

function formula(source: SourceText, graph: CollectedGraph, text: string, at: number): void {
  const sign = text.indexOf("~");
  const place = at + text.search(/\S/);
  if (sign < 0) source.fail(place, "a formula such as y ~ x + z, or a named argument");
  const isTwoHeaded = text[sign + 1] === "~";
  const left = variable(source, text.slice(0, sign), at);
  graph.node(left, place);
  let start = sign + (isTwoHeaded ? 2 : 1);
  for (const part of text.slice(start).split("+")) {
    const here = at + start + part.search(/\S|$/);
    const right = variable(source, part, at + start);
    if (isTwoHeaded) graph.commonCause(left, right, here);
    else graph.arc(right, left, here);
    start += part.length + 1;
  }
}

function variable(source: SourceText, text: string, at: number): string {
  const found = NAME.exec(text.trim());
  return found === null
    ? source.fail(at + text.search(/\S|$/), "the name of a variable")
    : (found[1] ?? found[2]);
}
