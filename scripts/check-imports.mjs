// Holds the floors: a file under src/ may import only from its own floor or from a lower one, the floors that run in a
// browser may not import Node's modules, and no files import each other in a circle, be it for types alone.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const floors = [
  "numeric",
  "rdata",
  "data",
  "graph",
  "engine",
  "nn",
  "gaussian",
  "network",
  "learn",
  "tables",
  "flow",
  "likelihood",
  "model",
  "query",
  "baselines",
  "stored",
  "train",
  "evaluation",
  "report",
  "io",
  "experiments",
  "cli",
];
const nodeAllowed = new Set(["io", "experiments", "cli"]);
const problems = [];
/** What each file imports. */
const imports = new Map();

for (const name of readdirSync(join(root, "src"), { recursive: true }).map(String)) {
  if (!name.endsWith(".ts")) continue;
  const file = join(root, "src", name);
  const floor = name.split("/")[0];
  const height = floors.indexOf(floor);
  if (height < 0 && name.includes("/")) problems.push(`src/${name}: '${floor}' is not a floor`);
  const text = readFileSync(file, "utf8");
  imports.set(
    file,
    [...text.matchAll(/^(?:import|export)\s[^;"']*?\sfrom\s+"(\.[^"]+)";/gm)].map(([, target]) =>
      resolve(dirname(file), target),
    ),
  );
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
    if (target.startsWith("node:") && !nodeAllowed.has(floor)) {
      problems.push(`src/${name}: imports ${target}, but this floor must run in a browser`);
    }
    if (!target.startsWith(".") || !name.includes("/")) continue;
    const to = relative(join(root, "src"), resolve(dirname(file), target)).split("/")[0];
    if (floors.indexOf(to) > height)
      problems.push(`src/${name}: imports ${target}, up from '${floor}' to '${to}'`);
  }
}
const done = new Set();
for (const file of imports.keys()) follow(file, []);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`Imports point downwards: ${floors.length} floors checked.`);

function follow(file, path) {
  const begin = path.indexOf(file);
  if (begin >= 0) {
    const circle = [...path.slice(begin), file].map((one) => relative(root, one));
    problems.push(`${circle.join(" -> ")}: a circle`);
  }
  if (begin >= 0 || done.has(file)) return;
  for (const next of imports.get(file) ?? []) follow(next, [...path, file]);
  done.add(file);
}
