import type { zipSync } from "fflate";
import { loadScript } from "../worker/startWorker.ts";

type Zip = typeof zipSync;

/** Files as a zip, by a script that the first one brings: few people take a model away. */
export async function zipped(files: Parameters<Zip>[0]): Promise<Uint8Array<ArrayBuffer>> {
  const holder = globalThis as { sirenStudioZip?: Zip };
  if (holder.sirenStudioZip === undefined) await loadScript("zip.js");
  return holder.sirenStudioZip!(files) as Uint8Array<ArrayBuffer>;
}
