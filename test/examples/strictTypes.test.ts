import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { docExamples, fencedBlocks, type Snippet } from "./exampleCode.ts";

const PAGES = ["README.md", "docs/getting-started.md", "docs/certificate.md", "docs/kinds.md"];
const UNKNOWN_NAMES = [2304, 2552, 2503, 2582, 2593, 18004];

/** What examples take for granted; everything else they import, or it is a name of the library. */
const GIVEN: Record<string, string> = {
  network: 'import("siren-vae/internals").LinearGaussianNetwork',
  data: 'import("siren-vae/internals").Dataset',
  test: 'import("siren-vae/internals").Dataset',
  use: "(values: Float64Array) => void",
  model: 'import("siren-vae/internals").TrainedModel',
};
const MODULES: Record<string, string> = {
  "siren-vae": "index",
  "siren-vae/internals": "internals",
  "siren-vae/io": "io/index",
  "siren-vae/engine": "engine/index",
};
const declarations = (name: string) => resolve("dist/src", `${name}.d.ts`);

interface Example extends Snippet {
  /** The module whose doc comment it stands in. */
  readonly own?: string;
}

/** Diagnostics of every example as a module of its own, under the options of a strict project. */
function check(examples: readonly Example[], headers: readonly string[]): ts.Diagnostic[][] {
  const files = new Map(
    examples.map(({ code }, i) => [resolve(`example${i}.ts`), `${headers[i]}\n${code}\nexport {};\n`]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
    noEmit: true,
    skipLibCheck: true,
    paths: Object.fromEntries(Object.entries(MODULES).map(([name, file]) => [name, [declarations(file)]])),
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(resolve(name)) || fileExists(name);
  host.readFile = (name) => files.get(resolve(name)) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(resolve(name));
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((name) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
}

test("the examples of docstrings and pages compile under noUncheckedIndexedAccess", async () => {
  const examples: Example[] = PAGES.flatMap((page) => fencedBlocks(page, readFileSync(page, "utf8"), "ts"));
  for (const name of readdirSync("src", { recursive: true }).map(String)) {
    const own = name.slice(0, -3);
    // What the command line alone has stands on names of its own.
    if (name.startsWith("experiments/")) continue;
    if (!name.endsWith(".ts") || name.endsWith(".generated.ts") || !existsSync(declarations(own))) continue;
    for (const snippet of docExamples(join("src", name), readFileSync(join("src", name), "utf8")))
      examples.push({ ...snippet, own });
  }
  assert.ok(examples.length > 100);
  const exported = new Map<string, ReadonlySet<string>>();
  const exportsOf = async (module: string) => {
    if (!exported.has(module))
      exported.set(module, new Set(Object.keys(await import(resolve("dist/src", `${module}.js`)))));
    return exported.get(module)!;
  };
  const first = check(
    examples,
    examples.map(() => ""),
  );
  const headers = await Promise.all(
    examples.map(async ({ own }, i) => {
      const unknown = new Set(
        first[i]
          .filter(({ code }) => UNKNOWN_NAMES.includes(code))
          .map(({ file, start, length }) => file!.text.slice(start, start! + length!)),
      );
      const lines: string[] = [];
      for (const name of unknown) {
        let from: string | undefined;
        for (const [module, path] of Object.entries(MODULES))
          if (from === undefined && (await exportsOf(path)).has(name)) from = module;
        if (from === undefined && own && (await exportsOf(own)).has(name))
          from = resolve("dist/src", `${own}.js`);
        if (name in GIVEN) lines.push(`declare const ${name}: ${GIVEN[name]};`);
        // A type is no name that a running module exports.
        else if (from === undefined && own !== undefined)
          lines.push(`import type { ${name} } from ${JSON.stringify(resolve("dist/src", `${own}.js`))};`);
        else if (from !== undefined) lines.push(`import { ${name} } from ${JSON.stringify(from)};`);
      }
      return lines.join(" ");
    }),
  );
  const faults = check(examples, headers).flatMap((diagnostics, i) =>
    diagnostics.map(
      ({ messageText, file, start }) =>
        `${examples[i].where}: ${ts.flattenDiagnosticMessageText(messageText, " ")} in ${file!.text.slice(start).split("\n")[0]}`,
    ),
  );
  assert.deepEqual(faults, []);
});
