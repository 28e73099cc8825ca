import type { CollectedGraph } from "./collectedGraph.ts";
import type { SourceText } from "./sourceText.ts";

/** Arrows that are one character. */
const CHARACTERS: readonly (readonly [RegExp, string])[] = [
  [/^[\u2192\u27f6\u21d2\u27f9\u2794\u279c\u27a1]\ufe0f?$/, "->"],
  [/^[\u2190\u27f5\u21d0\u27f8\u2b05]\ufe0f?$/, "<-"],
  [/^[\u2194\u27f7\u21d4\u27fa]\ufe0f?$/, "<->"],
];

/** Whether a word is the direction of an arc, or of what is none. */
export function isArrow(word: string): boolean {
  return /^(?:[<o]-{1,3}[>o]?|-{1,3}[>o]|-{2,3}|=+>|<=+>)$/.test(word) || characterArrow(word) !== undefined;
}

function characterArrow(word: string): string | undefined {
  return CHARACTERS.find(([one]) => one.test(word))?.[1];
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
  word: string,
  at: number,
  once: boolean,
): void {
  const arrow = characterArrow(word) ?? word.replaceAll("=", "-");
  if (/^-+>$/.test(arrow)) graph.arc(left, right, at, once);
  else if (/^<-+$/.test(arrow)) graph.arc(right, left, at, once);
  else if (/^<-+>$/.test(arrow)) graph.commonCause(left, right, at);
  else source.fail(at, "arcs with a direction", `an edge ${word}`);
}
