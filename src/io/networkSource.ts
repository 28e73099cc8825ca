import { existsSync } from "node:fs";
import { type BayesianNetwork, builtInNetwork, parseNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { readText } from "./files.ts";
import { parseJson } from "./jsonText.ts";

/**
 * The network that a person named: a built-in name, or the path of a file in the project's format.
 *
 * @throws InputError for an unknown name, an unreadable file, or a network that is not one (a cycle names its nodes).
 */
export function resolveNetwork(source: string): BayesianNetwork {
  const looksLikeFile = /[\\/]|\.json$/i.test(source);
  if (looksLikeFile || existsSync(source)) {
    return parseNetwork(parseJson(readText(source, "network file"), source), source);
  }
  try {
    return builtInNetwork(source);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message} A network of your own is given as the path of its .json file.`);
  }
}
