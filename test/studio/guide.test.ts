import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { builtInNetwork } from "../../src/internals.ts";
import { documentOf } from "../../studio/src/document/document.ts";
import { alignNodes } from "../../studio/src/document/edits.ts";
import { graphTexts } from "../../studio/src/document/graphTexts.ts";
import { gridOf } from "../../studio/src/network/placement.ts";
import { seriousViolations } from "./accessibility.ts";
import { expectFact, goTo, inChromium, pageFile, skip, soon, waitForRuns } from "./page.ts";

describe("networks carried on and set in order", () => {
  test("as Python it has every arc, and every number of a linear network", () => {
    const document = documentOf(builtInNetwork("ecoli70"));
    const python = graphTexts(document).find(({ key }) => key === "python")!.text;
    for (const { name, parents, coefficients } of document.nodes) {
      for (const parent of parents) {
        assert.ok(python.includes(`("${parent}", "${name}"),`));
        assert.ok(python.includes(`${coefficients![parent]} * x["${parent}"]`));
      }
    }
    const order = [...python.matchAll(/^ {4}x\["(\w+)"\] = /gm)].map(([, name]) => name);
    assert.equal(order.length, document.nodes.length);
    for (const { name, parents } of document.nodes)
      for (const parent of parents) assert.ok(order.indexOf(parent) < order.indexOf(name));
  });

  test("aligned nodes stand on a grid, each alone, and aligning again changes nothing", () => {
    const plain = documentOf(builtInNetwork("asia"));
    const nodes = plain.nodes.map((node, i) => ({ ...node, place: { x: 37 * (i % 3) + i, y: 21 * i } }));
    const grid = gridOf(nodes);
    const once = alignNodes(grid)({ ...plain, nodes });
    const places = once.nodes.map(({ place }) => `${place!.x} ${place!.y}`);
    assert.equal(new Set(places).size, nodes.length);
    for (const { place } of once.nodes) assert.ok(place!.x % grid.x === 0 && place!.y % grid.y === 0);
    assert.deepEqual(alignNodes(grid)(once), once);
  });
});

