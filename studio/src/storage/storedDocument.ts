import { parseNetwork } from "../../../src/internals.ts";
import { documentOf, documentToJson, type NetworkDocument, type SuggestedArc } from "../document/document.ts";
import { arcKey, arcOf, type Point, type Route } from "../document/routes.ts";

/** A network as it is kept: in its own format, and beside it what that format knows nothing of. */
export interface StoredDocument {
  readonly network: unknown;
  /** Name, x and y of nodes in the picture. */
  readonly places?: readonly (readonly [string, number, number])[];
  /** Parent, child, and x and y of both ends and of all bends. */
  readonly routes?: readonly (readonly [string, string, readonly number[]])[];
  readonly suggested?: readonly SuggestedArc[];
}

export function storedDocument(document: NetworkDocument): StoredDocument {
  const { nodes, routes, suggested } = document;
  return {
    network: documentToJson(document),
    places: nodes.flatMap(({ name, place }) => (place ? [[name, place.x, place.y] as const] : [])),
    ...(routes && {
      routes: [...routes].map(([key, { from, to, bends }]) => {
        return [...arcOf(key), [from, to, ...bends].flatMap(({ x, y }) => [x, y])] as const;
      }),
    }),
    ...(suggested && { suggested }),
  };
}

/**
 * What is no place, route or suggestion is none.
 *
 * @throws InputError for what is no network, naming where it was
 */
export function documentFrom(stored: StoredDocument, where?: string): NetworkDocument {
  const document = documentOf(parseNetwork(stored.network, where));
  const places = new Map(
    entries(stored.places).flatMap(([name, ...numbers]): [string, Point][] =>
      isNumbers(numbers) ? [[String(name), pointsOf(numbers)[0]]] : [],
    ),
  );
  const routes = entries(stored.routes).flatMap(([parent, child, numbers]): [string, Route][] => {
    if (!isNumbers(numbers) || numbers.length < 6 || numbers.length % 2 > 0) return [];
    const [from, to, ...bends] = pointsOf(numbers);
    return [[arcKey(String(parent), String(child)), { from, to, bends }]];
  });
  const suggested = (Array.isArray(stored.suggested) ? stored.suggested : []).flatMap((arc) =>
    typeof arc?.parent === "string" && typeof arc?.child === "string"
      ? [{ parent: arc.parent, child: arc.child }]
      : [],
  );
  return {
    ...document,
    nodes: document.nodes.map((node) => {
      const place = places.get(node.name);
      return place ? { ...node, place } : node;
    }),
    ...(routes.length > 0 && { routes: new Map(routes) }),
    ...(suggested.length > 0 && { suggested }),
  };
}

function entries(list: unknown): readonly (readonly unknown[])[] {
  return Array.isArray(list) ? list.filter((entry) => Array.isArray(entry)) : [];
}

function isNumbers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.length >= 2 && list.every(Number.isFinite);
}

function pointsOf(numbers: readonly number[]): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i], y: numbers[2 * i + 1] }));
}
