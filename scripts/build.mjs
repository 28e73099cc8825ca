// Builds everything that is not in git: the WebAssembly kernels (AssemblyScript -> a base64 module that
// Node and browsers load alike) with their signatures, then the TypeScript sources.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelDeclarations } from "./kernel-declarations.mjs";
import { pruneDeclarations } from "./prune-declarations.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kernels = join(root, "src/engine/kernels.generated.ts");

const sources = readdirSync(join(root, "assembly"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(root, "assembly", name));
const newest = Math.max(
  ...[...sources, fileURLToPath(import.meta.url), join(root, "scripts/kernel-declarations.mjs")].map(
    (file) => statSync(file).mtimeMs,
  ),
);
const run = (script, args) =>
  execFileSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: "inherit",
  });

if (!existsSync(kernels) || statSync(kernels).mtimeMs < newest) {
  const modules = ["f32", "f64"].map((real) => {
    const wasm = join(root, `dist/kernels.${real}.wasm`);
    mkdirSync(dirname(wasm), { recursive: true });
    const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];
    run("assemblyscript/bin/asc.js", [
      "assembly/index.ts",
      "--outFile",
      wasm,
      "--use",
      `Real=${real}`,
      ...options,
    ]);
    return `export const ${real}: string =\n  "${readFileSync(wasm).toString("base64")}";\n`;
  });
  writeFileSync(
    kernels,
    `// The compiled kernels of assembly/, base64, one module for each element type.\n${modules.join("")}\n` +
      kernelDeclarations(join(root, "assembly")),
  );
}
if (!process.argv.includes("--kernels")) {
  const compile = () => run("typescript/bin/tsc", ["-p", "tsconfig.json"]);
  compile();
  await import("./bundle-schemas.mjs");
  await import("./bundle-plotting.mjs");
  await import("./bundle-program.mjs");
  pruneDeclarations(() => {
    rmSync(join(root, "dist/.tsbuildinfo"), { force: true });
    compile();
  });
}
