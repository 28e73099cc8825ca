import { rawTableOfBytes } from "../../../../src/internals.ts";
import type { GivenKinds, Table } from "../data.ts";
import { retyped, tableOf } from "./tableOf.ts";
import { unpacked } from "./unpacked.ts";

/** What the page asks this worker for, once. */
export type TableQuestion =
  | { readonly bytes: ArrayBuffer; readonly file: string }
  | { readonly table: Table; readonly given: GivenKinds };

export type TableAnswer = { readonly table: Table } | { readonly problem: string };

self.addEventListener("message", async ({ data }: MessageEvent<TableQuestion>) => {
  try {
    const table =
      "table" in data
        ? retyped(data.table, data.given)
        : await readBytes(new Uint8Array(data.bytes), data.file);
    self.postMessage({ table } satisfies TableAnswer, { transfer: [table.values.buffer as ArrayBuffer] });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    self.postMessage({ problem } satisfies TableAnswer);
  }
});

async function readBytes(packed: Uint8Array<ArrayBuffer>, file: string): Promise<Table> {
  return tableOf(await rawTableOfBytes(await unpacked(packed, file), file));
}
