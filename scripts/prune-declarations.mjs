// Takes out the declarations that nobody reaches from the package's entries: on a disk that gives files their space by 4 KiB
// they would be a megabyte of every installation. Only sources that change are declared anew by the next build.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const reached = new Set();
function reach(file) {
  if (reached.has(file) || !existsSync(file)) return;
  reached.add(file);
  const imports = readFileSync(file, "utf8").matchAll(
    /(?:from|import|import\()\s*["'](\.[^"']+)\.(?:ts|js)["']/g,
  );
  for (const [, path] of imports) reach(join(dirname(file), `${path}.d.ts`));
}
for (const { types } of Object.values(entries)) if (types !== undefined) reach(join(root, types));

const sources = join(root, "dist/src");
for (const name of readdirSync(sources, { recursive: true }).map(String)) {
  const file = join(sources, name);
  if (name.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
