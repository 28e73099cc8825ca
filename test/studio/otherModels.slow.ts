import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { builtInNetwork, networkToJson } from "../../src/internals.ts";
import { archivedModel } from "./archivedModel.ts";
import {
  download,
  drop,
  expectFact,
  goTo,
  inChromium,
  openTab,
  setField,
  skip,
  soon,
  waitForRuns,
} from "./page.ts";

describe("other flows, families and objectives, in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
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

  test("a ladder is not offered where all hidden nodes are at one depth, and a sentence says so", async () => {
    const before = await text();
    await goTo(page, "Network");
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\nx <- h\ny <- h");
    await expectFact(page, "latent", "1");
    await goTo(page, "Train");
    await page.click("summary:has-text('other flows')");
    assert.deepEqual(await offered("for vae"), ["vae", "iaf"]);
    await page.waitForSelector("text=Not for vae: ladder needs a hidden node below another");
    await goTo(page, "Network");
    await page.keyboard.press("Control+z");
    await expectFact(page, "latent", String(builtInNetwork("gaussian-tree").dag.latent.length));
    await goTo(page, "Train");
    assert.equal(await text(), before);
  });

  test("they train, and the page asks of them what they can answer", async () => {
    await setField(page, "rows to simulate", "60");
    await setField(page, "hidden width", "20");
    await setField(page, "blocks", "2");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await goTo(page, "Ask");
    for (const tab of await page.locator("[role=tab]").allTextContents()) await openTab(page, tab);
  });
});

describe("a flow over measured columns, and the encoder of a network, in Chromium", { skip }, () => {
  const studio = inChromium();

  const setUp = async (page: Page, family: string) => {
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await setField(page, "hidden width", "20");
    await setField(page, "blocks", "2");
    await page.click("summary:has-text('other flows')");
    await page.getByTestId("kind").getByLabel("for true").selectOption(family);
  };
  const offered = (page: Page) =>
    page.getByTestId("kind").getByLabel("for true").locator("option").allTextContents();
  const text = async (page: Page) => {
    await page.click("button:has-text('Copy as command or TypeScript')");
    const found = await page.getByLabel("The training as text").inputValue();
    await page.click("dialog[open] [aria-label=Close]");
    return found;
  };

  test("the flow is offered where all is measured and a number, trains, and says what it cannot answer", async () => {
    const page = await studio.open();
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "x\ny <- x\nz <- x, y");
    await expectFact(page, "arcs", "3");
    await goTo(page, "Train");
    const rows = Array.from({ length: 60 }, (_, i) =>
      [Math.sin(i), Math.sin(i) + 0.3 * Math.sin(3.3 * i), Math.sin(1.7 * i * i)].join(),
    );
    await drop(page, "measured.csv", `x,y,z\n${rows.join("\n")}\n`);
    await page.waitForSelector(".findings .good");
    await setUp(page, "flow");
    assert.deepEqual(await offered(page), ["siren", "flow"]);
    assert.match((await page.getByTestId("kind").textContent())!, /posterior needs hidden nodes to infer/);
    assert.match(await text(page), /--model true --family flow --hidden 20/);
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    assert.match((await page.locator(".run h3").textContent())!, /graphical flow/);
    await goTo(page, "Ask");
    await page.waitForSelector(".busy", { state: "detached" });
    await soon(async () => assert.match((await page.textContent(".compare"))!, /graphical flow−?\d/));
    await openTab(page, "Beliefs");
    await page.waitForSelector("p:has-text('no conditionals of single columns')");
    for (const tab of ["Samples", "Anomalies", "Calibration"]) {
      await openTab(page, tab);
      await page.waitForSelector(".busy", { state: "detached" });
      await page.waitForSelector(".answer svg");
    }
    // A gap takes the flow away, with the reason.
    await goTo(page, "Train");
    await drop(page, "measured.csv", `x,y,z\n${rows.join("\n")}\n1,,2\n`);
    await soon(async () =>
      assert.match((await page.getByTestId("kind").textContent())!, /flow needs rows without gaps/),
    );
    assert.deepEqual(await offered(page), ["siren"]);
    assert.doesNotMatch(await text(page), /--family/);
  });

  test("the encoder is offered for a network with numbers, and is asked, saved and opened again", async () => {
    const page = await studio.open();
    await page.getByTestId("built-in").selectOption("gaussian-tree");
    await setUp(page, "posterior");
    await setField(page, "rows to simulate", "60");
    assert.deepEqual(await offered(page), ["siren", "posterior"]);
    assert.match((await page.getByTestId("kind").textContent())!, /flow needs all nodes measured/);
    assert.match(await text(page), /--simulate 60 --family posterior --hidden 20/);
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await goTo(page, "Ask");
    await openTab(page, "Beliefs");
    await page.waitForSelector("p:has-text('only the encoder of its network')");
    await openTab(page, "Posterior and gaps");
    await page.waitForSelector('svg[aria-label="Posterior of every latent"]');
    await openTab(page, "Files");
    const archive = await download(page, () => page.click("button:text-is('Model')"));
    assert.equal(archivedModel(archive).amortises, true);
    const project = await download(page, () => page.click("[aria-label='Save the whole project as a file']"));
    const other = await studio.open();
    await drop(other, "encoder.siren.json", project.toString());
    await other.waitForSelector("label.chip, .compare");
    await openTab(other, "Posterior and gaps");
    await other.waitForSelector('svg[aria-label="Posterior of every latent"]');
  });
});
