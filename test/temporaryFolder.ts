import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty folder that goes with the test file's process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "siren-vae-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
