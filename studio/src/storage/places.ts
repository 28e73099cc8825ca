import type { NetworkDocument, SuggestedArc } from "../document/document.ts";

/** Name, x and y of a node in the picture. */
export type PlaceEntry = readonly [string, number, number];

/** Where the nodes stand, apart from the network itself, whose format knows no pictures. */
export function placesOf({ nodes }: NetworkDocument): PlaceEntry[] {
  return nodes.flatMap(({ name, place }) => (place ? [[name, place.x, place.y] as const] : []));
}

export function withPlaces(document: NetworkDocument, places: unknown): NetworkDocument {
  if (!Array.isArray(places)) return document;
  const known = new Map(
    places
      .filter((entry): entry is PlaceEntry => Array.isArray(entry) && entry.slice(1).every(Number.isFinite))
      .map(([name, x, y]) => [name, { x, y }]),
  );
  return {
    ...document,
    nodes: document.nodes.map((node) => {
      const place = known.get(node.name);
      return place ? { ...node, place } : node;
    }),
  };
}

/** The document with the arcs that are suggestions still; what is no list of arcs is none. */
export function withSuggested(document: NetworkDocument, suggested: unknown): NetworkDocument {
  if (!Array.isArray(suggested)) return document;
  const arcs = suggested.filter(
    (arc): arc is SuggestedArc => typeof arc?.parent === "string" && typeof arc?.child === "string",
  );
  return arcs.length > 0
    ? { ...document, suggested: arcs.map(({ parent, child }) => ({ parent, child })) }
    : document;
}
