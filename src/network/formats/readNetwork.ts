import { InputError } from "../../numeric/errors.ts";
import type { BayesianNetwork } from "../bayesianNetwork.ts";
import { parseNetwork } from "../networkFile.ts";
import { PlacedError } from "../placedError.ts";
import { lineAndColumn, placeOfPath } from "./jsonPlaces.ts";
import { parseJson } from "./jsonText.ts";
import { readBif } from "./readBif.ts";
import { readDagitty } from "./readDagitty.ts";
import { readDot } from "./readDot.ts";
import { readEdgeList } from "./readEdgeList.ts";
import { isGaussianJson, readGaussianJson } from "./readGaussianJson.ts";
import { readHuginNet } from "./readHuginNet.ts";
import { readXmlBif } from "./readXmlBif.ts";
import { SourceText } from "./sourceText.ts";

export const networkFormats = ["json", "dot", "dagitty", "bif", "xmlbif", "net", "edges"] as const;
export type NetworkFormat = (typeof networkFormats)[number];

export interface ReadNetwork {
  readonly network: BayesianNetwork;
  readonly format: NetworkFormat;
  /** What a person should know of the reading, such as tables that were passed over. */
  readonly notes: readonly string[];
}

const BY_EXTENSION: Readonly<Record<string, NetworkFormat>> = {
  json: "json",
  dot: "dot",
  gv: "dot",
  dagitty: "dagitty",
  dag: "dagitty",
  bif: "bif",
  xml: "xmlbif",
  xmlbif: "xmlbif",
  xbif: "xmlbif",
  net: "net",
  hugin: "net",
  csv: "edges",
  tsv: "edges",
};

/** The endings of file names that say a network's format. */
export const networkExtensions: readonly string[] = Object.keys(BY_EXTENSION);

/**
 * A network from the text of a file: this project's JSON, the JSON of linear-Gaussian networks that pgmpy and bnlearn
 * exchange, or a bare structure from DOT, dagitty, BIF, XMLBIF, Hugin's .net or a list of arcs. The format follows from
 * the file's name, and where that does not say, from its content.
 *
 * @param file named in messages
 * @throws InputError where the text is no network of that format: what was expected, what came, and where
 *
 * @example
 * readNetwork("dag { u [latent] u -> x u -> y }", "pair.dagitty").network.dag.latent.length; // 1
 */
export function readNetwork(
  text: string,
  file: string,
  options: { format?: NetworkFormat } = {},
): ReadNetwork {
  const source = new SourceText(text, file);
  if (source.text.trim() === "") throw new InputError(`Expected a network in ${file}, got an empty file.`);
  if (source.text.includes("\0"))
    throw new InputError(`Expected a text file with a network, but ${file} is binary.`);
  const format = options.format ?? formatOf(source.text, file);
  const name = file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "") || "network";
  switch (format) {
    case "json": {
      const json = parseJson(source.text, file);
      const network = placed(source, () =>
        isGaussianJson(json) ? readGaussianJson(json, name) : parseNetwork(json),
      );
      return { network, format, notes: [] };
    }
    case "dot":
      return { network: readDot(source, name), format, notes: [] };
    case "dagitty":
      return { network: readDagitty(source, name), format, notes: [] };
    case "edges":
      return { network: readEdgeList(source, name), format, notes: [] };
    case "bif":
      return { network: readBif(source, name), format, notes: [TABLES] };
    case "xmlbif":
      return { network: readXmlBif(source, name), format, notes: [TABLES] };
    case "net":
      return { network: readHuginNet(source, name), format, notes: [TABLES] };
  }
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

const TABLES =
  "Only the structure was read: states and probability tables of discrete networks are passed over, and columns are taken as numbers.";

function formatOf(text: string, file: string): NetworkFormat {
  const extension = /\.([^.\\/]+)$/.exec(file)?.[1].toLowerCase();
  const start = text.trimStart();
  const byContent: NetworkFormat | undefined = /^[{[]/.test(start)
    ? "json"
    : /^(strict\s+)?(di)?graph\b/i.test(start)
      ? "dot"
      : /^(dag|pdag|mag|pag)\b/i.test(start)
        ? "dagitty"
        : start.startsWith("<")
          ? "xmlbif"
          : /^(network|variable|probability)\b/.test(start)
            ? "bif"
            : /^(net|node|potential|discrete|continuous)\b/.test(start)
              ? "net"
              : undefined;
  const named = extension === undefined ? undefined : BY_EXTENSION[extension];
  if (named !== undefined) return named;
  if (byContent !== undefined) return byContent;
  if (/^[^\n]+[,;\t|]/.test(start)) return "edges";
  throw new InputError(
    `Expected a network in ${file}, but neither its name nor its beginning says the format. Known endings: ${networkExtensions.map((one) => `.${one}`).join(", ")}.`,
  );
}
