import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "../temporaryFolder.ts";
import { nothingHoldsUp } from "./heldUp.ts";
import {
  buildStudio,
  download,
  expectFact,
  goTo,
  inChromium,
  pageFile,
  setField,
  skip,
  watchOneRun,
} from "./page.ts";

const FIRST_LOAD = 465_000;
const WATCHED = 6000;
const LARGE_NODES = 1000;

describe("the studio's weight", () => {
  before(buildStudio);

  test("the first load is below 465 kB compressed", () => {
    const folder = new URL(".", pageFile);
    const first = [
      "index.html",
      "studio.js",
      "worker.js",
      "layout.js",
      "studio.css",
      "icon.svg",
      "manifest.webmanifest",
      "sw.js",
    ];
    const bytes = first.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0);
    assert.ok(bytes < FIRST_LOAD, `${bytes} bytes`);
  });

  describe("in Chromium", { skip }, () => {
    const studio = inChromium();

    test("while four models train, no task holds the page up", async () => {
      await nothingHoldsUp(studio, async (page) => {
        await page.getByTestId("built-in").selectOption("arth150");
        await goTo(page, "Train");
        await watchOneRun(page);
        await setField(page, "rows to simulate", "2000");
        for (const name of ["ind latents independent", "fc latents fully connected"]) {
          await page.getByRole("checkbox", { name }).check();
        }
        await page.waitForTimeout(1000);
        return async () => {
          await page.getByTestId("start").click();
          await page.waitForFunction(() =>
            /epoch \d/.test(document.querySelector(".run")?.textContent ?? ""),
          );
          await page.waitForTimeout(WATCHED);
        };
      });
    });

    test("while a network of 1,000 nodes opens, is shown and gets another node, no task holds the page up", async () => {
      const file = join(temporaryFolder(), "large.dot");
      writeFileSync(file, largeNetwork(LARGE_NODES));
      await nothingHoldsUp(studio, async (page) => {
        await page.waitForSelector('[data-testid="network"] [data-node="eutG"]');
        return async () => {
          await page.getByLabel("Open a network file").setInputFiles(file);
          await expectFact(page, "measured", "143");
          await page.waitForSelector(
            '[data-testid="network"] .overview, [data-testid="network"] [data-node]',
          );
          await page.waitForSelector(".inverse-view .caption:has-text('arcs')");
          await page.click("button:has-text('New node')");
          await expectFact(page, "measured", "144");
          await page.waitForSelector(".inspector input");
        };
      });
    });

    test("a network seen from far away is saved with all of its nodes and arcs", async () => {
      const page = await studio.open();
      const file = join(temporaryFolder(), "far.dot");
      writeFileSync(file, largeNetwork(LARGE_NODES));
      await page.getByLabel("Open a network file").setInputFiles(file);
      await expectFact(page, "measured", "143");
      await page.waitForSelector('[data-testid="network"] .minimap');
      await page.click('[data-testid="network"] [aria-label="Show all"]');
      await page.waitForSelector('[data-testid="network"] .overview');
      const svg = String(
        await download(page, () =>
          page.click('[data-testid="network"] [aria-label="Save this picture as SVG"]'),
        ),
      );
      assert.equal(svg.match(/<rect /g)!.length, 1 + LARGE_NODES);
      assert.ok(svg.match(/M[-\d.]+ [-\d.]+L/g)!.length >= LARGE_NODES - 1);
    });
  });
});

/** Every seventh node is measured, all with two parents among the fifty before them: a graph as DOT. */
function largeNetwork(nodes: number): string {
  const lines = Array.from({ length: nodes }, (_, i) => {
    const role = i % 7 === 0 ? "observed" : "latent";
    const parents = new Set(
      [i - 1 - ((7 * i) % 23), i - 2 - ((11 * i) % 47)].filter((parent) => parent >= 0),
    );
    return [`n${i} [${role}=true];`, ...[...parents].map((parent) => `n${parent} -> n${i};`)].join("\n");
  });
  return `digraph { ${lines.join("\n")} }`;
}
