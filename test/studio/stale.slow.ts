import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { seriousViolations } from "./accessibility.ts";
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
  watchOneRun,
} from "./page.ts";

const EARLIER = "latent h\nx <- h\ny <- h\nz <- h, x";
const LATER = "latent h\nx <- h\ny <- h, x\nz <- h";

describe("models of an earlier network or table, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("are marked in the list, in Ask and in Compare, with what differs and a look at that network", async () => {
    const page = await studio.open();
    await typed(page, EARLIER);
    await expectFact(page, "arcs", "4");
    await train(page);
    assert.equal(await page.getByTestId("stale").count(), 0);
    assert.equal(await page.locator(".stale-mark").count(), 0);
    await goTo(page, "Network");
    await typed(page, LATER);
    await expectFact(page, "arcs", "4");
    await goTo(page, "Train");
    await page.waitForSelector(".run .stale-mark:has-text('earlier network')");
    const note = page.getByTestId("stale");
    await soon(async () =>
      assert.equal(
        (await note.locator("span").textContent())!.trim(),
        "Trained on an earlier network: 2 arcs differ.",
      ),
    );
    await goTo(page, "Ask");
    for (const tab of ["Compare", "Beliefs"]) {
      await openTab(page, tab);
      assert.match((await note.textContent())!, /2 arcs differ/);
    }
    await note.locator("button:has-text('What differs')").click();
    await page.waitForSelector("[data-testid='earlier-network'] [data-node='h']");
    const dialog = page.locator("dialog[open]");
    assert.match((await dialog.textContent())!, /arcs that are gone: x → z/);
    assert.match((await dialog.textContent())!, /arcs that are new: x → y/);
    assert.equal(await dialog.locator(".arc.needless").count(), 1);
    assert.ok((await page.getByTestId("earlier-network").boundingBox())!.height > 150);
    assert.deepEqual(await seriousViolations(page), []);
    await dialog.locator("button:has-text('Open that network')").click();
    await note.waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await note.waitFor();
  });

  test("are drawn as their network was laid out, whatever is open now", async () => {
    const page = await studio.open();
    // The way from the first to the last goes round the ones between.
    await typed(page, "a\nb <- a\nc <- b\nd <- c\ne <- a, d");
    await expectFact(page, "arcs", "5");
    await page.click('[aria-label="Lay the nodes out anew"]');
    await train(page);
    await goTo(page, "Ask");
    await openTab(page, "Beliefs");
    const paths = () =>
      page
        .locator('[data-testid="beliefs"] .arc-line')
        .evaluateAll((arcs) => arcs.map((arc) => arc.getAttribute("d")!));
    await soon(async () => assert.equal((await paths()).length, 5));
    const before = await paths();
    assert.ok(before.some(goesRound));
    const still = async () => {
      await page.waitForSelector('[data-testid="beliefs"] .bars');
      assert.deepEqual(await paths(), before);
    };
    await goTo(page, "Network");
    await page.getByTestId("built-in").selectOption("asia");
    await page.waitForSelector('[data-testid="network"] [data-node="xray"]');
    await goTo(page, "Ask");
    await still();
    await page.getByTestId("stale").locator("button:has-text('What differs')").click();
    const earlier = page.locator("[data-testid='earlier-network'] .arc-line");
    await soon(async () =>
      assert.ok(
        (await earlier.evaluateAll((arcs) => arcs.map((arc) => arc.getAttribute("d")!))).some(
          (path) => path.split("Q").length > 2,
        ),
      ),
    );
    await page.keyboard.press("Escape");
    await page.reload();
    await soon(still);
  });

  test("that come back from a project join those of their rows that are still there", async () => {
    const page = await studio.open();
    await typed(page, EARLIER);
    await expectFact(page, "arcs", "4");
    await goTo(page, "Train");
    await setField(page, "trainings of each", "2");
    await train(page);
    const project = await download(page, () => page.click('[aria-label="Save the whole project as a file"]'));
    await page.locator('.run button[aria-label^="Remove"]').first().click();
    await soon(async () => assert.equal(await page.locator(".run").count(), 1));
    await drop(page, "mine.siren.json", project.toString());
    await page.waitForSelector("[data-testid=compare]");
    await goTo(page, "Train");
    await soon(async () => assert.equal(await page.locator(".run").count(), 2));
    assert.equal(await page.locator(".earlier").count(), 0);
  });

  test("a table whose cells are mended is another table, and its trainings stand apart", async () => {
    const page = await studio.open();
    await typed(page, "latent h\nx <- h\ny <- h");
    const rows = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${Math.cos(2 * i)}`);
    await goTo(page, "Train");
    await drop(page, "own.csv", `x,y\n${rows.join("\n")}\n`);
    await page.waitForSelector(".findings .good");
    await train(page);
    assert.equal(await page.getByTestId("stale").count(), 0);
    await drop(page, "own.csv", `x,y\n0.125,0.25\n${rows.slice(1).join("\n")}\n`);
    const note = page.getByTestId("stale");
    await note.waitFor();
    assert.match((await note.textContent())!, /Trained on an earlier state of own\.csv: cells have changed/);
    await page.getByTestId("start").click();
    await soon(async () =>
      assert.match((await page.locator("[aria-label='Earlier trainings']").textContent())!, /other rows/),
    );
    await note.waitFor({ state: "detached" });
  });
});

/** Whether an arc keeps off the straight way from its beginning to its end. */
function goesRound(path: string): boolean {
  const numbers = path.match(/-?\d+(\.\d+)?/g)!.map(Number);
  const points = Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
  const [[x, y], [endX, endY]] = [points[0], points.at(-1)!];
  const way = Math.hypot(endX - x, endY - y);
  return points.some(([atX, atY]) => Math.abs((endX - x) * (atY - y) - (endY - y) * (atX - x)) > 20 * way);
}

async function typed(page: Page, text: string): Promise<void> {
  await openTab(page, "Text");
  await page.fill(".text-view textarea", text);
}

async function train(page: Page): Promise<void> {
  await goTo(page, "Train");
  await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
  await watchOneRun(page);
  const rows = page.getByLabel("rows to simulate", { exact: true });
  if ((await rows.count()) > 0) await setField(page, "rows to simulate", "60");
  await setField(page, "epochs at most", "2");
  await page.getByTestId("start").click();
  await waitForRuns(page, "done");
}
