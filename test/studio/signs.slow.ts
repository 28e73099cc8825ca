import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { archivedModel } from "./archivedModel.ts";
import {
  download,
  goTo,
  inChromium,
  openNetworkWithTable,
  openTab,
  skip,
  soon,
  trainWatched,
} from "./page.ts";

const ROWS = Array.from({ length: 60 }, (_, i) => {
  const h = Math.sin(1.7 * i);
  const noise = (at: number) => 0.3 * Math.sin(at * i);
  return [h + noise(5.3), noise(3.1) - h, 1 + h + noise(2.3)].join();
});

describe("the sign of a hidden node, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("is turned by a button, with what it is set to, and stays turned after a reload and in files", async () => {
    const page = await studio.open();
    await openNetworkWithTable(
      page,
      { text: "latent h\nx <- h\ny <- h\nz <- h", arcs: 3 },
      { name: "signs.csv", content: `x,y,z\n${ROWS.join("\n")}\n` },
    );
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await trainWatched(page, 60);
    await goTo(page, "Ask");
    await openTab(page, "Beliefs");
    const note = page.locator(".signs li");
    // As the command does, the first child is raised.
    await soon(async () => assert.match((await note.textContent())!, /^h: more x, z; less y turn$/));
    await page.locator(".belief-panel input[type=checkbox]").check();
    await page.locator(".belief-panel select").first().selectOption("h");
    await page.getByLabel("Value of h", { exact: true }).fill("1.5");
    await page.keyboard.press("Enter");
    const x = page.locator('[data-testid="beliefs"] [data-node="x"] .posterior');
    await x.waitFor();
    await soon(async () =>
      assert.match((await page.textContent(".belief-panel p[role=status]"))!, /^4000|^Exact/),
    );
    const said = () => page.locator('[data-testid="beliefs"] [data-node="x"]').getAttribute("aria-label");
    const before = middle(await said());
    await page.getByLabel("Turn the sign of h").click();
    await soon(async () => assert.match((await note.textContent())!, /^h: more y; less x, z turn$/));
    await soon(async () => assert.match((await page.textContent(".evidence"))!, /do h = −1\.5/));
    await soon(async () =>
      assert.match((await page.textContent(".belief-panel p[role=status]"))!, /^4000|^Exact/),
    );
    assert.ok(Math.abs(middle(await said()) - before) < 0.1);
    const files = async () => {
      await openTab(page, "Files");
      const model = archivedModel(await download(page, () => page.click("button:text-is('Model')")));
      const slope = model
        .averageSlopes({ columns: ["x", "y", "z"], rowCount: 1, values: Float64Array.of(0, 0, 1) })
        .find(({ child }) => child === "x")!.slope;
      assert.ok(slope < 0, `${slope}`);
    };
    await files();
    await soon(async () => assert.equal(await keptSign(page), -1));
    await page.reload();
    await page.waitForSelector("[role=tab]");
    await openTab(page, "Beliefs");
    await soon(async () => assert.match((await note.textContent())!, /^h: more y; less x, z turn$/));
    await soon(async () => assert.match((await page.textContent(".evidence"))!, /do h = −1\.5/));
    await files();
  });
});

/** The median that a node's label says of what is believed of it. */
function middle(label: string | null): number {
  return Number(/: (−?[\d.]+) \(95/.exec(label!)![1].replace("−", "-"));
}

/** The sign of the value that the kept question sets the hidden node to. */
function keptSign(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const request = indexedDB.open("siren-vae-studio");
        request.onsuccess = () => {
          const all = request.result.transaction("kept").objectStore("kept").getAll();
          all.onsuccess = () => {
            request.result.close();
            const heads = all.result as { questions?: { values: [string, number][] }[] }[];
            const [question] = heads.flatMap(({ questions = [] }) => questions);
            done(Math.sign(question?.values.find(([name]) => name === "h")?.[1] ?? 0));
          };
        };
      }),
  );
}
