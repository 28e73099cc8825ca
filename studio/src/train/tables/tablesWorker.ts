import { findKinds, rawTableOfBytes } from "../../../../src/internals.ts";
import type { Table } from "../data.ts";
import { tableOf } from "./tableOf.ts";
import { unpacked } from "./unpacked.ts";

/** What the page asks this worker for, once. */
export interface TableQuestion {
  readonly bytes: ArrayBuffer;
  readonly file: string;
}

export type TableAnswer = { readonly table: Table } | { readonly problem: string };

self.addEventListener("message", async ({ data }: MessageEvent<TableQuestion>) => {
  try {
    const bytes = await unpacked(new Uint8Array(data.bytes), data.file);
    const raw = await rawTableOfBytes(bytes, data.file);
    const table = tableOf(raw, findKinds(raw));
    self.postMessage({ table } satisfies TableAnswer, { transfer: [table.values.buffer as ArrayBuffer] });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    self.postMessage({ problem } satisfies TableAnswer);
  }
});
