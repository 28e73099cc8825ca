import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { builtInNetwork, networkToJson } from "../../src/internals.ts";
import {
  drop,
  expectFact,
  goTo,
  inChromium,
  openPage,
  openTab,
  pageFile,
  setField,
  skip,
  waitForRuns,
} from "./page.ts";

describe("other flows, families and objectives, in Chromium", { skip }, () => {
  let page: Page;
  let errors: string[];
  inChromium(async (browser) => {
    ({ page, errors } = await openPage(browser, pageFile));
  });

  const field = (label: string) => page.getByTestId("kind").getByLabel(label, { exact: true });
  const offered = (label: string) => field(label).locator("option").allTextContents();
  const text = async () => {
    await page.click("button:has-text('Copy as command or TypeScript')");
    const found = await page.getByLabel("The training as text").inputValue();
    await page.click("dialog[open] [aria-label=Close]");
    return found;
  };

  test("only what all chosen models can do is offered", async () => {
    const network = builtInNetwork("gaussian-tree");
    await drop(page, "tree.json", JSON.stringify(networkToJson(network)));
    await expectFact(page, "latent", String(network.dag.latent.length));
    await goTo(page, "Train");
    await page.click("summary:has-text('other flows')");
    assert.deepEqual(await offered("for vae"), ["vae", "iaf", "ladder"]);
    assert.deepEqual(await offered("objective"), ["elbo", "iwae", "dreg"]);
    await field("objective").selectOption("dreg");
    // A spline does not know the score of its draws.
    await field("flow").selectOption("spline");
    assert.deepEqual(await offered("objective"), ["elbo", "iwae"]);
    assert.equal(await field("objective").inputValue(), "iwae");
    await field("for vae").selectOption("iaf");
    assert.match(await text(), /--model true --flow spline --objective iwae/);
    assert.match(await text(), /--model vae --family iaf --objective iwae/);
  });

  test("they train, and the page asks of them what they can answer", async () => {
    await setField(page, "rows to simulate", "60");
    await setField(page, "hidden width", "20");
    await setField(page, "blocks", "2");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await goTo(page, "Ask");
    for (const tab of await page.locator("[role=tab]").allTextContents()) await openTab(page, tab);
    assert.deepEqual(errors, []);
  });
});
