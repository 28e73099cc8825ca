import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { goTo, inChromium, pageFile, setField, skip, soon, waitForRuns, watchOneRun } from "./page.ts";

const PHONE = { viewport: { width: 390, height: 844 } };

describe("on a phone, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("a training that runs is seen on every step, wherever it is scrolled to, and ended there", async () => {
    const page = await studio.open(pageFile, PHONE);
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "epochs at most", "3000");
    await setField(page, "rows to simulate", "20000");
    await page.getByTestId("start").click();
    const status = page.getByTestId("training-status");
    await soon(async () =>
      assert.match(
        (await status.textContent())!,
        /SIReN-VAE true.*epoch \d+ of at most 3000, at most .+ left/,
      ),
    );
    for (const step of ["Network", "Ask", "Train"] as const) {
      await goTo(page, step);
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      assert.equal(await inSight(page, "[data-testid=training-status]"), true, step);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide}`);
    await goTo(page, "Network");
    await status.getByRole("button", { name: "Stop SIReN-VAE true, keeping its best weights" }).click();
    await status.waitFor({ state: "detached" });
    await goTo(page, "Train");
    await waitForRuns(page, "done");
  });

  test("no window from a phone to a desk, or enlarged to twice, is too narrow for the page's head", async () => {
    const page = await studio.open(pageFile, PHONE);
    for (const width of [320, 390, 600, 660, 720, 768, 820, 900, 1024]) {
      await page.setViewportSize({ width, height: 450 });
      await soon(async () => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} at ${width}`);
      });
    }
  });

  test("a network that is wider than the screen shows on which sides it goes on", async () => {
    const page = await studio.open(pageFile, { ...PHONE, hasTouch: true, isMobile: true });
    await page.waitForSelector('[data-testid="network"] [data-node="eutG"]');
    const sides = () =>
      page
        .locator('[data-testid="network"] .beyond')
        .evaluateAll((all) => all.map((side) => side.className.replace("beyond ", "")));
    await soon(async () => assert.deepEqual(await sides(), ["left", "right", "bottom"]));
    await page.locator('[data-testid="network"]').getByRole("button", { name: "Show all" }).click();
    await soon(async () => assert.deepEqual(await sides(), []));
  });

  test("a step begins at its beginning, and the focus stays where it was or goes to the step", async () => {
    const page = await studio.open(pageFile, PHONE);
    for (const step of ["Train", "Ask", "Network"] as const) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await goTo(page, step);
      await soon(async () => assert.equal(await page.evaluate(() => scrollY), 0));
      assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim().slice(2)), step);
    }
    // A button that leads to another step and goes with its own leaves the focus at the step's beginning.
    await goTo(page, "Ask");
    await page.focus("button:has-text('To the training')");
    await page.keyboard.press("Enter");
    await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), "main"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.closest("main") !== null), true);
  });
});

/** Whether an element lies within the window. */
function inSight(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight;
  });
}
