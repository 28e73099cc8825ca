import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  expectFact,
  goTo,
  inChromium,
  openNetworkWithTable,
  openTab,
  setField,
  skip,
  soon,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

/** Two parts that know nothing of each other. */
const TWO_PARTS = "latent h\nlatent k\nx <- h\ny <- h\nu <- k\nv <- k";
const ROWS = Array.from({ length: 60 }, (_, i) => {
  const wave = (at: number) => Math.sin(at * (i + 1));
  const [h, k] = [wave(1.7), wave(2.9)];
  return [h + wave(5.3), h ** 2 + wave(3.1), k + wave(4.3), wave(6.1) - k].join();
});
const TABLE = `x,y,u,v\n${ROWS.join("\n")}\n`;

describe("beliefs on the graph, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("few draws come at once and more follow; a node on which nothing bears that is known does not move", async () => {
    const page = await studio.open();
    await openTable(page);
    await watchOneRun(page);
    await setField(page, "epochs at most", "20");
    await startAndAsk(page);
    const [u, y] = [await bars(page, "u", "prior"), await bars(page, "y", "prior")];
    // A hidden node is a box here, and so is the frame that marks the chosen one.
    const corner = (name: string) =>
      page.locator(`[data-testid="beliefs"] [data-node="${name}"] .halo`).getAttribute("rx");
    assert.equal(await corner("h"), await corner("x"));
    await know(page, "x", "0.8");
    const status = page.locator(".belief-panel p[role=status]");
    await soon(async () =>
      assert.match(
        (await status.textContent())!,
        /^240 draws, worth .*more are on their way|^(1000|4000) draws/,
      ),
    );
    assert.equal(await bars(page, "u", "posterior"), u);
    assert.notEqual(await bars(page, "y", "posterior"), y);
    await soon(async () =>
      assert.match((await status.textContent())!, /^4000 draws, worth \d+ independent ones\./),
    );
    assert.equal(await bars(page, "u", "posterior"), u);
    const finest = await bars(page, "y", "posterior");
    // What becomes known of the other part says nothing of this one.
    await know(page, "u", "-0.3");
    await soon(async () => assert.equal(await page.locator('[data-node="u"] .posterior').count(), 0));
    await soon(async () => assert.match((await status.textContent())!, /^4000 draws/));
    assert.equal(await bars(page, "y", "posterior"), finest);
  });

  test("are exact where the model is linear with normal noise, in the rows' posterior too", async () => {
    const page = await studio.open();
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\nx <- h\ny <- h");
    await expectFact(page, "arcs", "2");
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await setField(page, "rows to simulate", "40");
    await page.getByLabel("believe the network").check();
    await startAndAsk(page);
    const before = await bars(page, "y", "prior");
    await know(page, "x", "0.8");
    const status = page.locator(".belief-panel p[role=status]");
    await soon(async () =>
      assert.match((await status.textContent())!, /^Exact for this model, which is linear/),
    );
    assert.notEqual(await bars(page, "y", "posterior"), before);
    // Setting a child says nothing of its causes, and moves nothing.
    await page.click("text=Nothing known");
    await page.locator(".belief-panel input[type=checkbox]").check();
    await know(page, "x", "0.8");
    await soon(async () => assert.equal(await bars(page, "y", "posterior"), before));
    await openTab(page, "Posterior and gaps");
    await page.waitForSelector(".row-answer p:has-text('Exact for this model')");
  });
});

async function openTable(page: Page): Promise<void> {
  await openNetworkWithTable(page, { text: TWO_PARTS, arcs: 4 }, { name: "two.csv", content: TABLE });
  await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
}

async function startAndAsk(page: Page): Promise<void> {
  await page.getByTestId("start").click();
  await waitForRuns(page, "done");
  await goTo(page, "Ask");
  await openTab(page, "Beliefs");
  await page.waitForSelector('[data-testid="beliefs"] .bars .prior');
}

async function know(page: Page, name: string, value: string): Promise<void> {
  await page.locator(".belief-panel select").first().selectOption(name);
  await page.getByLabel(`Value of ${name}`, { exact: true }).fill(value);
  await page.keyboard.press("Enter");
}

/** The outline of a node's bars. */
async function bars(page: Page, name: string, which: "prior" | "posterior"): Promise<string> {
  const path = page.locator(`[data-testid="beliefs"] [data-node="${name}"] .${which}`);
  await path.waitFor();
  return (await path.getAttribute("d"))!;
}
