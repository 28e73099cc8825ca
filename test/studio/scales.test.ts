import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { Random } from "../../src/internals.ts";
import { cutTexts } from "./cutTexts.ts";
import { goTo, inChromium, openNetworkWithTable, openTab, skip, soon, trainWatched } from "./page.ts";

const NAMES = {
  cause: "burden_of_disease_over_all_of_the_years",
  small: "concentration_of_serum_ferritin_per_litre",
  large: "annual_income_of_the_whole_household",
  answer: "opinion_about_the_new_arrangement_of_rooms",
} as const;
const PLACES = Array.from({ length: 24 }, (_, i) => `municipality of region ${i}`);
const ANSWERS = [1, 2, 3].map((i) => `Strongly considers answer number ${i} to be quite applicable`);

/** Pairs of texts of a chart that lie on each other. */
function overlapping(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("figure.figure svg")].flatMap((chart) => {
      const texts = [...chart.querySelectorAll("text")].map((text) => ({
        said: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      return texts.flatMap(({ said, box }, i) =>
        texts
          .slice(i + 1)
          .filter(
            (other) =>
              Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
              Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 4,
          )
          .map((other) => `${said} and ${other.said}`),
      );
    }),
  );
}

function tableText(): string {
  const random = new Random(3);
  const rows = Array.from({ length: 90 }, (_, row) => {
    const cause = random.normal();
    const value = () => cause + 0.5 * random.normal();
    const answer = ANSWERS[value() > 0.5 ? 0 : value() > -0.5 ? 1 : 2];
    return [
      (1e-9 * value()).toExponential(3),
      (1.2e12 + 2e11 * value()).toFixed(0),
      answer,
      PLACES[row % PLACES.length],
    ].join();
  });
  return `${NAMES.small},${NAMES.large},${NAMES.answer},place\n${rows.join("\n")}\n`;
}

describe("names, levels and numbers that need much room, in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
    const children = [NAMES.small, NAMES.large, NAMES.answer].map((child) => `${child} <- ${NAMES.cause}`);
    const text = [`latent ${NAMES.cause}`, ...children, "place"].join("\n");
    await openNetworkWithTable(page, { text, arcs: 3 }, { name: "wide.csv", content: tableText() });
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await trainWatched(page, 3);
    await goTo(page, "Ask");
  });

  test("are whole in fields and charts, and a bar of a tiny column is a value of it", async () => {
    await openTab(page, "Beliefs");
    const bars = page.locator(`[data-testid="beliefs"] [data-node="${NAMES.small}"] .bars`);
    await bars.click({ position: { x: 6, y: 8 } });
    const seen = page.locator(".evidence li button.link").first();
    await soon(async () => assert.match((await seen.textContent())!, / = −\d(\.\d+)?e−\d+$/));
    const beyond = await page.locator(".belief-panel").evaluate(
      (panel) =>
        [...panel.querySelectorAll("h3, li, p, button")].filter((part) => {
          const { right, width } = part.getBoundingClientRect();
          return width > 0 && right > panel.getBoundingClientRect().right + 1;
        }).length + (panel.scrollWidth > panel.clientWidth + 1 ? 1 : 0),
    );
    assert.equal(beyond, 0);

    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await openTab(page, "Posterior and gaps");
      await page.waitForSelector(".row-answer figure svg");
      const fields = page.locator(".sliders input.value");
      assert.equal(await fields.count(), 2);
      for (const field of await fields.all()) {
        const [shown, needed] = await field.evaluate((input) => [input.clientWidth, input.scrollWidth]);
        assert.ok(needed <= shown, `${await field.inputValue()} needs ${needed} of ${shown} pixels`);
      }
      // What a closed list cuts stands below it.
      const answer = await page.locator(".sliders .level-list p").first().textContent();
      assert.ok(ANSWERS.includes(answer!), answer!);
      await openTab(page, "Intervene");
      await page.waitForSelector(".row-answer figure svg");
      assert.deepEqual(await cutTexts(page), []);
      await openTab(page, "Samples");
      await page.waitForSelector(".marginals figure svg");
      assert.deepEqual(await cutTexts(page), []);
      assert.deepEqual(await overlapping(page), []);
    }
  });

  test("are on paper in the light colours, with no room left beside a picture, nothing beyond its edge and keys in colour", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.click("header button[aria-label='Dark colours']");
    const paper = async (then: () => Promise<void>) => {
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 718, height: 1000 });
      await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      await then();
      await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ media: "screen" });
    };
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await openTab(page, "Beliefs");
    const picture = page.locator('[data-testid="beliefs"] svg.graph');
    await picture.waitFor();
    await paper(async () => {
      assert.equal(await theme(), "light");
      const filled = await picture.evaluate((svg) => {
        const frame = svg.getBoundingClientRect();
        const drawing = svg.querySelector("[data-drawing]")!.getBoundingClientRect();
        return Math.max(drawing.width / frame.width, drawing.height / frame.height);
      });
      assert.ok(filled > 0.85, `${filled}`);
      const exact = await page
        .locator(".key-posterior")
        .evaluate((key) => getComputedStyle(key, "::before").getPropertyValue("print-color-adjust"));
      assert.equal(exact, "exact");
    });
    assert.equal(await theme(), "dark");
    await openTab(page, "Files");
    await paper(async () => {
      for (const button of await page.locator(".files li > button").all())
        assert.equal(await button.isVisible(), true);
    });
    await goTo(page, "Network");
    await openTab(page, "Claims");
    await page.waitForSelector(".claims-view table");
    await paper(async () => {
      const over = await page.evaluate(
        () =>
          [...document.querySelectorAll(".claims-view td, .claims-view th")].filter(
            (cell) => cell.getBoundingClientRect().right > document.documentElement.clientWidth,
          ).length,
      );
      assert.equal(over, 0);
    });
  });
});
