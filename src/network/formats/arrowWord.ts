import type { CollectedGraph } from "./collectedGraph.ts";
import type { SourceText } from "./sourceText.ts";

/** Whether a word is the direction of an arc, or of what is none. */
export function isArrow(word: string): boolean {
  return /^(?:[<o]-{1,3}[>o]?|-{1,3}[>o]|-{2,3})$/.test(word);
}

/**
 * Adds the edge that a word between two names stands for: `->`, `<-` or `<->`, with dashes as many as one likes.
 *
 * @param once whether an arc that is there already is a mistake
 * @throws InputError for edges whose ends are open or the same
 */
export function arcByWord(
  source: SourceText,
  graph: CollectedGraph,
  [left, right]: readonly [string, string],
  arrow: string,
  at: number,
  once: boolean,
): void {
  if (/^-+>$/.test(arrow)) graph.arc(left, right, at, once);
  else if (/^<-+$/.test(arrow)) graph.arc(right, left, at, once);
  else if (/^<-+>$/.test(arrow)) graph.commonCause(left, right, at);
  else source.fail(at, "arcs with a direction", `an edge ${arrow}`);
}
