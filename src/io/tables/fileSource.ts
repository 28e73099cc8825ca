import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";

/** An opened file as the Parquet reader takes it: any part of it, on request. */
export async function fileSource(handle: FileHandle): Promise<AsyncBuffer> {
  const byteLength = (await handle.stat()).size;
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const from = start < 0 ? byteLength + start : start;
      if (!(from >= 0 && from <= end && end <= byteLength))
        throw new RangeError("a part lies beyond the end");
      const bytes = new Uint8Array(end - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      if (bytesRead !== bytes.length) throw new RangeError("the file ends too early");
      return bytes.buffer;
    },
  };
}
