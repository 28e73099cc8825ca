import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporaryFolder.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = temporaryFolder();
const app = join(folder, "app");

const npm = (args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return { stdout, stderr };
};
const command = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(app, "node_modules/siren-vae/dist/program/main.js"), ...args], {
    cwd: app,
    encoding: "utf8",
  });

/** The first program of the README. */
function fifteenLines(): string {
  const found = /^```ts\n(.*?)^```/ms.exec(readFileSync(join(root, "README.md"), "utf8"));
  assert.ok(found, "README.md has a program");
  return found[1];
}

describe("the package, installed into an empty folder", () => {
  let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };
  let said: string;

  before(() => {
    [packed] = JSON.parse(
      npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root).stdout,
    );
    mkdirSync(app);
    writeFileSync(join(app, "package.json"), '{"private":true,"type":"module"}');
    const install = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
    said = npm([...install, join(folder, packed.filename)], app).stderr;
  });

  test("warns of nothing, runs no script and pulls half of what it did", () => {
    assert.doesNotMatch(said, /warn/i);
    const { packages } = JSON.parse(readFileSync(join(app, "node_modules/.package-lock.json"), "utf8"));
    assert.ok(Object.keys(packages).length <= 15, Object.keys(packages).join(" "));
    assert.deepEqual(
      Object.values<{ hasInstallScript?: boolean }>(packages).filter((one) => one.hasInstallScript),
      [],
    );
    const sizes = readdirSync(join(app, "node_modules"), { recursive: true })
      .map((name) => statSync(join(app, "node_modules", String(name))))
      .filter((file) => file.isFile())
      .map((file) => file.size);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes < 14.1e6, `${bytes} bytes`);
    // What files take on a disk that gives them space by 4 KiB.
    const taken = sizes.reduce((sum, size) => sum + 4096 * Math.ceil(size / 4096), 0);
    assert.ok(taken < 18e6, `${taken} bytes of blocks`);
  });

  test("has all that it depends on and no more, and says so", () => {
    npm(["ls", "--all"], app);
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const within = join(app, "node_modules/siren-vae/dist");
    const named = new Set<string>();
    for (const name of readdirSync(within, { recursive: true }).map(String)) {
      if (!/\.(js|d\.ts)$/.test(name)) continue;
      const text = readFileSync(join(within, name), "utf8");
      const loaded = [
        ...text.matchAll(/^(?:import|export)\b[^"';]*?\bfrom\s*["']([a-z@][^"':]*)["']/gm),
        // What is loaded when it is needed.
        ...text.matchAll(/\bimport\(["']([a-z@][^"':]*)["']\)/g),
      ];
      for (const [, from] of loaded)
        named.add(from.startsWith("@") ? from.split("/", 2).join("/") : from.split("/")[0]);
    }
    assert.deepEqual(
      [...named].filter((name) => !(name in dependencies) && !(name in peerDependencies)).sort(),
      [],
    );
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !named.has(name)),
      [],
    );
  });

  test("has types that hold by themselves", () => {
    writeFileSync(
      join(app, "everything.ts"),
      'import * as library from "siren-vae";\nimport * as internals from "siren-vae/internals";\nimport * as io from "siren-vae/io";\nexport { internals, io, library };\n',
    );
    const options = {
      strict: true,
      module: "NodeNext",
      target: "ES2022",
      lib: ["ES2023", "DOM"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      skipLibCheck: false,
      noEmit: true,
    };
    const project = join(app, "tsconfig.everything.json");
    writeFileSync(project, JSON.stringify({ compilerOptions: options, files: ["everything.ts"] }));
    const words = [join(root, "node_modules/typescript/bin/tsc"), "-p", project];
    const compiled = spawnSync(process.execPath, words, { cwd: app, encoding: "utf8" });
    assert.equal(compiled.stdout, "");
  });

  test("has what its pages link to, and no maps of sources that are not there", () => {
    const files = new Set(packed.files.map(({ path }) => path));
    assert.deepEqual(
      [...files].filter((path) => path.endsWith(".map")),
      [],
    );
    for (const page of [...files].filter((path) => path.endsWith(".md"))) {
      const text = readFileSync(join(root, page), "utf8").replace(/^```.*?^```/gms, "");
      for (const [, link] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        const target = normalize(join(dirname(page), link)).replace(/\/$/, "");
        assert.ok(
          files.has(target) || [...files].some((path) => path.startsWith(`${target}/`)),
          `${page} links to ${link}`,
        );
      }
    }
  });

  test("the command runs, draws, and says what the queue lacks", () => {
    assert.equal(
      command("--version").stdout.trim(),
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    );
    const trained = command(
      ...["train", "arithmetic-circuit", "--simulate", "60", "--seed", "1", "--trust", "full"],
      ...["--start", "linear-gaussian", "--epochs", "0", "-o", "model"],
    );
    assert.equal(trained.status, 0, trained.stderr);
    const calibrated = command("calibrate", "model", "--simulations", "20", "--svg", "calibration.svg");
    assert.equal(calibrated.status, 0, calibrated.stderr);
    assert.match(readFileSync(join(app, "calibration.svg"), "utf8"), /<svg[^>]*>.*<\/svg>/s);
    const queued = command(
      "reproduce",
      "table1",
      "--quick",
      "-o",
      "results",
      "--queue",
      "redis://localhost:1",
    );
    assert.equal(queued.status, 2, queued.stderr);
    assert.match(queued.stderr, /^error: .*npm install bullmq ioredis/m);
  });

  test("the fifteen lines of the README run, and compile in a strict project", () => {
    writeFileSync(join(app, "fifteen.mjs"), fifteenLines());
    const { status, stdout, stderr } = spawnSync(process.execPath, ["fifteen.mjs"], {
      cwd: app,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^log-likelihood -3\d\.\d\d ± 0\.\d\d nats a row$/m);
    writeFileSync(join(app, "fifteen.ts"), `${fifteenLines()}\nexport { posterior, rows };\n`);
    const options = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      module: "NodeNext",
      target: "ES2022",
      lib: ["ES2023", "DOM"],
      types: [],
      noEmit: true,
    };
    writeFileSync(
      join(app, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["fifteen.ts"] }),
    );
    const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], {
      cwd: app,
      encoding: "utf8",
    });
    assert.equal(compiled.stdout, "");
  });

  test("makes a bundle for the browser that needs nothing of Node and stays small", async () => {
    const { rolldown } = await import("rolldown");
    writeFileSync(
      join(app, "browser.mjs"),
      'import { Random, builtInNetwork, train } from "siren-vae";\nexport { Random, builtInNetwork, train };\n',
    );
    const bundle = await rolldown({ input: join(app, "browser.mjs"), platform: "browser" });
    const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
    await bundle.close();
    assert.doesNotMatch(output[0].code, /["'`]node:|\brequire\(/);
    const zod = Object.entries(output[0].modules).filter(([id]) => id.endsWith("numeric/schemas.js"));
    const zodBytes = zod.reduce((sum, [, { renderedLength }]) => sum + renderedLength, 0);
    assert.ok(zodBytes < 60_000, `${zodBytes} bytes of schemas`);
    assert.ok(output[0].code.length < 800_000, `${output[0].code.length} bytes`);
    writeFileSync(join(app, "bundle.mjs"), output[0].code);
    const run =
      'import { builtInNetwork } from "./bundle.mjs"; console.log(builtInNetwork("ecoli70").dag.size);';
    assert.equal(
      execFileSync(process.execPath, ["--input-type=module", "-e", run], {
        cwd: app,
        encoding: "utf8",
      }).trim(),
      "46",
    );
  });
});
