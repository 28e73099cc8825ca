// Builds the documentation site: the pages of docs/, the examples, the command reference and the API, without the net.
// `node scripts/docs.mjs [--out FOLDER] [--compiled FOLDER]`; the commands are asked in their compiled form (npm run build).
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Application } from "typedoc";
import { commandReference } from "./docs-commands.mjs";
import { examplesPage } from "./docs-examples.mjs";
import { copyFormulaStyle, formulas } from "./docs-formulas.mjs";
import { brokenLinks } from "./docs-links.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const { values: options } = parseArgs({
  options: { out: { type: "string", default: "docs/api" }, compiled: { type: "string", default: "dist" } },
});
const site = resolve(options.out);
const commands = resolve(options.compiled, "src/cli/program.js");
if (!existsSync(commands)) {
  console.error(`Expected the compiled commands at ${commands}. Run npm run build first.`);
  process.exit(1);
}

/** Pages in the order of the sidebar; those that are not there (yet) are left out. */
const pages = [
  "getting-started",
  "examples",
  "structures",
  "certificate",
  "method",
  "missing-values",
  "formats",
  "tables",
  "kinds",
  "commands",
  "command-reference",
  "experiments",
  "studio",
];
// Beside the written pages, because TypeDoc wants all documents under one folder.
const made = mkdtempSync(join(root, "docs/.pages-"));
try {
  await build();
} finally {
  rmSync(made, { recursive: true, force: true });
}

async function build() {
  const { program } = await import(pathToFileURL(commands).href);
  writeFileSync(join(made, "command-reference.md"), commandReference(await program()));
  writeFileSync(join(made, "examples.md"), examplesPage(join(root, "examples")));
  const projectDocuments = pages
    .flatMap((name) => [join(root, "docs", `${name}.md`), join(made, `${name}.md`)])
    .filter(existsSync);
  rmSync(site, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    options: join(root, "typedoc.json"),
    projectDocuments,
    out: site,
    markdownItLoader: formulas,
  });
  const project = await app.convert();
  if (!project) return fail(["TypeDoc could not read the sources."]);
  // A page is called what its first heading says.
  for (const page of project.documents ?? []) {
    page.name = /^# (.+)$/m.exec(page.content.map(({ text }) => text).join(""))?.[1] ?? page.name;
  }
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    fail(["The site was built with warnings: see above."]);
  mkdirSync(join(site, "assets"), { recursive: true });
  copyFormulaStyle(join(site, "assets"));
  const { problems, pages: count, links } = brokenLinks(site);
  if (problems.length > 0) return fail(problems);
  console.log(`${count} pages with ${links} links, none broken: ${join(options.out, "index.html")}`);
  return true;
}

/** Ends the build after the temporary folder is gone. */
function fail(sentences) {
  for (const sentence of sentences) console.error(sentence);
  process.exitCode = 1;
  return false;
}
