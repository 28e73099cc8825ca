import { isNo } from "./roleMarks.ts";

/** What a file says of nodes beside arcs and roles: the question that it asks of them, and where its picture has them. */
export interface GraphMarks {
  /** Nodes whose effect is asked for. */
  readonly exposures: readonly string[];
  /** Nodes on which it is asked for. */
  readonly outcomes: readonly string[];
  /** Nodes that are held fixed. */
  readonly adjusted: readonly string[];
  /** Middles of nodes in the units of the file, to the right and downwards. */
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

/** What nodes are asked for, with the words and letters that dagitty has for it. */
const ASKED = {
  exposures: ["exposure", "e"],
  outcomes: ["outcome", "o"],
  adjusted: ["adjusted", "a"],
} as const;

type Asked = keyof typeof ASKED;

/** Marks as a reader meets them. */
export class CollectedMarks {
  readonly #asked = {
    exposures: new Set<string>(),
    outcomes: new Set<string>(),
    adjusted: new Set<string>(),
  };
  readonly #places = new Map<string, { readonly x: number; readonly y: number }>();

  /** Takes a property of a node, in lower case, if it is one of these marks. */
  take(node: string, property: string, value: string): void {
    if (property === "pos") {
      const [x, y, ...more] = value
        .split(",")
        .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
      if (more.length === 0 && Number.isFinite(x) && Number.isFinite(y)) this.#places.set(node, { x, y });
      return;
    }
    const asked = (Object.keys(ASKED) as Asked[]).find((one) => ASKED[one].some((word) => word === property));
    if (asked !== undefined && !isNo(value)) this.#asked[asked].add(node);
  }

  finish(): GraphMarks {
    const { exposures, outcomes, adjusted } = this.#asked;
    return {
      exposures: [...exposures],
      outcomes: [...outcomes],
      adjusted: [...adjusted],
      places: this.#places,
    };
  }
}
