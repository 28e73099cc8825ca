import type { Table } from "../data.ts";
import { csvTable } from "./csvTable.ts";
import { parquetTable } from "./parquetTable.ts";

/** What the page asks this worker for, once. */
export interface TableQuestion {
  readonly bytes: ArrayBuffer;
  readonly file: string;
}

export type TableAnswer = { readonly table: Table } | { readonly problem: string };

self.addEventListener("message", async ({ data }: MessageEvent<TableQuestion>) => {
  try {
    const table = await read(data);
    self.postMessage({ table } satisfies TableAnswer, { transfer: [table.values.buffer as ArrayBuffer] });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    self.postMessage({ problem } satisfies TableAnswer);
  }
});

function read({ bytes, file }: TableQuestion): Table | Promise<Table> {
  const start = new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength));
  if (String.fromCharCode(...start) === "PAR1") return parquetTable(bytes, file);
  return csvTable(new TextDecoder().decode(bytes), file);
}
