import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { sameBitsWorkload } from "./workload.ts";

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

describe("same seed, same bits", () => {
  let here: Record<string, string>;
  before(async () => {
    here = await sameBitsWorkload();
  });

  test("twice in the same process", async () => {
    assert.deepEqual(await sameBitsWorkload(), here);
  });

  test("in worker threads, one or several at a time", async () => {
    const run = () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(
          `import { parentPort } from "node:worker_threads";
           const { sameBitsWorkload } = await import(${JSON.stringify(new URL("./workload.js", import.meta.url).href)});
           parentPort.postMessage(await sameBitsWorkload());`,
          { eval: true },
        );
        worker.once("message", resolve);
        worker.once("error", reject);
      });
    for (const result of await Promise.all([run(), run()])) assert.deepEqual(result, here);
  });

  // In continuous integration Chromium is installed beforehand: there its absence is a failure, not a skip.
  const skip = chromium === undefined && !process.env.CI ? "no Chromium is installed here" : false;
  test("in headless Chromium", { skip }, async () => {
    const { rolldown } = await import("rolldown");
    const { chromium: browserType } = await import("playwright-core");
    const directory = mkdtempSync(join(tmpdir(), "siren-vae-bits-"));
    try {
      const entry = new URL("./workload.js", import.meta.url).pathname;
      const bundle = await rolldown({ input: entry, platform: "browser", logLevel: "silent" });
      const { output } = await bundle.generate({ format: "iife", name: "bits" });
      await bundle.close();
      const page = `<!doctype html><title>bits</title><script>${output[0].code.replaceAll("</script", "<\\/script")}</script>`;
      writeFileSync(join(directory, "index.html"), page);
      const browser = await browserType.launch({
        executablePath: chromium,
        args: ["--no-sandbox"],
        timeout: 0,
      });
      try {
        const tab = await browser.newPage();
        await tab.goto(`file://${directory}/index.html`);
        const there = await tab.evaluate("bits.sameBitsWorkload()");
        assert.deepEqual(there, here);
      } finally {
        await browser.close();
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
