// Takes out the declarations that nobody reaches from the package's entries: on a disk that gives files their space by 4 KiB
// they would be a megabyte of every installation.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * @param declareAll writes the declarations of all sources: a build declares only what has changed, and what was taken out may
 * have come within reach since
 */
export function pruneDeclarations(declareAll) {
  let reached = reachedDeclarations();
  if ([...reached].some((file) => !existsSync(file))) {
    declareAll();
    reached = reachedDeclarations();
  }
  const sources = join(root, "dist/src");
  for (const name of readdirSync(sources, { recursive: true }).map(String)) {
    const file = join(sources, name);
    if (name.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
  }
}

/** Declarations that the entries name, directly or not, whether they are there or not. */
function reachedDeclarations() {
  const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    if (!existsSync(file)) return;
    const imports = readFileSync(file, "utf8").matchAll(
      /(?:from|import|import\()\s*["'](\.[^"']+)\.(?:ts|js)["']/g,
    );
    for (const [, path] of imports) reach(join(dirname(file), `${path}.d.ts`));
  };
  for (const { types } of Object.values(entries)) if (types !== undefined) reach(join(root, types));
  return reached;
}
