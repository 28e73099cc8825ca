// Puts the command line and its worker thread into a few files of dist/program: a command starts in half the time that hundreds
// of modules take to be found and read.
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { licencesOf } from "./licences.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "dist/src");
const target = join(root, "dist/program");
/** What is started, as a program or as a thread: the file of each name lies in the bundle. */
const entries = {
  main: "cli/main.js",
  thread: "io/thread.js",
  demoWorker: "cli/demoWorker.js",
};
const started = new Map(Object.entries(entries).map(([name, file]) => [join(sources, file), name]));
/** A bundle of its own already, copied, and read only for figures. */
const PLOTTING = join(sources, "report/plotting.js");

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(sources, file)])),
  platform: "node",
  // They are optional.
  external: [/^bullmq/, /^ioredis/],
  plugins: [
    {
      name: "places",
      async resolveId(id, importer) {
        if (!id.endsWith("/plotting.js") || importer === undefined) return undefined;
        return join(dirname(importer), id) === PLOTTING ? { id: "./plotting.js", external: true } : undefined;
      },
      // Files that lie beside a module are found from where it was, and threads in the bundle.
      transform(code, id) {
        if (!id.startsWith(sources) || !code.includes("import.meta.url")) return undefined;
        const place = JSON.stringify(relative(target, id));
        const moved = code
          .replace(/new URL\("([^"]+)", import\.meta\.url\)/g, (found, file) => {
            const name = started.get(join(dirname(id), file));
            return name === undefined ? found : `new URL("./${name}.js", __BUNDLE__)`;
          })
          .replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`)
          .replaceAll("__BUNDLE__", "import.meta.url");
        return { code: moved, map: null };
      },
    },
  ],
  onLog(level, log, report) {
    if (log.code !== "CIRCULAR_DEPENDENCY") report(level, log);
  },
});
const { output } = await bundle.generate({
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  // Names stay: a fault's trace is to be read.
  minify: { mangle: { keepNames: true }, compress: true, codegen: true },
});
await bundle.close();

mkdirSync(target, { recursive: true });
const files = Object.fromEntries(output.map(({ fileName, code }) => [fileName, code]));
// Of zod the program has what bundle-schemas.mjs has put into a file of dist.
files["LICENSES.txt"] = licencesOf([
  ...output.flatMap(({ modules }) => Object.keys(modules)),
  join(root, "node_modules/zod/index.js"),
]);
for (const name of ["plotting.js", "plotting.LICENSES.txt"])
  files[name] = readFileSync(join(dirname(PLOTTING), name), "utf8");
// What others import comes first, what starts them last: a program that starts meanwhile finds all that it asks for.
const starts = (name) => (name.slice(0, -".js".length) in entries ? 1 : 0);
for (const name of Object.keys(files).sort((a, b) => starts(a) - starts(b))) {
  const part = join(target, `${name}.${process.pid}.part`);
  writeFileSync(part, files[name]);
  renameSync(part, join(target, name));
}
chmodSync(join(target, "main.js"), 0o755);
for (const name of readdirSync(target))
  if (!(name in files) && !name.endsWith(".part")) rmSync(join(target, name), { force: true });
