import { builtInNames, builtInNetwork } from "../../../src/internals.ts";
import { documentOf, documentToJson, type NetworkDocument } from "./document.ts";

const published = new Map<string, string>();

/** Whether a network of a built-in one's name has other arcs or numbers. */
export function differsFromPublished(document: NetworkDocument): boolean {
  const key = document.name.toLowerCase();
  if (!builtInNames().includes(key)) return false;
  let known = published.get(key);
  if (known === undefined) {
    known = JSON.stringify(documentToJson(documentOf(builtInNetwork(key))).nodes);
    published.set(key, known);
  }
  return JSON.stringify(documentToJson(document).nodes) !== known;
}

/** What a network is called to a person: one that began as a published network and is another by now is said to be edited. */
export function shownName(document: NetworkDocument): string {
  return differsFromPublished(document) ? `${document.name}, edited` : document.name;
}
