import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  drop,
  expectFact,
  goTo,
  inChromium,
  openNetworkWithTable,
  openTab,
  setField,
  skip,
  soon,
  trainWatched,
  waitForRuns,
} from "./page.ts";

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
    // A table says nothing of a hidden node's units: it has the model's, in both views.
    await page.getByLabel("do: set the node").selectOption("h");
    await page.waitForSelector('.row-inputs:has-text("(the model\'s own units)")');
    await openTab(page, "Beliefs");
    await page.locator(".belief-panel input[type=checkbox]").check();
    await page.locator(".belief-panel select").first().selectOption("h");
    await page.waitForSelector('.belief-panel:has-text("value of h (the model\'s own units)")');
  });

  test("a hidden node of a network that drew the rows is set in the network's units, alike among beliefs and interventions", async () => {
    const page = await studio.open();
    const content = JSON.stringify({
      format: "siren-vae/network",
      version: 1,
      name: "far",
      kind: "linear-gaussian",
      observed: ["x", "y"],
      nodes: {
        h: { parents: {}, intercept: 50, variance: 25 },
        x: { parents: { h: 2 }, intercept: 0, variance: 1 },
        y: { parents: { h: -1 }, intercept: 0, variance: 1 },
      },
    });
    await drop(page, "far.json", content);
    await expectFact(page, "arcs", "2");
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await setField(page, "rows to simulate", "60");
    await page.getByLabel("believe the network").check();
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await goTo(page, "Ask");
    await openTab(page, "Intervene");
    await page.getByLabel("do: set the node").selectOption("h");
    await page.waitForSelector('.row-inputs:has-text("(the network\'s units)")');
    const slider = page.locator(".row-inputs input[type=range]");
    const [low, high] = [Number(await slider.getAttribute("min")), Number(await slider.getAttribute("max"))];
    assert.ok(low > 20 && low < 45 && high > 55 && high < 80, `${low} to ${high}`);
    await page.getByLabel("Value of h", { exact: true }).fill("60");
    await page.keyboard.press("Enter");
    const effects = page.locator('svg[aria-label^="What follows from h = 60"]');
    await soon(async () => assert.match((await effects.textContent())!, /exact mean/));
    const [, after] = /x: .*?, then mean (−?[\d.]+)/.exec((await effects.locator("desc").textContent())!)!;
    await openTab(page, "Beliefs");
    await page.locator(".belief-panel input[type=checkbox]").check();
    await page.locator(".belief-panel select").first().selectOption("h");
    await page.getByLabel("Value of h", { exact: true }).fill("60");
    await page.keyboard.press("Enter");
    const x = page.locator('[data-testid="beliefs"] [data-node="x"]');
    await x.locator(".posterior").waitFor();
    const believed = /x: (−?[\d.]+)/.exec((await x.getAttribute("aria-label"))!)![1];
    for (const found of [after, believed]) assert.ok(Math.abs(Number(found) - 120) < 3, found);
  });
});

/** The numbers that stand alone in a figure, as scales and axes do. */
async function numbersOf(page: Page, figure: string): Promise<number[]> {
  const texts = await page.locator(`${figure} text`).allTextContents();
  return texts
    .filter((text) => /^−?[\d.,]+$/.test(text.trim()))
    .map((text) => Number(text.replace("−", "-")));
}
