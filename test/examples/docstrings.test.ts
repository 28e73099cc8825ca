import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as engine from "../../src/engine/index.ts";
import * as library from "../../src/internals.ts";
import * as files from "../../src/io/index.ts";
import { csvOf } from "../csvOf.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { docExamples, fencedBlocks, runSnippet } from "./exampleCode.ts";

const network = new library.LinearGaussianNetwork({
  name: "rain",
  nodes: [
    { name: "rain", parents: {}, intercept: 0, variance: 1 },
    { name: "drain", parents: { rain: 0.8 }, intercept: 0, variance: 0.5 },
    { name: "grass", parents: { rain: 1 }, intercept: 2, variance: 0.3 },
    { name: "street", parents: { rain: 2, drain: -1 }, intercept: 5, variance: 0.4 },
    { name: "river", parents: { drain: 1.5 }, intercept: 1, variance: 0.2 },
  ],
});
const data = network.sample(60, new library.Random(1));

/** Small and short: the examples show what the whole training does, the tests of training that it does it well. */
const train: typeof library.train = (dag, table, options = {}) =>
  library.train(dag, table, {
    ...options,
    architecture: { hidden: [40], blocks: 2, ...options.architecture },
    tuning: { epochs: 2, ...options.tuning },
  });

const scope = {
  ...engine,
  ...library,
  train,
  network,
  data,
  test: network.sample(20, new library.Random(2)),
  model: await train(network.dag, data, { seed: 1 }),
};

/** Runs the examples of a floor of the sources; what a file exports but the library does not is known to its own. */
async function runExamples(floor: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const folder = join("src", floor);
  const snippets = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts"))
    .flatMap((name) => {
      const file = join(folder, name);
      return docExamples(file, readFileSync(file, "utf8")).map((snippet) => ({ name, snippet }));
    });
  const home = process.cwd();
  if (Object.keys(more).length > 0) process.chdir(folderOfFiles());
  try {
    for (const { name, snippet } of snippets) {
      const own = await import(new URL(`../../src/${floor}/${name.slice(0, -3)}.js`, import.meta.url).href);
      assert.match(snippet.code, /^[^\s/]/m, `${snippet.where} has no code`);
      await runSnippet(snippet, { ...own, ...scope, ...more });
    }
  } finally {
    process.chdir(home);
  }
}

/** A folder with the files that examples read. */
function folderOfFiles(): string {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const numbers: library.Dataset = { columns: ["b", "a"], rowCount: 2, values: Float64Array.of(1, 2, 3, 4) };
  write("note.txt", "two words");
  write("network.dot", "digraph { hidden [latent=true]; hidden -> { a b } }");
  write("clinic.json", JSON.stringify(clinic));
  const pains = ["none", "some", "much", "some", "none"];
  write(
    "clinic.csv",
    `age,pain\n${Array.from({ length: 40 }, (_, i) => `${20 + ((7 * i) % 50)},${pains[i % 5]}\n`).join("")}`,
  );
  for (const name of ["data.csv", "big.csv"]) write(name, csvOf(numbers));
  files.writeTable(join(folder, "data.parquet"), numbers, true);
  files.saveModel(join(folder, "model"), scope.model, network);
  return folder;
}

const clinic = {
  format: "siren-vae/network",
  version: 1,
  name: "clinic",
  kind: "structure",
  nodes: { illness: { parents: [] }, age: { parents: ["illness"] }, pain: { parents: ["illness"] } },
};

describe("the examples in docstrings", () => {
  for (const floor of [
    "numeric",
    "data",
    "graph",
    "engine",
    "nn",
    "gaussian",
    "network",
    "learn",
    "flow",
    "model",
    "query",
    "baselines",
    "evaluation",
    "train",
  ]) {
    test(floor, () => runExamples(floor));
  }
  test("io", () => runExamples("io", { ...files, use: () => {}, console: quiet }));
});

const quiet = { log: () => {} };

describe("the runner of examples", () => {
  const run = (code: string) => runSnippet({ where: "here", code }, { sum: (a: number, b: number) => a + b });

  test("holds code to the values that its comments claim", async () => {
    await run("sum(1, 2); // 3: the sum");
    await run("[sum(1, 2), 1]; // Float64Array [3, 1]");
    await run("sum(1, 2); // whatever it is");
    await assert.rejects(run("sum(1, 2); // 4"), /here: 4 is 3/);
    await assert.rejects(run("[sum(1, 2)]; // [3, 1]"), /here/);
  });

  test("refuses what does not compile, run or exist", async () => {
    await assert.rejects(run("const a = ;"), /is not TypeScript/);
    await assert.rejects(run("product(1, 2);"), /does not run: product is not defined/);
    await assert.rejects(run('import { product } from "siren-vae";'), /nothing called product/);
  });
});

describe("the code in pages", () => {
  for (const page of ["README.md", "docs/getting-started.md", "docs/certificate.md", "docs/kinds.md"]) {
    test(page, async () => {
      for (const snippet of fencedBlocks(page, readFileSync(page, "utf8"), "ts")) {
        await runSnippet(snippet, { ...scope, ...files, console: quiet });
      }
    });
  }
});
