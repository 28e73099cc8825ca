import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

let known: string | undefined;

/**
 * The package's version and a digest of the code that numbers come from, such as `0.1.0+4f1d09ac2b7e`: equal digests
 * give equal numbers.
 */
export function programVersion(): string {
  if (known !== undefined) return known;
  const sources = fileURLToPath(new URL("..", import.meta.url));
  const hash = createHash("sha256");
  for (const floor of ["numeric", "graph", "network", "engine", "nn", "flow", "model", "train"]) {
    const files = readdirSync(join(sources, floor), { recursive: true }).map(String).sort();
    for (const file of files.filter((name) => name.endsWith(".js"))) {
      hash.update(`${floor}/${file}\n`).update(readFileSync(join(sources, floor, file)));
    }
  }
  const manifest = JSON.parse(readFileSync(join(sources, "../../package.json"), "utf8"));
  known = `${manifest.version}+${hash.digest("hex").slice(0, 12)}`;
  return known;
}
