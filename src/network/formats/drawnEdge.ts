import type { DrawnEnds } from "./arrowEnds.ts";
import type { CollectedGraph } from "./collectedGraph.ts";
import type { SourceText } from "./sourceText.ts";

/**
 * Adds an edge as it is drawn: an arc to the end with an arrowhead, a hidden common cause of two such ends.
 *
 * @throws InputError for an edge without arrowheads, and for circles, which leave an end open
 */
export function drawnEdge(
  source: SourceText,
  graph: CollectedGraph,
  [from, to]: readonly [string, string],
  { tail, head }: DrawnEnds,
  at: number,
): void {
  const shown = `between "${from}" and "${to}"`;
  if (tail === "circle" || head === "circle") {
    source.fail(
      at,
      "arcs with one direction",
      `an edge ${shown} with a circle at an end, as partial ancestral graphs have where the direction is not known`,
    );
  }
  if (tail === "arrow" && head === "arrow") graph.commonCause(from, to, at);
  else if (head === "arrow") graph.arc(from, to, at);
  else if (tail === "arrow") graph.arc(to, from, at);
  else
    source.fail(at, "an arc with one direction", `an edge ${shown} without arrowhead, which is undirected`);
}
