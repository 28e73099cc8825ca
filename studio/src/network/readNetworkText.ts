import { InputError, parseNetwork } from "../../../src/internals.ts";
import { documentOf, type NetworkDocument } from "../document/document.ts";
import { startWorker } from "../worker/startWorker.ts";
import type { FormatAnswer, FormatQuestion } from "./formats/formatsWorker.ts";

/**
 * Reads a network in any of the formats, in a worker that comes with the first of them: the page itself opens without the
 * readers.
 *
 * @throws InputError where the text is no network that is known
 */
export async function readNetworkText(
  content: string | Uint8Array,
  file: string,
): Promise<{ document: NetworkDocument; notes: readonly string[] }> {
  const worker = await startWorker("formats.js");
  try {
    const answer = await new Promise<FormatAnswer>((done, failed) => {
      worker.onmessage = ({ data }: MessageEvent<FormatAnswer>) => done(data);
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.postMessage({ content, file } satisfies FormatQuestion);
    });
    if ("problem" in answer) throw new InputError(answer.problem);
    return { document: documentOf(parseNetwork(answer.network)), notes: answer.notes };
  } finally {
    worker.terminate();
  }
}
