import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { temporaryFolder } from "../temporaryFolder.ts";
import { nothingHoldsUp } from "./heldUp.ts";
import { expectFact, goTo, inChromium, openTab, skip, watchOneRun } from "./page.ts";

const LARGE_ROWS = 100_000;
const WIDE = 2500;
const WIDE_ROWS = 600;

describe("large tables in Chromium", { skip }, () => {
  const studio = inChromium();

  test("while a table of 24 MB is read, no task holds the page up", async () => {
    const names = ["x", "y", ...Array.from({ length: 10 }, (_, i) => `other${i}`)];
    const lines = Array.from({ length: LARGE_ROWS }, (_, row) =>
      names.map((_, i) => Math.sin(row * names.length + i)).join(),
    );
    const large = join(temporaryFolder(), "large.csv");
    writeFileSync(large, `${[names.join(), ...lines].join("\n")}\n`);
    await nothingHoldsUp(studio, async (page) => {
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
    await nothingHoldsUp(studio, async (page) => {
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
});
