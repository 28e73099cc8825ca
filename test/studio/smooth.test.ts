import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { temporaryFolder } from "../temporaryFolder.ts";
import {
  buildStudio,
  download,
  expectFact,
  goTo,
  inChromium,
  openTab,
  pageFile,
  setField,
  skip,
  watchOneRun,
} from "./page.ts";

/**
 * Of the page's longest task, in units of `usualWork`, which took about 17 ms where the limit was set: so a machine of half the
 * speed, or one that others use as well, is held to the same. That is 100 ms there.
 */
const LONGEST_TASK = 6;
const WORKS = 9;
/** A task that holds the page up does so each time; one that a collection of garbage met does not. */
const TRIES = 3;
const FIRST_LOAD = 460_000;
const WATCHED = 6000;
const LARGE_ROWS = 100_000;
const LARGE_NODES = 1000;
const WIDE = 2500;
const WIDE_ROWS = 600;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

describe("the studio's weight", () => {
  before(buildStudio);

  test("the first load is below 460 kB compressed", () => {
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
      await nothingHoldsUp(async (page) => {
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
      await nothingHoldsUp(async (page) => {
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

    test("while a table of 24 MB is read, no task holds the page up", async () => {
      const names = ["x", "y", ...Array.from({ length: 10 }, (_, i) => `other${i}`)];
      const lines = Array.from({ length: LARGE_ROWS }, (_, row) =>
        names.map((_, i) => Math.sin(row * names.length + i)).join(),
      );
      const large = join(temporaryFolder(), "large.csv");
      writeFileSync(large, `${[names.join(), ...lines].join("\n")}\n`);
      await nothingHoldsUp(async (page) => {
        await openTab(page, "Text");
        await page.fill(".text-view textarea", "latent h\nx <- h\ny <- h");
        await goTo(page, "Train");
        return async () => {
          await page.getByLabel("Open a table (CSV, JSON lines or Parquet)").setInputFiles(large);
          await page.waitForSelector(`.findings:has-text("${LARGE_ROWS} rows")`);
        };
      });
    });

    test("from a table of 2,500 columns to its training no task holds the page up", async () => {
      const names = Array.from({ length: WIDE }, (_, i) => `column${i}`);
      const cell = (row: number, c: number) =>
        c % 7 === 2 && row % 9 === 1 ? "" : Math.sin(row * WIDE + c).toFixed(4);
      const lines = Array.from({ length: WIDE_ROWS }, (_, row) => names.map((_, c) => cell(row, c)).join());
      const wide = join(temporaryFolder(), "wide.csv");
      writeFileSync(wide, `${[names.join(), ...lines].join("\n")}\n`);
      await nothingHoldsUp(async (page) => {
        await goTo(page, "Train");
        return async () => {
          await page.getByLabel("Open a table (CSV, JSON lines or Parquet)").setInputFiles(wide);
          await page.waitForSelector(".file:has-text('wide.csv')");
          await page.click("button:text-is('Columns as nodes')");
          await expectFact(page, "measured", String(WIDE));
          await goTo(page, "Train");
          await watchOneRun(page);
          await page.getByTestId("start").click();
          await page.waitForSelector(".run");
          await page.waitForTimeout(1000);
        };
      });
    });

    /** `prepare` gives what is watched. */
    async function nothingHoldsUp(prepare: (page: Page) => Promise<() => Promise<void>>): Promise<void> {
      const tries: string[] = [];
      while (tries.length < TRIES) {
        const page = await studio.open();
        const doing = await prepare(page);
        const tasks = await tasksOf(studio.browser, page, doing);
        assert.ok(tasks.length > 20, `${tasks.length} tasks`);
        const [longest] = tasks;
        const works = await tasksOf(studio.browser, page, async () => {
          for (let i = 0; i < WORKS; i++) await page.evaluate(usualWork);
        });
        await page.close();
        const unit = works[WORKS >> 1];
        if (longest < LONGEST_TASK * unit) return;
        tries.push(`${longest} ms, ${(longest / unit).toFixed(1)} units`);
      }
      assert.fail(tries.join("; "));
    }
  });
});

/** A fixed piece of what a page does all the time: objects, texts and look-ups. */
function usualWork(): number {
  let kept = 0;
  for (let round = 0; round < 8; round++) {
    const nodes = Array.from({ length: 2000 }, (_, i) => ({ name: `n${i}`, parents: [`n${i >> 1}`] }));
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const read = JSON.parse(JSON.stringify(nodes)) as typeof nodes;
    kept += read.filter(({ parents }) => byName.has(parents[0])).length;
  }
  return kept;
}

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

/** Milliseconds of the page's own thread for each of its tasks while something is going on, the longest first. */
async function tasksOf(browser: Browser, page: Page, doing: () => Promise<void>): Promise<number[]> {
  const path = join(temporaryFolder(), "trace.json");
  await browser.startTracing(page, { path, categories: ["toplevel", "devtools.timeline"] });
  await doing();
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8")) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) => name.endsWith("RunTask") && threads.has(`${pid} ${tid}`) && tdur,
  );
  return tasks.map(({ tdur }) => tdur! / 1000).sort((a, b) => b - a);
}
