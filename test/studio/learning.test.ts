import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { formatRows } from "../../studio/src/ask/formatRows.ts";
import {
  drop,
  expectFact,
  goTo,
  inChromium,
  openTab,
  setField,
  skip,
  soon,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

describe("many trainings, and doubts about arcs, in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
  });

  test("the page begins with the preset recommended and trust chosen by the rows", async () => {
    await goTo(page, "Train");
    assert.equal(await page.locator("select:has(option[value=watch])").inputValue(), "recommended");
    assert.equal(await page.getByRole("checkbox", { name: /believe the network/ }).isChecked(), false);
    await page.click("button:has-text('Copy as command or TypeScript')");
    const text = () => page.getByLabel("The training as text").inputValue();
    assert.match(await text(), /^siren-vae train ecoli70\.json --simulate 500 --model true --hidden 100/);
    await page.click("dialog[open] [aria-label=Close]");
    await setField(page, "seed of the rows", "7");
    await page.getByRole("checkbox", { name: /believe the network/ }).check();
    await page.click("button:has-text('Copy as command or TypeScript')");
    assert.match(
      await text(),
      /^siren-vae simulate ecoli70\.json -n 500 --seed 7 -o ecoli70-rows\.csv\nsiren-vae train ecoli70\.json --data ecoli70-rows\.csv --model true --trust full .*--seed 1 /,
    );
    await page.click("dialog[open] [aria-label=Close]");
  });

  test("several seeds stand in a table to sort, and the best of them is kept", async () => {
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "rows to simulate", "120");
    await setField(page, "epochs at most", "10");
    await setField(page, "trainings of each", "3");
    await page.getByTestId("start").click();
    await page.waitForSelector('[data-testid="run-table"] tbody tr:nth-child(3)');
    await waitForRuns(page, "done");
    const cells = (column: number) =>
      page.locator(`[data-testid="run-table"] tbody tr :nth-child(${column})`).allTextContents();
    const scores = (await cells(7)).map(Number);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => a - b),
    );
    await page.click('[data-testid="run-table"] button:has-text("seed")');
    await soon(async () => assert.deepEqual(await cells(3), ["1", "2", "3"]));
    await page.click('[data-testid="run-table"] button:has-text("seed")');
    await soon(async () => assert.deepEqual(await cells(3), ["3", "2", "1"]));
    await page.click("text=Keep the best of each model alone");
    await soon(async () => assert.equal(await page.locator(".run").count(), 1));
    await page.click(".notice button:has-text('Undo')");
    await soon(async () => assert.equal(await page.locator(".run").count(), 3));
  });

  test("what was learned is drawn on the graph: strength, sign and latents that are awake", async () => {
    await page.click("text=On the graph");
    await page.waitForSelector('[data-testid="learned"] .arc.plus', { state: "attached" });
    await page.waitForSelector('[data-testid="learned"] .arc.minus', { state: "attached" });
    const awake = await page
      .locator('[data-testid="learned"] .node.latent')
      .evaluateAll(
        (nodes) => nodes.filter((node) => (node as SVGElement).style.getPropertyValue("--awake")).length,
      );
    assert.equal(awake, 22);
    // The name of a latent that is wide awake can be read, in either theme.
    for (const theme of ["Dark", "Light"]) {
      await page.click(`header button[aria-label='${theme} colours']`);
      const contrast = await page
        .locator('[data-testid="learned"] .node.latent')
        .first()
        .evaluate((node) => {
          (node as SVGElement).style.setProperty("--awake", "1");
          const context = document.createElement("canvas").getContext("2d")!;
          const luminance = (colour: string) => {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) =>
              part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4,
            );
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const body = luminance(getComputedStyle(node.querySelector(".body")!).fill);
          const text = luminance(getComputedStyle(node.querySelector("text")!).fill);
          return (Math.max(body, text) + 0.05) / (Math.min(body, text) + 0.05);
        });
      assert.ok(contrast >= 4.5, `${theme}: ${contrast}`);
    }
  });

  test("an arc that rows ask for is drawn, and accepted by a click", async () => {
    const network = builtInNetwork("ecoli70").withObserved(["lacA", "lacZ", "nuoM", "lacY", "b1583"]);
    await drop(page, "e.csv", formatRows(network.sample(150, new Random(3))));
    await goTo(page, "Network");
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\nlacA <- h\nlacZ <- h\nnuoM <- h\nlacY\nb1583 <- h");
    await expectFact(page, "arcs", "4");
    await openTab(page, "Claims");
    await page.click("button:has-text('Ask the 150 rows')");
    await page.waitForSelector("button:has-text('Ask the rows again')");
    const asked = page.locator('[data-testid="network"] .arc.asked');
    await soon(async () => assert.ok((await asked.count()) >= 1));
    const before = await page.locator(".doubts li").count();
    await page.locator(".doubts button:has-text('Refuse')").first().click();
    await soon(async () => assert.equal(await page.locator(".doubts li").count(), before - 1));
    for (let left = before - 1; left > 0; left--)
      await page.locator(".doubts button:has-text('Refuse')").first().click();
    // The rows still ask for what a person has refused, and that can be decided again.
    await page.waitForSelector('[data-testid="critique"] :text("Nothing else is left to decide.")');
    await page.waitForSelector(`[data-testid="critique"] :text("Refused: ${before}.")`);
    await page.click("button:text-is('Decide again')");
    await soon(async () => assert.equal(await page.locator(".doubts li").count(), before));
    await page.keyboard.press("Escape");
    await page.locator(".doubts button:has-text('Accept')").first().click();
    await expectFact(page, "arcs", "5");
    // What was said is about the network as it was.
    await page.waitForSelector('[data-testid="critique"]:has-text("The network has changed since")');
    await page.keyboard.press("Control+z");
    await page.waitForSelector('[data-testid="critique"]:has-text("nats a row beside a plain covariance")');
  });

  test("suggested arcs are marked until they are kept or dropped", async () => {
    await goTo(page, "Train");
    await page.click("button:has-text('Suggest arcs')");
    await page.waitForSelector(".suggestions");
    const marked = page.locator('[data-testid="network"] .arc.suggested');
    await soon(async () => assert.ok((await marked.count()) > 0));
    await page.click("button:has-text('Keep all')");
    await soon(async () => assert.equal(await marked.count(), 0));
    await page.keyboard.press("Control+z");
    await soon(async () => assert.ok((await marked.count()) > 0));
    await page.click("button:has-text('Drop all')");
    await expectFact(page, "arcs", "0");
  });
});
