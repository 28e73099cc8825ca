import type { NetworkReader } from "./networkReader.ts";
import { bifReader } from "./readBif.ts";
import { dagittyReader } from "./readDagitty.ts";
import { dotReader } from "./readDot.ts";
import { edgeListReader } from "./readEdgeList.ts";
import { huginNetReader } from "./readHuginNet.ts";
import { jsonReader } from "./readJson.ts";
import { rObjectReader } from "./readRObject.ts";
import { xmlBifReader } from "./readXmlBif.ts";

/**
 * Every format, one reader each. The first that recognises a text is asked to read it, so the list of arcs, which nearly
 * every table resembles, comes last.
 */
export const networkReaders = [
  jsonReader,
  dotReader,
  dagittyReader,
  bifReader,
  xmlBifReader,
  huginNetReader,
  rObjectReader,
  edgeListReader,
] as const satisfies readonly NetworkReader[];

export type NetworkFormat = (typeof networkReaders)[number]["name"];

/** The names of all formats. */
export const networkFormats: readonly NetworkFormat[] = networkReaders.map(({ name }) => name);

/** The endings of file names that say a network's format. */
export const networkExtensions: readonly string[] = networkReaders.flatMap(({ extensions }) => extensions);
