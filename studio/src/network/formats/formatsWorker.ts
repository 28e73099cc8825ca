import {
  type GraphMarks,
  NoNetworkFile,
  networkToJson,
  readNetwork,
  TableFile,
} from "../../../../src/internals.ts";

/** What the page asks this worker for, once. */
export interface FormatQuestion {
  /** The text, or the bytes of a file that may be packed. */
  readonly content: string | Uint8Array;
  readonly file: string;
}

export type FormatAnswer =
  | {
      readonly network: unknown;
      readonly notes: readonly string[];
      readonly rolesAssumed: boolean;
      readonly marks?: GraphMarks;
    }
  | { readonly problem: string; readonly isTable: boolean };

self.addEventListener("message", ({ data }: MessageEvent<FormatQuestion>) => {
  try {
    const { network, notes, marks } = readNetwork(data.content, data.file);
    self.postMessage({
      network: networkToJson(network),
      notes,
      rolesAssumed: network.dag.rolesAssumed,
      ...(marks && { marks }),
    } satisfies FormatAnswer);
  } catch (error) {
    const problem =
      error instanceof NoNetworkFile
        ? typeof data.content === "string"
          ? "Expected a network in the text, got none that is known. Write a line for each arc, such as a -> b, or paste DOT, dagitty, lavaan, a model string of bnlearn, BIF or JSON."
          : `Expected a network or a table in ${data.file}, got neither. Networks: JSON, DOT, dagitty, BIF, XMLBIF, NET, GraphML and others by their endings; tables: CSV, JSON lines and Parquet. Save a spreadsheet as CSV.`
        : error instanceof Error
          ? error.message
          : String(error);
    self.postMessage({ problem, isTable: error instanceof TableFile } satisfies FormatAnswer);
  }
});
