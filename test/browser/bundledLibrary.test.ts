import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const skip = chromium === undefined && !process.env.CI ? "no Chromium is installed here" : false;
/** Where "siren-vae" is found by its name, as in a project that depends on it: the package exports itself. */
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What somebody writes who has the library from a registry and a bundler. */
const PROGRAM = `
import { Dag, InputError, Random, builtInNetwork, readNetwork, train } from "siren-vae";

export async function run() {
  const network = builtInNetwork("arithmetic-circuit");
  const data = network.sample(60, new Random(1));
  const options = { seed: 1, trust: "full", architecture: { hidden: [12], blocks: 1 }, tuning: { start: "random", epochs: 30 } };
  const seen = [];
  const model = await train(network.dag, data, { ...options, onProgress: ({ done }) => seen.push(done) });
  const controller = new AbortController();
  const aborted = await train(network.dag, data, {
    ...options,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  }).catch((error) => error.name);
  const refused = (() => {
    try {
      return readNetwork("digraph { a -> a }", "own.dot");
    } catch (error) {
      return error instanceof InputError ? error.message : "another error";
    }
  })();
  return {
    scores: [...model.score(data, { samples: 10, seed: 2 })],
    latents: model.posterior(data, { samples: 10 }).latents,
    progress: seen.length,
    aborted,
    refused,
    size: readNetwork("dag { u [latent] u -> x u -> y }", "own.dagitty").network.dag.size,
  };
}
`;

describe("the library from a bundler", () => {
  test("trains, reports, stops and answers in a browser as in Node", { skip }, async () => {
    const { rolldown } = await import("rolldown");
    const { chromium: browserType } = await import("playwright-core");
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-bundle-"));
    try {
      const build = async (platform: "browser" | "node") => {
        const bundle = await rolldown({
          input: "program",
          cwd: root,
          platform,
          onLog: (level, { message }) => assert.notEqual(level, "warn", message),
          plugins: [
            {
              name: "program",
              resolveId: (id) => (id === "program" ? join(root, "program.js") : undefined),
              load: (id) => (id === join(root, "program.js") ? PROGRAM : undefined),
            },
          ],
        });
        const { output } = await bundle.generate({
          format: platform === "browser" ? "iife" : "esm",
          name: "own",
          codeSplitting: false,
        });
        await bundle.close();
        return output[0].code;
      };
      const code = await build("browser");
      assert.doesNotMatch(code, /["'`]node:|\brequire\(/);
      writeFileSync(
        join(folder, "index.html"),
        `<!doctype html><meta charset="utf-8"><title>own</title><script>${code.replaceAll("</script", "<\\/script")}</script>`,
      );
      writeFileSync(join(folder, "own.mjs"), await build("node"));
      const here = await (await import(join(folder, "own.mjs"))).run();
      const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
      try {
        const tab = await browser.newPage();
        await tab.goto(`file://${folder}/index.html`);
        const there = await tab.evaluate("own.run()");
        assert.deepEqual(there, here);
      } finally {
        await browser.close();
      }
      assert.equal(here.scores.length, 60);
      assert.ok(here.scores.every(Number.isFinite));
      assert.deepEqual([here.progress, here.aborted, here.size], [30, "AbortError", 3]);
      assert.match(here.refused, /own\.dot.*itself/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
