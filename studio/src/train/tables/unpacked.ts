import { InputError, isGzip } from "../../../../src/internals.ts";

const MOST_UNPACKED = 2 ** 30;

/** The bytes of a file as they were before gzip packed them. @throws InputError for a broken or a huge archive */
export async function unpacked(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      pieces.push(read.value);
      size += read.value.length;
      if (size > MOST_UNPACKED) break;
    }
  } catch {
    throw new InputError(`Expected a whole gzip file in ${file}, but it cannot be unpacked. Pack it anew.`);
  }
  if (size > MOST_UNPACKED) {
    throw new InputError(
      `Expected a table of at most ${MOST_UNPACKED} bytes in ${file}, got more. Split it.`,
    );
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
