import { existsSync } from "node:fs";
import {
  type BayesianNetwork,
  builtInNames,
  builtInNetwork,
  type GraphMarks,
  networkExtensions,
  parseNetwork,
  readNetwork,
} from "../network/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { isDirectory, isLink, readBytes } from "./files.ts";
import { isProjectFile, readProject } from "./projectModel.ts";
import { requirePath } from "./requirePath.ts";

/** A network as a person named it, with what should be known of its reading. */
export interface NamedNetwork {
  readonly network: BayesianNetwork;
  readonly notes: readonly string[];
  /** What the file asks of the nodes and where it draws them. */
  readonly marks?: GraphMarks;
}

/**
 * The network that a person named: a built-in name, or the path of a file in one of the formats of `readNetwork`, or
 * of a project that the studio saved.
 *
 * @throws InputError for an unknown name, an unreadable file, or a network that is not one (a cycle names its nodes).
 *
 * @example
 * const { network, notes } = openNetwork("network.dot");
 * network.dag.size; // 3
 * notes.length; // 0
 */
export function openNetwork(source: string): NamedNetwork {
  requireArgument(typeof source === "string", "the name or the path of a network", source);
  if (isNetworkFile(source)) return readNetworkFile(source);
  if (isDirectory(source) && !builtInNames().includes(source)) {
    throw new InputError(
      `Expected a network, got the folder ${source}. Give the path of a network file, or the name of a built-in network.`,
    );
  }
  try {
    return { network: builtInNetwork(source), notes: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `${error.message} A network of your own is given as the path of a file that ends in ${networkExtensions.map((one) => `.${one}`).join(", ")}.`,
    );
  }
}

/**
 * Whether a name stands for a file rather than for a built-in network.
 *
 * @example
 * isNetworkFile("network.dot"); // true
 * isNetworkFile("asia"); // false
 */
export function isNetworkFile(source: string): boolean {
  requirePath(source);
  const ending = /\.([a-z]+)$/i.exec(source)?.[1].toLowerCase();
  const looksLikeFile = /[\\/]/.test(source) || (ending !== undefined && networkExtensions.includes(ending));
  // A link that leads nowhere, or in a circle, is a file that cannot be read.
  return looksLikeFile || (existsSync(source) ? !isDirectory(source) : isLink(source));
}

/**
 * As `openNetwork`, without the notes.
 *
 * @throws InputError as `openNetwork`
 *
 * @example
 * resolveNetwork("asia").dag.size; // 8
 */
export function resolveNetwork(source: string): BayesianNetwork {
  return openNetwork(source).network;
}

function readNetworkFile(path: string): NamedNetwork {
  if (isProjectFile(path)) return { network: parseNetwork(readProject(path).network, path), notes: [] };
  return readNetwork(readBytes(path, "network file"), path);
}
