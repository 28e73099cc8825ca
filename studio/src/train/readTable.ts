import { InputError } from "../../../src/internals.ts";
import { startWorker } from "../worker/startWorker.ts";
import type { Table } from "./data.ts";
import type { TableAnswer, TableQuestion } from "./tables/tablesWorker.ts";

/**
 * Reads a dropped table whole, in a worker, by the same code as the command line: CSV with any separator, JSON
 * lines or Parquet, packed by gzip or not. What cannot be used is remembered by column, so that only columns that the
 * network needs complain.
 *
 * @throws InputError for a file without rows, with rows of different lengths, or without column names
 */
export async function readTable(file: File): Promise<Table> {
  const bytes = await file.arrayBuffer();
  const worker = await startWorker("tables.js");
  try {
    const answer = await new Promise<TableAnswer>((done, failed) => {
      worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => done(data);
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.postMessage({ bytes, file: file.name } satisfies TableQuestion, [bytes]);
    });
    if ("problem" in answer) throw new InputError(answer.problem);
    return answer.table;
  } finally {
    worker.terminate();
  }
}
