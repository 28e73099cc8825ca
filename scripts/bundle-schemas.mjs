// Puts what is used of zod/mini into dist/src/numeric/schemas.js, its types into the folder beside it, and its licence, so that an
// installed package pulls eight megabytes less. Names and comments stay, so that a user's bundler can still drop what it needs not.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { licencesOf } from "./licences.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const entry = join(root, "src/numeric/schemas.ts");
const sources = join(root, "dist/src");
const target = join(sources, "numeric/schemas");
const types = join(root, "node_modules/zod/v4");
const MARK = "// Bundled from the package that schemas.LICENSES.txt names.\n";

const inputs = [entry, join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
const newest = Math.max(...inputs.map((file) => statSync(file).mtimeMs));
// A later compilation of the source replaces either by imports again.
const isCurrent = [`${target}.js`, `${target}.d.ts`].every(
  (file) =>
    existsSync(file) && statSync(file).mtimeMs >= newest && readFileSync(file, "utf8").startsWith(MARK),
);
if (!isCurrent) {
  const bundle = await rolldown({
    input: entry,
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  rmSync(target, { recursive: true, force: true });
  copyTypes(join(types, "mini/external.d.ts"), new Set());
  put(`${target}.LICENSES.txt`, licencesOf(Object.keys(output[0].modules)));
  put(`${target}.d.ts`, `${MARK}export * from "./schemas/mini/external.js";\n`);
  put(`${target}.js`, MARK + output[0].code);
}

// The compiler names the package itself where a type is inferred.
for (const name of readdirSync(sources, { recursive: true }).map(String)) {
  if (!name.endsWith(".d.ts")) continue;
  const file = join(sources, name);
  const text = readFileSync(file, "utf8");
  if (text.includes('"zod/mini"'))
    put(file, text.replaceAll('"zod/mini"', `"${relative(dirname(file), `${target}.js`)}"`));
}

/** A file of declarations and all that it reads, without the messages in sixty languages. */
function copyTypes(file, done) {
  if (done.has(file)) return;
  done.add(file);
  const text = readFileSync(file, "utf8").replace(/^export \* as locales from .*\n/gm, "");
  put(join(target, relative(types, file)), text);
  for (const [, next] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g))
    copyTypes(resolve(dirname(file), `${next}.d.ts`), done);
}

function put(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}.part`, text);
  renameSync(`${file}.${process.pid}.part`, file);
}
