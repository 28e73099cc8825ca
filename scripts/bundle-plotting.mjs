// Puts Plot, D3 and linkedom into dist/src/report/plotting.js, with their licences beside it, so that an installed package
// pulls none of them.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { licencesOf } from "./licences.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const entry = join(root, "src/report/plotting.ts");
const target = join(root, "dist/src/report/plotting.js");
const MARK = "// Bundled from the packages that plotting.LICENSES.txt names.\n";

const sources = [entry, join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
// A later compilation of the source replaces the bundle by imports again.
const isCurrent =
  existsSync(target) && statSync(target).mtimeMs >= newest && readFileSync(target, "utf8").startsWith(MARK);
if (!isCurrent) await bundle();

async function bundle() {
  const bundle = await rolldown({
    input: entry,
    platform: "node",
    // linkedom looks for a package that draws on bitmaps and has an empty one in its place; none is wanted here.
    plugins: [
      {
        name: "no-canvas",
        resolveId: (id) => (id === "canvas" ? { id: "\0canvas" } : undefined),
        load: (id) => (id === "\0canvas" ? "export const createCanvas = undefined;" : undefined),
      },
    ],
    onLog(level, log, report) {
      if (log.code !== "CIRCULAR_DEPENDENCY" && log.code !== "EVAL") report(level, log);
    },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  const [chunk] = output;
  put(join(dirname(target), "plotting.LICENSES.txt"), licencesOf(Object.keys(chunk.modules)));
  put(target, MARK + chunk.code);
}

function put(file, text) {
  writeFileSync(`${file}.${process.pid}.part`, text);
  renameSync(`${file}.${process.pid}.part`, file);
}
