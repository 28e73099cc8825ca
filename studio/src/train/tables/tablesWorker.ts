import { rawTableOfBytes, type TableLayout, UnclearDecimals } from "../../../../src/internals.ts";
import type { GivenKinds, Table } from "../data.ts";
import { HOW_READ } from "./pageRemedies.ts";
import { retyped, tableOf } from "./tableOf.ts";
import { unpacked } from "./unpacked.ts";

/** What the page asks this worker for, once. */
export type TableQuestion =
  | {
      readonly bytes: ArrayBuffer;
      readonly file: string;
      readonly layout: TableLayout;
      readonly given: GivenKinds;
    }
  | { readonly table: Table; readonly given: GivenKinds };

export type TableAnswer = { readonly table: Table } | { readonly problem: string };

self.addEventListener("message", async ({ data }: MessageEvent<TableQuestion>) => {
  try {
    const table =
      "table" in data ? retyped(data.table, data.given) : await readBytes(new Uint8Array(data.bytes), data);
    self.postMessage({ table } satisfies TableAnswer, { transfer: [table.values.buffer as ArrayBuffer] });
  } catch (error) {
    const problem = told(error);
    self.postMessage({ problem } satisfies TableAnswer);
  }
});

async function readBytes(
  packed: Uint8Array<ArrayBuffer>,
  { file, layout, given }: { file: string; layout: TableLayout; given: GivenKinds },
): Promise<Table> {
  const raw = await rawTableOfBytes(await unpacked(packed, file), file, undefined, layout);
  return tableOf(raw, given, layout);
}

function told(error: unknown): string {
  if (error instanceof UnclearDecimals) return `${error.fact} Choose the decimal mark under "${HOW_READ}".`;
  return error instanceof Error ? error.message : String(error);
}
