import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { goTo, inChromium, openNetworkWithTable, openTab, skip, trainWatched } from "./page.ts";

/** Grams around 5000 and shares around 0.3. */
const ROWS = Array.from({ length: 60 }, (_, i) => {
  const h = Math.sin(1.7 * i);
  return [5000 + 300 * h + 60 * Math.sin(5.3 * i), 0.3 + 0.05 * h + 0.01 * Math.sin(3.1 * i)].join();
});

describe("the numbers of a figure, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("have one unit a line, that of the node: its scale stands where its medians stand", async () => {
    const page = await studio.open();
    await openNetworkWithTable(
      page,
      { text: "latent h\ngrams <- h\nshare <- h, grams", arcs: 3 },
      { name: "units.csv", content: `grams,share\n${ROWS.join("\n")}\n` },
    );
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await trainWatched(page, 20);
    await goTo(page, "Ask");
    await openTab(page, "Posterior and gaps");
    await page.getByLabel("Use the value of grams").uncheck();
    const gap = 'svg[aria-label="Values that were left out"]';
    await page.waitForSelector(gap);
    const numbers = await numbersOf(page, gap);
    const within = (low: number, high: number) => numbers.filter((one) => one >= low && one <= high);
    // The ends of the prior, and the median between them; no spreads such as -4 to 4.
    assert.ok(within(4200, 4900).length >= 1 && within(5100, 5800).length >= 1, numbers.join());
    assert.deepEqual(within(-10, 10), []);
    await page.waitForSelector('svg[aria-label="Posterior of every latent"]');
    assert.equal(await page.locator('.row-answer svg [aria-label*="axis tick"]').count(), 0);
    await openTab(page, "Intervene");
    await page.getByLabel("do: set the node").selectOption("grams");
    const effects = 'svg[aria-label^="What follows from grams"]';
    await page.waitForSelector(effects);
    const ends = await numbersOf(page, effects);
    assert.ok(
      ends.some((one) => one > 0.15 && one < 0.29) && ends.some((one) => one > 0.31 && one < 0.45),
      ends.join(),
    );
    assert.deepEqual(
      ends.filter((one) => one < 0),
      [],
    );
  });
});

/** The numbers that stand alone in a figure, as scales and axes do. */
async function numbersOf(page: Page, figure: string): Promise<number[]> {
  const texts = await page.locator(`${figure} text`).allTextContents();
  return texts
    .filter((text) => /^−?[\d.,]+$/.test(text.trim()))
    .map((text) => Number(text.replace("−", "-")));
}
