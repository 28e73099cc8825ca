// Builds the studio: a page of static files in studio/dist that runs from any web host and from file://.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { helpPages } from "./help-pages.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const studio = join(root, "studio");
const dist = join(studio, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const help = helpPages(root);
/** What a first visit does not need. */
const LATER = [
  "tables.js",
  "formats.js",
  "charts.js",
  "examples.js",
  "zip.js",
  "help.css",
  ...Object.keys(help),
];

/** The page's calls are checked by the compiler: sentences for scripts without types would be loaded for nobody. */
const withoutChecks = {
  name: "without checks",
  resolveId: (source) =>
    /\/(optionShapes|checkQuestion|checkModelParts|checkTrainOptions)\.[jt]s$/.test(source)
      ? join(studio, "src/unchecked.ts")
      : undefined,
};

/** One script without imports: browsers refuse modules on file://. */
async function script(input, name, define = {}) {
  const bundle = await rolldown({
    input: join(studio, "src", input),
    platform: "browser",
    plugins: [withoutChecks],
    transform: {
      target: "es2022",
      define: { __VERSION__: JSON.stringify(version), ...define },
    },
    onLog(level, log, report) {
      // Libraries that look for Node's modules only where there are some.
      if (log.code !== "CIRCULAR_DEPENDENCY") report(level, log);
    },
  });
  const { output } = await bundle.generate({ format: "iife", name, minify: true, codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** The worked examples' networks and tables, from the folder of examples. */
function examples() {
  const data = (name) => readFileSync(join(root, "examples/data", name), "utf8");
  return Object.fromEntries(
    ["questionnaire", "clinic"].map((name) => [
      name,
      { network: JSON.parse(data(`${name}.json`)), table: data(`${name}.csv`) },
    ]),
  );
}

/** Workers cannot be started from a file:// address; from a text they can, wherever the page stands. */
function workerText(name, text) {
  return `(globalThis.sirenStudioWorkers??={})[${JSON.stringify(name)}]=${JSON.stringify(text)};\n`;
}

/**
 * A worker of a page on file:// may read no address but those it makes: it starts others from its own text. The inner parentheses tell
 * engines that the function is called at once: without them they parse all of it twice.
 */
function withOwnText(text) {
  return `(globalThis.sirenStudioScript=(function(){${text}\n}))();`;
}

if (process.argv.includes("--bench")) {
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "bench.js"), await script("worker/bench.ts", "sirenStudioBenchBundle"));
  process.exit(0);
}

mkdirSync(dist, { recursive: true });
const [page, worker, tables, layout, formats, charts, worked, zip] = await Promise.all([
  script("main.tsx", "sirenStudio"),
  script("worker/worker.ts", "sirenStudioWorker"),
  script("train/tables/tablesWorker.ts", "sirenStudioTables"),
  script("network/layoutWorker.ts", "sirenStudioLayout"),
  script("network/formats/formatsWorker.ts", "sirenStudioFormats"),
  script("ui/chartsScript.ts", "sirenStudioChartsScript"),
  script("guide/examplesScript.ts", "sirenStudioExamplesScript", {
    __EXAMPLES__: JSON.stringify(examples()),
  }),
  script("ask/zipScript.ts", "sirenStudioZipScript"),
]);
const styles = readdirSync(join(studio, "src/styles"))
  .sort()
  .map((name) => readFileSync(join(studio, "src/styles", name), "utf8"))
  .join("\n");
const files = {
  "studio.js": page,
  "worker.js": workerText("worker.js", withOwnText(worker)),
  "layout.js": workerText("layout.js", layout),
  // Loaded with the first table, the first file of a network, the first chart, the first model that is taken away.
  "tables.js": workerText("tables.js", tables),
  "formats.js": workerText("formats.js", formats),
  "charts.js": charts,
  "examples.js": worked,
  "zip.js": zip,
  "studio.css": styles,
  ...help,
  "help.css": readFileSync(join(studio, "help.css"), "utf8"),
  "icon.svg": readFileSync(join(studio, "icon.svg"), "utf8"),
  "manifest.webmanifest": readFileSync(join(studio, "manifest.webmanifest"), "utf8"),
  "index.html": readFileSync(join(studio, "index.html"), "utf8"),
};
const digest = createHash("sha256").update(Object.values(files).join("\0")).digest("hex").slice(0, 16);
files["sw.js"] = readFileSync(join(studio, "sw.js"), "utf8")
  .replace("__DIGEST__", digest)
  .replace("__FILES__", JSON.stringify(["./", ...Object.keys(files).filter((name) => !LATER.includes(name))]))
  .replace("__LATER__", JSON.stringify(LATER));
for (const name of readdirSync(dist)) {
  if (!(name in files) && !name.endsWith(".part")) rmSync(join(dist, name), { force: true });
}
let total = 0;
let first = 0;
for (const [name, text] of Object.entries(files)) {
  // Moved into place whole: a page that is open, or another build, never meets half a file.
  const part = join(dist, `${name}.${process.pid}.part`);
  writeFileSync(part, text);
  renameSync(part, join(dist, name));
  const compressed = gzipSync(text).length;
  total += compressed;
  if (!LATER.includes(name)) first += compressed;
  if (!name.startsWith("help"))
    console.log(`${name.padEnd(22)} ${kilobytes(text.length)}  ${kilobytes(compressed)} compressed`);
}
console.log(`${"first load".padEnd(22)} ${" ".repeat(10)}  ${kilobytes(first)} compressed`);
console.log(`${"studio/dist".padEnd(22)} ${" ".repeat(10)}  ${kilobytes(total)} compressed`);

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
}
