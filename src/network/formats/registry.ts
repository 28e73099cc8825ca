import type { NetworkReader } from "./networkReader.ts";
import { adjacencyReader } from "./readAdjacency.ts";
import { bifReader } from "./readBif.ts";
import { dagittyReader } from "./readDagitty.ts";
import { dneReader } from "./readDne.ts";
import { dotReader } from "./readDot.ts";
import { dscReader } from "./readDsc.ts";
import { edgeListReader } from "./readEdgeList.ts";
import { gmlReader } from "./readGml.ts";
import { graphMlReader } from "./readGraphMl.ts";
import { huginNetReader } from "./readHuginNet.ts";
import { jsonReader } from "./readJson.ts";
import { lavaanReader } from "./readLavaan.ts";
import { modelStringReader } from "./readModelString.ts";
import { rObjectReader } from "./readRObject.ts";
import { rScriptReader } from "./readRScript.ts";
import { sifReader } from "./readSif.ts";
import { tetradReader } from "./readTetrad.ts";
import { tgfReader } from "./readTgf.ts";
import { xdslReader } from "./readXdsl.ts";
import { xmlBifReader } from "./readXmlBif.ts";

/**
 * Every format, one reader each. The first that recognises a text is asked to read it, so model strings stand before JSON,
 * which begins alike, R code before the dagitty that it may hold, and the list of arcs, which nearly every table resembles, comes last.
 */
export const networkReaders = [
  modelStringReader,
  jsonReader,
  dotReader,
  lavaanReader,
  rScriptReader,
  dagittyReader,
  bifReader,
  xmlBifReader,
  huginNetReader,
  dscReader,
  gmlReader,
  graphMlReader,
  xdslReader,
  dneReader,
  tetradReader,
  tgfReader,
  sifReader,
  rObjectReader,
  adjacencyReader,
  edgeListReader,
] as const satisfies readonly NetworkReader[];

/** The name of a format that {@link readNetwork} reads, such as `dot` or `bif`. */
export type NetworkFormat = (typeof networkReaders)[number]["name"];

/** The names of all formats. */
export const networkFormats: readonly NetworkFormat[] = networkReaders.map(({ name }) => name);

/** The endings of file names that say a network's format. */
export const networkExtensions: readonly string[] = [
  ...new Set(networkReaders.flatMap(({ extensions }): readonly string[] => extensions)),
];
