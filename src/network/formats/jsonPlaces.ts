import { endOfString } from "./jsonErrorPosition.ts";

/** Keys and indices from the outermost value inwards. */
export type JsonPath = readonly PropertyKey[];

interface Visitor {
  /** Every value, with where it starts; the path is overwritten by the next. */
  readonly value?: (path: JsonPath, at: number) => void;
  /** A key that the same object has already. */
  readonly again?: (key: string, at: number) => void;
}

/** Walks through a text that JSON.parse takes. */
function walk(text: string, { value, again }: Visitor): void {
  const path: (string | number)[] = [];
  const keys: (Set<string> | undefined)[] = [];
  let awaitsKey = false;
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    const own = keys[keys.length - 1];
    if (character === '"' && awaitsKey && own) {
      const end = endOfString(text, at).at;
      const key = JSON.parse(text.slice(at, end)) as string;
      if (own.has(key)) again?.(key, at);
      own.add(key);
      path[path.length - 1] = key;
      awaitsKey = false;
      at = end;
      continue;
    }
    if (/[^\s,:\]}]/.test(character)) value?.(path, at);
    if (character === "{" || character === "[") {
      keys.push(character === "{" ? new Set() : undefined);
      path.push(0);
      awaitsKey = character === "{";
    } else if (character === "}" || character === "]") {
      keys.pop();
      path.pop();
      awaitsKey = false;
    } else if (character === ",") {
      if (own) awaitsKey = true;
      else (path[path.length - 1] as number)++;
    } else if (character === '"') {
      at = endOfString(text, at).at;
      continue;
    } else if (/[^\s:]/.test(character)) {
      while (at < text.length && /[^\s,:\]}]/.test(text[at])) at++;
      continue;
    }
    at++;
  }
}

/** Where an object has a key a second time, of which JSON.parse would keep the last one silently. */
export function repeatedKey(text: string): { key: string; at: number } | undefined {
  let found: { key: string; at: number } | undefined;
  walk(text, {
    again: (key, at) => {
      found ??= { key, at };
    },
  });
  return found;
}

/** Where the value of a path starts, or the innermost value around it that there is. */
export function placeOfPath(text: string, path: JsonPath): number {
  let place = 0;
  let depth = -1;
  walk(text, {
    value: (own, at) => {
      if (own.length <= depth || own.length > path.length) return;
      if (own.some((key, i) => key !== path[i])) return;
      place = at;
      depth = own.length;
    },
  });
  return place;
}

/** Where the items of the list at a path start, in one pass. */
export function placesOfItems(text: string, list: JsonPath): number[] {
  const places: number[] = [];
  walk(text, {
    value: (own, at) => {
      if (own.length === list.length + 1 && list.every((key, i) => key === own[i])) places.push(at);
    },
  });
  return places;
}

/** Line and column of a place, both counted from 1. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `line ${before.length}, column ${before[before.length - 1].length + 1}`;
}
