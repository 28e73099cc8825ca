import { InputError } from "../../numeric/errors.ts";
import { parseNetwork } from "../networkFile.ts";
import { NETWORK_FORMAT } from "../networkSchema.ts";
import { PlacedError } from "../placedError.ts";
import { lineAndColumn, placeOfPath } from "./jsonPlaces.ts";
import { parseJson } from "./jsonText.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { otherJson } from "./otherJson.ts";
import { isGaussianJson, readGaussianJson } from "./readGaussianJson.ts";
import { isHybridJson, readHybridJson } from "./readHybridJson.ts";
import { nodeLinksOf, readNodeLinks } from "./readNodeLinkJson.ts";
import type { SourceText } from "./sourceText.ts";

/** This project's own JSON, that in which pgmpy and bnlearn exchange linear-Gaussian and hybrid networks, and lists of nodes and links. */
export const jsonReader = {
  name: "json",
  title: "JSON",
  extensions: ["json"],
  // A name in brackets is no array.
  recognise: (start) => /^(?:\{|\[\s*(?:[[\]{"\d-]|true|false|null|$))/.test(start),
  read(source, name) {
    const json = parseJson(source.text, source.name);
    const links = nodeLinksOf(json);
    if (links !== undefined) return readNodeLinks(source, links, name);
    return placed(source, (): NetworkReading => {
      if (isHybridJson(json)) return readHybridJson(json, source.name, name);
      if (isUnsaid(json)) {
        throw new PlacedError(
          `Expected "format": "${NETWORK_FORMAT}" in the network file, got nothing. ${otherJson(json)}`,
          ["format"],
        );
      }
      return { network: isGaussianJson(json) ? readGaussianJson(json, name) : parseNetwork(json), notes: [] };
    });
  },
} as const satisfies TextNetworkReader;

/** Whether JSON is an object that says nothing of a format, and none that is told without. */
function isUnsaid(json: unknown): json is object {
  return (
    typeof json === "object" &&
    json !== null &&
    !Array.isArray(json) &&
    !isGaussianJson(json) &&
    (json as { format?: unknown }).format === undefined
  );
}

/** Puts file, line and column before what is wrong with a value of the file. */
function placed<T>({ name, text }: SourceText, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlacedError)) throw error;
    throw new InputError(`${name}, ${lineAndColumn(text, placeOfPath(text, error.path))}: ${error.message}`);
  }
}
