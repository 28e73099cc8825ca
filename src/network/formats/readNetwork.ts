import { isBuiltIn, requireArgument } from "../../numeric/arguments.ts";
import { InputError } from "../../numeric/errors.ts";
import { leftByGit } from "../../numeric/leftByGit.ts";
import { strayDocument } from "../../numeric/strayDocument.ts";
import { packingOf, unpack } from "../../rdata/index.ts";
import { decodeText } from "./decodeText.ts";
import { foreignByName, foreignBytes, foreignNetwork } from "./foreignNetwork.ts";
import type { NetworkReader, NetworkReading } from "./networkReader.ts";
import { placedInFile } from "./placedInFile.ts";
import { type NetworkFormat, networkExtensions, networkReaders } from "./registry.ts";
import { SourceText } from "./sourceText.ts";

/** So many characters tell what is no network at all. */
const BEGINNING = 200;

const READERS: readonly NetworkReader[] = networkReaders;

/** A network that was read, in which format, and what should be known of its reading. */
export interface ReadNetwork extends NetworkReading {
  readonly format: NetworkFormat;
}

/**
 * A network from the content of a file, in any of the formats of `networkFormats`: with its parameters where the format
 * holds them, else its bare structure. The format follows from the file's name, and where that does not say, or the content is
 * plainly of another format, from the content.
 *
 * @param content text, or the bytes of a file: unpacked if packed by gzip, bzip2 or xz, and decoded as they themselves say
 *   and as UTF-8 otherwise
 * @param file named in messages
 * @throws InputError where the content is no network of that format: what was expected, what came, and where
 *
 * @example
 * readNetwork("dag { u [latent] u -> x u -> y }", "pair.dagitty").network.dag.latent.length; // 1
 */
export function readNetwork(
  content: string | Uint8Array,
  file: string,
  options: { format?: NetworkFormat } = {},
): ReadNetwork {
  requireArgument(
    typeof content === "string" || isBuiltIn(content, "Uint8Array"),
    "the text or the bytes of a network file",
    content,
  );
  requireArgument(
    typeof file === "string",
    "the name of the file as the second argument",
    file,
    'Give "network.dot", for example.',
  );
  if (typeof content !== "string" && packingOf(content) !== "none") {
    const unpacked = placedInFile(file, () => unpack(content));
    // A file may even unpack to itself.
    if (packingOf(unpacked) !== "none")
      throw new InputError(
        `Expected a network in ${file}, got a packed file inside a packed file. Unpack it.`,
      );
    return readNetwork(unpacked, file.replace(/\.(gz|bz2|xz)$/i, ""), options);
  }
  const name = file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "") || "network";
  if (content.length === 0) throw new InputError(`Expected a network in ${file}, got an empty file.`);
  const chosen = READERS.find((reader) => reader.name === options.format);
  const binary = binaryReader(content, chosen);
  if (binary !== undefined && typeof content !== "string") {
    const reading = binary.readBytes(content, file, name);
    return { ...reading, format: binary.name as NetworkFormat };
  }
  const start = beginning(content);
  const foreign = foreignByName(file) ?? strayDocument(start) ?? foreignBytes(start);
  if (foreign !== undefined)
    throw new InputError(`Expected a network in ${file}, got ${foreign.what}. ${foreign.remedy}`);
  const decoded = decodeText(content, file);
  const source = new SourceText(decoded.text, file);
  if (source.text.trim() === "") throw new InputError(`Expected a network in ${file}, got an empty file.`);
  if (source.text.includes("\0"))
    throw new NoNetworkFile(
      `Expected a text file with a network, but ${file} is binary. Save the network as text, such as BIF or DOT.`,
    );
  const left = leftByGit(source.text);
  if (left !== undefined)
    throw new InputError(`Expected a network in ${file}, got ${left.what}. ${left.remedy}`);
  const { reader, notes } =
    chosen === undefined ? readerOf(source.text, file) : { reader: chosen, notes: [] };
  if (!("read" in reader)) {
    throw new InputError(
      `Expected ${reader.title} in ${file}, got text. Name the file by what it holds. Known endings: ${endings()}.`,
    );
  }
  const reading = reader.read(source, name);
  return {
    ...reading,
    notes: [...decoded.notes, ...notes, ...reading.notes],
    format: reader.name as NetworkFormat,
  };
}

/** The first bytes, or what of a text could be bytes, a character each. */
function beginning(content: string | Uint8Array): string {
  return typeof content === "string"
    ? content.slice(0, BEGINNING)
    : String.fromCharCode(...content.subarray(0, BEGINNING));
}

/** Neither the name nor the content of a file is that of a network in any format: it may be something else altogether. */
export class NoNetworkFile extends InputError {}

function binaryReader(content: string | Uint8Array, chosen: NetworkReader | undefined) {
  if (typeof content === "string") return undefined;
  const candidates = chosen === undefined ? READERS : [chosen];
  for (const reader of candidates) {
    if ("readBytes" in reader && reader.recogniseBytes(content)) return reader;
  }
  return undefined;
}

/** The reader by the ending, unless the content is plainly another's. */
function readerOf(text: string, file: string): { reader: NetworkReader; notes: string[] } {
  const extension = /\.([^.\\/]+)$/.exec(file)?.[1].toLowerCase();
  const start = text.trimStart();
  const recognises = (reader: NetworkReader) => "recognise" in reader && reader.recognise(start);
  const named =
    extension === undefined ? [] : READERS.filter(({ extensions }) => extensions.includes(extension));
  const fitting = named.find(recognises);
  if (fitting !== undefined) return { reader: fitting, notes: [] };
  const isVague = (reader: NetworkReader) => "isVague" in reader && reader.isVague?.(start) === true;
  const found = READERS.find(
    (reader) => recognises(reader) && !(named.length > 0 && isVague(reader) && !named.includes(reader)),
  );
  if (found === undefined || isVague(found)) {
    const foreign = foreignNetwork(text);
    if (foreign !== undefined)
      throw new InputError(`Expected a network in ${file}, got ${foreign.what}. ${foreign.remedy}`);
  }
  if (named.length === 0) {
    if (found !== undefined) return { reader: found, notes: [] };
    throw new NoNetworkFile(
      `Expected a network in ${file}, but neither its name nor its beginning says the format. Known endings: ${endings()}.`,
    );
  }
  // Of several formats with one ending the last is the most general.
  if (found === undefined) return { reader: named[named.length - 1], notes: [] };
  return {
    reader: found,
    notes: [
      `${file} was read as ${found.title}, which it holds, and not as ${named[0].title}, as its ending says.`,
    ],
  };
}

function endings(): string {
  return [...new Set(networkExtensions)].map((one) => `.${one}`).join(", ");
}
