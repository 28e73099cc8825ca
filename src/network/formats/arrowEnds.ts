/** What an edge has at an end: an arrowhead, nothing, or the circle of a graph that leaves the end open. */
export type EdgeEnd = "arrow" | "none" | "circle";

export interface DrawnEnds {
  readonly tail: EdgeEnd;
  readonly head: EdgeEnd;
}

/** As an edge of a directed graph is without further words. */
export const FORWARD: DrawnEnds = { tail: "none", head: "arrow" };

/** The end that one of yEd's shapes stands for. */
export function endByShape(shape: string): EdgeEnd {
  if (shape === "none") return "none";
  return shape === "circle" || shape === "transparent_circle" ? "circle" : "arrow";
}

/**
 * The ends of an edge as Graphviz draws them.
 *
 * @param get an attribute of the edge
 * @param directed whether the edge belongs to a directed graph, where `dir` is forward by default and otherwise none
 */
export function arrowEnds(
  get: (attribute: "dir" | "arrowhead" | "arrowtail") => string | undefined,
  directed: boolean,
): DrawnEnds | undefined {
  const dir = (get("dir") || (directed ? "forward" : "none")).trim().toLowerCase();
  if (!["forward", "back", "both", "none"].includes(dir)) return undefined;
  return {
    tail: dir === "back" || dir === "both" ? endOf(get("arrowtail")) : "none",
    head: dir === "forward" || dir === "both" ? endOf(get("arrowhead")) : "none",
  };
}

function endOf(shape: string | undefined): EdgeEnd {
  const name = (shape || "normal").trim().toLowerCase();
  if (/^(?:none)+$/.test(name)) return "none";
  return name.includes("odot") ? "circle" : "arrow";
}
