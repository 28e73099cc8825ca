// Puts Plot, D3 and linkedom into dist/src/report/plotting.js, with their licences beside it, so that an installed package
// pulls none of them.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

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
  const folders = new Set(Object.keys(chunk.modules).flatMap(packageFolder));
  const licences = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "License", "license"]
      .map((one) => join(folder, one))
      .find(existsSync);
    return `${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8").trim() : "No text of the licence comes with it."}\n`;
  });
  put(join(dirname(target), "plotting.LICENSES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
  put(target, MARK + chunk.code);
}

/** The innermost package that a module belongs to. */
function packageFolder(id) {
  const at = id.lastIndexOf(`${sep}node_modules${sep}`);
  if (at < 0) return [];
  const [scopeOrName, name] = id.slice(at + `${sep}node_modules${sep}`.length).split(sep);
  const own = scopeOrName.startsWith("@") ? join(scopeOrName, name) : scopeOrName;
  return [join(id.slice(0, at), "node_modules", own)];
}

function put(file, text) {
  writeFileSync(`${file}.${process.pid}.part`, text);
  renameSync(`${file}.${process.pid}.part`, file);
}
