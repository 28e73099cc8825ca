import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import type { TrainedModel } from "../../src/internals.ts";
import { loadModel } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

/** The folder that a model's archive holds, on this machine. */
export function unpackModel(archive: Uint8Array): string {
  const folder = temporaryFolder();
  let inner = folder;
  for (const [name, bytes] of Object.entries(unzipSync(archive))) {
    if (name.endsWith("/")) continue;
    inner = join(folder, dirname(name));
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return inner;
}

export function archivedModel(archive: Uint8Array): TrainedModel {
  return loadModel(unpackModel(archive)).model;
}
