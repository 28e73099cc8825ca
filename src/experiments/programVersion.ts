import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

let known: string | undefined;

/** Floors that numbers come from, and the files of this one that do; plans and reports change none. */
const FLOORS = [
  "numeric",
  "data",
  "graph",
  "engine",
  "nn",
  "gaussian",
  "network",
  "learn",
  "flow",
  "likelihood",
  "model",
  "query",
  "baselines",
  "train",
];
const OWN_FILES = [
  "comparison/comparedBaselines",
  "comparison/runComparison",
  "evaluation",
  "flowRun",
  "gaussianRun",
  "inversionRun",
  "jobGraph",
  "runJob",
  "streams",
];

/**
 * The package's version and a digest of the code that numbers come from, such as `0.1.0+4f1d09ac2b7e`: equal digests
 * give equal numbers.
 */
export function programVersion(): string {
  if (known !== undefined) return known;
  const sources = fileURLToPath(new URL("..", import.meta.url));
  const hash = createHash("sha256");
  const ofFloors = FLOORS.flatMap((floor) => {
    const files = readdirSync(join(sources, floor), { recursive: true }).map(String).sort();
    return files.filter((name) => name.endsWith(".js")).map((file) => `${floor}/${file}`);
  });
  for (const file of [...ofFloors, ...OWN_FILES.map((name) => `experiments/${name}.js`)]) {
    hash.update(`${file}\n`).update(readFileSync(join(sources, file)));
  }
  const manifest = JSON.parse(readFileSync(join(sources, "../../package.json"), "utf8"));
  known = `${manifest.version}+${hash.digest("hex").slice(0, 12)}`;
  return known;
}
