import { InputError, parseNetwork } from "../../../src/internals.ts";
import { documentOf, type NetworkDocument } from "../document/document.ts";
import { withFilePlaces } from "../document/graphTexts.ts";
import { table } from "../train/data.ts";
import { startWorker } from "../worker/startWorker.ts";
import { claimOf } from "./claimAsked.ts";
import type { FormatAnswer, FormatQuestion } from "./formats/formatsWorker.ts";
import { HoldsTable } from "./holdsTable.ts";
import type { FoundNetwork } from "./openFound.ts";

/**
 * Reads a network in any of the formats, in a worker that comes with the first of them: the page itself opens without the
 * readers.
 *
 * @throws HoldsTable where the file holds a table; InputError where the text is no network that is known
 */
export async function readNetworkText(content: string | Uint8Array, file: string): Promise<FoundNetwork> {
  const worker = await startWorker("formats.js");
  try {
    const answer = await new Promise<FormatAnswer>((done, failed) => {
      worker.onmessage = ({ data }: MessageEvent<FormatAnswer>) => done(data);
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.postMessage({ content, file } satisfies FormatQuestion);
    });
    if ("problem" in answer) throw new (answer.isTable ? HoldsTable : InputError)(answer.problem);
    const { network, notes, rolesAssumed, marks } = answer;
    const found = documentOf(parseNetwork(network));
    const placed = marks ? withFilePlaces(found, marks) : found;
    const claim = marks && claimOf(marks);
    if (!rolesAssumed) return { document: placed, notes, claim };
    const assumed = withAssumedRoles(placed, file);
    return { ...assumed, notes: [...notes, ...assumed.notes], claim };
  } finally {
    worker.terminate();
  }
}

/**
 * Where nothing says which nodes are measured, the columns of the table that is open do, as on the command line; without one the
 * leaves are. Either is said.
 */
export function withAssumedRoles(document: NetworkDocument, file: string): FoundNetwork {
  const names = document.nodes.map(({ name }) => name);
  const given = table.peek();
  const columns = new Set(given?.columns.filter((name) => !Object.hasOwn(given.textColumns, name)));
  const withColumn = names.filter((name) => columns.has(name));
  if (withColumn.length > 0) {
    const hidden = names.length - withColumn.length;
    const note = `Nothing in ${file} says which nodes are measured: those with a column of ${given!.file} are taken, ${withColumn.length} of ${names.length}.`;
    return { document: { ...document, observed: withColumn }, notes: hidden > 0 ? [note] : [] };
  }
  if (document.observed.length === names.length) return { document, notes: [] };
  return {
    document,
    notes: [
      `Nothing in ${file} says which nodes are measured: those without arcs out of them are taken, ${document.observed.length} of ${names.length}. Select a node to change it; a table that is opened names the others that it has.`,
    ],
  };
}
