import { NoNetworkFile, networkToJson, readNetwork } from "../../../../src/internals.ts";

/** What the page asks this worker for, once. */
export interface FormatQuestion {
  /** The text, or the bytes of a file that may be packed. */
  readonly content: string | Uint8Array;
  readonly file: string;
}

export type FormatAnswer =
  | { readonly network: unknown; readonly notes: readonly string[] }
  | { readonly problem: string };

self.addEventListener("message", ({ data }: MessageEvent<FormatQuestion>) => {
  try {
    const { network, notes } = readNetwork(data.content, data.file);
    self.postMessage({ network: networkToJson(network), notes } satisfies FormatAnswer);
  } catch (error) {
    const problem =
      error instanceof NoNetworkFile
        ? `Expected a network or a table in ${data.file}, got neither. Networks: JSON, DOT, dagitty, BIF, XMLBIF, NET, GraphML and others by their endings; tables: CSV, JSON lines and Parquet. Save a spreadsheet as CSV.`
        : error instanceof Error
          ? error.message
          : String(error);
    self.postMessage({ problem } satisfies FormatAnswer);
  }
});
