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
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What somebody writes who trains and asks in workers of a page; without a number of them everything is done in place. */
const PROGRAM = `
import { Random, builtInNetwork, calibration, openWebThreads, promised, train } from "siren-vae";

export async function run(workers, start) {
  const threads = workers && openWebThreads(start, { workers, worthwhile: 0 });
  const network = builtInNetwork("arithmetic-circuit");
  const data = network.sample(60, new Random(1));
  const model = await train(network.dag, data, {
    seed: 1,
    architecture: { hidden: [12], blocks: 1 },
    tuning: { maximumEpochs: 20, folds: 3 },
    executor: threads,
  });
  const asked = promised(model, { executor: threads });
  const [scores, { mean }, { data: rows }] = await Promise.all([
    asked.score(data, { samples: 10, seed: 2, exact: false }),
    asked.posterior(data, { samples: 10, seed: 3 }),
    asked.sample(20, { seed: 4 }),
  ]);
  const { posterior } = await calibration(model, { simulations: 20, draws: 19, executor: threads });
  const refused = await asked.sample(0).catch(({ name, message }) => name + ": " + message);
  const stopped = await asked
    .sample(10_000_000, { signal: AbortSignal.timeout(100) })
    .catch(({ name }) => name);
  await threads?.close();
  const values = model.toParts().parameters.flatMap(({ values }) => [...values]);
  const ecdf = posterior.map(({ ecdf }) => ecdf);
  return { values, scores: [...scores], mean: [...mean], rows: [...rows.values], ecdf, refused, stopped };
}
`;

async function bundled(platform: "browser" | "node", name: string, text?: string): Promise<string> {
  const { rolldown } = await import("rolldown");
  const own = join(root, "program.js");
  const bundle = await rolldown({
    input: text === undefined ? name : "program",
    cwd: root,
    platform,
    onLog: (level, { message }) => assert.notEqual(level, "warn", message),
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === "program" ? own : undefined),
        load: (id) => (id === own ? text : undefined),
      },
    ],
  });
  const format = platform === "browser" ? "iife" : "esm";
  const { output } = await bundle.generate({ format, name: "own", codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

describe("workers of a browser", () => {
  test("train and answer with the bits of Node, however many they are", { skip }, async () => {
    const { chromium: browserType } = await import("playwright-core");
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-workers-"));
    try {
      const inPage = (text: string) => text.replaceAll("</script", "<\\/script");
      const code = await bundled("browser", "own", PROGRAM);
      const worker = JSON.stringify(await bundled("browser", "siren-vae/worker"));
      writeFileSync(
        join(folder, "index.html"),
        `<!doctype html><meta charset="utf-8"><title>own</title><script>${inPage(code)}</script><script>${inPage(
          `const script = URL.createObjectURL(new Blob([${worker}], { type: "text/javascript" }));
const start = () => new Worker(script);`,
        )}</script>`,
      );
      writeFileSync(join(folder, "own.mjs"), await bundled("node", "own", PROGRAM));
      const here = await (await import(join(folder, "own.mjs"))).run();
      const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
      try {
        const tab = await browser.newPage();
        await tab.goto(`file://${folder}/index.html`);
        for (const workers of [1, 2, 3])
          assert.deepEqual(await tab.evaluate(`own.run(${workers}, start)`), here, `${workers} workers`);
        const broken = `own.run(1, () => new Worker("none.js")).catch(({ name }) => name)`;
        assert.match(await tab.evaluate(broken), /^(ComputationError|SecurityError)$/);
      } finally {
        await browser.close();
      }
      assert.match(here.refused, /^InputError: .*at least 1/);
      assert.equal(here.stopped, "TimeoutError");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
