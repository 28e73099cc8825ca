import type { BayesianNetwork } from "../bayesianNetwork.ts";
import type { DiscreteNodeSpec } from "../discreteNodeSpec.ts";
import type { GraphMarks } from "./graphMarks.ts";
import type { SourceText } from "./sourceText.ts";

/** What a file was found to hold. */
export interface NetworkReading {
  readonly network: BayesianNetwork;
  /** What a person should know of the reading, one sentence each, such as that tables were passed over. */
  readonly notes: readonly string[];
  /** States, and tables where they could be read, of the nodes that have some. */
  readonly discrete?: readonly DiscreteNodeSpec[];
  /** What the file asks of the nodes and where it draws them, in formats that can say it. */
  readonly marks?: GraphMarks;
}

interface Format {
  /** As `--format` and messages of code name it. */
  readonly name: string;
  /** As a person calls it in a sentence. */
  readonly title: string;
  /** Endings of file names, lower case, without the dot. */
  readonly extensions: readonly string[];
}

/** A format of text. */
export interface TextNetworkReader extends Format {
  /**
   * Whether a text looks like this format by signs that no other format shares; it may still be wrong inside.
   *
   * @param start the text without white space at its beginning
   */
  recognise(start: string): boolean;
  /** Whether a recognised text looks so like much else that the ending of another format counts for more. */
  isVague?(start: string): boolean;
  /**
   * @param name for a network to which the file gives none
   * @throws InputError naming line and column
   */
  read(source: SourceText, name: string): NetworkReading;
}

/** A format that is no text. */
export interface BinaryNetworkReader extends Format {
  recogniseBytes(bytes: Uint8Array): boolean;
  /** @throws InputError naming the file */
  readBytes(bytes: Uint8Array, file: string, name: string): NetworkReading;
}

export type NetworkReader = TextNetworkReader | BinaryNetworkReader;
