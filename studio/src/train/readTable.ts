import { InputError, type TableLayout } from "../../../src/internals.ts";
import { startWorker } from "../worker/startWorker.ts";
import type { GivenKinds, Table } from "./data.ts";
import type { TableAnswer, TableQuestion } from "./tables/tablesWorker.ts";

/**
 * Reads a dropped table whole, in a worker, by the same code as the command line: CSV with any separator, JSON
 * lines or Parquet, packed by gzip or not. What cannot be used is remembered by column, so that only columns that the
 * network needs complain.
 *
 * @throws InputError for a file without rows, with rows of different lengths, or without column names
 */
export async function readTable(
  file: File,
  layout: TableLayout = {},
  given: GivenKinds = {},
): Promise<Table> {
  const bytes = await file.arrayBuffer();
  return asked({ bytes, file: file.name, layout, given }, [bytes]);
}

/** The table with columns taken for something else; what cannot be is said of its column. */
export function retypeTable(table: Table, given: GivenKinds): Promise<Table> {
  return asked({ table, given }, []);
}

async function asked(question: TableQuestion, transfer: Transferable[]): Promise<Table> {
  const worker = await startWorker("tables.js");
  try {
    const answer = await new Promise<TableAnswer>((done, failed) => {
      worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => done(data);
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.postMessage(question, transfer);
    });
    if ("problem" in answer) throw new InputError(answer.problem);
    return answer.table;
  } finally {
    worker.terminate();
  }
}
