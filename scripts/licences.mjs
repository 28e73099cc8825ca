// Licences of the packages that a bundle holds, as a text to put beside it.
import { existsSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** @param ids of the bundled modules */
export function licencesOf(ids) {
  const folders = new Set(ids.flatMap(packageFolder));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "License", "license"]
        .map((one) => join(folder, one))
        .find(existsSync);
      return `${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8").trim() : "No text of the licence comes with it."}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** The innermost package that a module belongs to. */
function packageFolder(id) {
  const at = id.lastIndexOf(`${sep}node_modules${sep}`);
  if (at < 0) return [];
  const [scopeOrName, name] = id.slice(at + `${sep}node_modules${sep}`.length).split(sep);
  const own = scopeOrName.startsWith("@") ? join(scopeOrName, name) : scopeOrName;
  return [join(id.slice(0, at), "node_modules", own)];
}