describe("the tour and the worked examples in Chromium", { skip }, () => {
  let page: Page;
  const studio = inChromium(async ({ open }) => {
    page = await open();
  });

  const walk = async (title: string) => {
    await page.click('[aria-label="Tour and worked examples"]');
    await page.click(`dialog[open] button:has-text("${title}")`);
    await page.waitForSelector(".walk-card");
  };
  const next = () => page.click(".walk-card button:text-is('Next')");

  test("the tour leads from the network to beliefs, and ends at any point", async () => {
    await walk("The tour");
    await page.waitForSelector('.walked[data-testid="network"]');
    await next();
    await page.waitForSelector(".inverse-view.walked");
    await next();
    await page.click(".walk-card button:has-text('Start a short training')");
    await waitForRuns(page, "done");
    await next();
    await next();
    await page.waitForSelector('[data-testid="beliefs"] .bars');
    assert.deepEqual(await seriousViolations(page), []);
    await page.click(".walk-card button:text-is('Leave')");
    await page.waitForSelector(".walk-card", { state: "detached" });
    await page.waitForSelector(".walked", { state: "detached" });
  });

  test("what is seen and what is done are asked about together", async () => {
    const node = (name: string) => page.locator(`[data-testid="beliefs"] [data-node="${name}"]`);
    const status = async () => (await page.locator(".belief-panel [role=status]").allTextContents()).join("");
    await page.locator(".belief-panel select").first().selectOption("nuoM");
    await page.getByLabel("Value of nuoM").fill("-0.5");
    await page.getByLabel("Value of nuoM").blur();
    await soon(async () => assert.match(await status(), /240 draws, worth \d+ independent/));
    await page.getByRole("checkbox", { name: /^do/ }).check();
    await page.locator(".belief-panel select").first().selectOption("lacA");
    await page.getByLabel("Value of lacA").fill("4");
    await page.getByLabel("Value of lacA").blur();
    await soon(async () => assert.match(await status(), /1440 draws, worth \d+ independent/));
    assert.deepEqual(await page.locator(".evidence .link").allTextContents(), ["nuoM = −0.5", "do lacA = 4"]);
    assert.ok(
      await node("lacA")
        .getAttribute("class")
        .then((name) => name!.includes("done")),
    );
    assert.ok((await page.locator('[data-testid="beliefs"] .arc.cut').count()) > 0);
    // What lies upstream of a node that is set tells nothing of it any more.
    assert.match((await node("lacA").getAttribute("aria-label"))!, /lacA is 4/);
  });

  test("a case comes back after a reload", async () => {
    await page.click("text=Keep as a case");
    await page.click("text=Nothing known");
    await page.waitForTimeout(1500);
    await page.reload();
    await page.waitForSelector("header nav");
    await goTo(page, "Ask");
    await page.click('[role=tab]:has-text("Beliefs")');
    await page.click("text=case 1");
    await soon(async () =>
      assert.deepEqual(await page.locator(".evidence .link").allTextContents(), [
        "nuoM = −0.5",
        "do lacA = 4",
        "case 1",
      ]),
    );
    await page.click("text=Nothing known");
  });

  test("the nodes that would tell most of a hidden one are its own readings", async () => {
    await page.locator(".belief-panel select").first().selectOption("yaeM");
    await page.getByRole("checkbox", { name: /^do/ }).check();
    await page.locator(".belief-panel select").first().selectOption("lacA");
    await page.getByRole("checkbox", { name: /^do/ }).uncheck();
    await page.focus('[data-testid="beliefs"] [data-node="lacA"]');
    await page.click("text=Compare the open nodes");
    await page.waitForSelector(".telling li");
    const lines = await page.locator(".telling li span").allTextContents();
    assert.equal(lines.length, 8);
    const nats = lines.map((line) => Number.parseFloat(line));
    assert.deepEqual(
      nats,
      nats.toSorted((a, b) => b - a),
    );
    assert.ok(nats[0] > 0.1 && nats[7] < nats[0], lines.join());
  });

  test("the questionnaire opens with its network, its table and their kinds", async () => {
    await walk("A questionnaire");
    await expectFact(page, "latent", "2");
    await next();
    await page.waitForSelector(".findings .good");
    await page.click(".kinds summary");
    await soon(async () => assert.equal(await page.getByLabel("Kind of tense").inputValue(), "ordinal"));
    assert.equal(await page.getByLabel("Kind of sick_days").inputValue(), "count");
    await page.click(".walk-card button:text-is('Leave')");
  });

  test("the medical table and the nonlinear network open, too", async () => {
    await walk("A medical table");
    await expectFact(page, "latent", "1");
    await next();
    await page.waitForSelector(".findings .good");
    await page.click(".walk-card button:text-is('Leave')");
    await walk("A nonlinear network");
    await soon(async () => assert.match((await page.getByTestId("built-in").textContent())!, /arithmetic/i));
    await page.click(".walk-card button:text-is('Leave')");
  });

  test("Escape leaves a walk, after what is open and the last message", async () => {
    await walk("The tour");
    const card = page.locator(".walk-card");
    await page.click('[aria-label="Tour and worked examples"]');
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await page.locator("button.question").first().click();
    await page.keyboard.press("Escape");
    await goTo(page, "Network");
    await page.focus('[data-testid="network"] [data-node="lacA"]');
    await page.keyboard.press("a");
    await page.waitForSelector(".canvas-note");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".canvas-note", { state: "detached" });
    await page.click("button:text-is('Copy as')");
    await page.click("dialog[open] button:text-is('Copy')");
    await page.waitForSelector(".notice");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await page.waitForSelector(".notice");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".notice", { state: "detached" });
    assert.equal(await card.count(), 1);
    await page.click(".walk-card button:text-is('Next')");
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await page.waitForSelector(".walked", { state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  });

  test("the menu of walks fits a phone", async () => {
    const phone = await studio.open(pageFile, { viewport: { width: 390, height: 844 } });
    await phone.click('[aria-label="Tour and worked examples"]');
    const cut = await phone
      .locator(".walks button")
      .evaluateAll((all) => all.filter((button) => button.scrollWidth > button.clientWidth).length);
    assert.equal(cut, 0);
    await phone.context().close();
  });

  test("every question mark leads to a page of the documentation that is there", async () => {
    await goTo(page, "Network");
    const links = await page
      .locator(".explanation a[href^='help-']")
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href));
    assert.ok(links.length > 0);
    const other = await page.context().newPage();
    for (const link of new Set(links)) {
      await other.goto(link);
      assert.ok(((await other.textContent("h1")) ?? "").length > 3, link);
      const { hash } = new URL(link);
      assert.ok(hash.length > 1, link);
      assert.equal(await other.locator(`h2${hash}`).count(), 1, link);
    }
    // A page of the documentation leads to a place on another one.
    await other.goto(new URL("help-studio.html", pageFile).href);
    await other.click("a:text-is('says so')");
    await other.waitForURL(/help-method\.html#few-rows-of-a-discrete-network$/);
    assert.equal(await other.locator(":target").textContent(), "Few rows of a discrete network");
    assert.ok((await other.locator("math").count()) > 20);
    assert.doesNotMatch(await other.locator("main").innerText(), /\$|\\mathrm/);
    await other.close();
  });
});
