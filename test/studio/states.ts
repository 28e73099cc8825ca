import type { Page } from "playwright-core";
import { Random } from "../../src/internals.ts";
import {
  ASK_TABS,
  drop,
  expectFact,
  goTo,
  openTab,
  setField,
  soon,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

/**
 * Leads a page through all that it can show, with a table of numbers, labels and gaps, and calls `look` in every state.
 * Whatever changes the page's colours or size meanwhile leaves the state as it is.
 */
export async function everyState(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  await atFirst(page, look);
  await network(page, look);
  await training(page, look);
  await asking(page, look);
}

type Look = (state: string) => Promise<void>;

const ROWS = 120;

function tableText(): string {
  const random = new Random(8);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const cause = random.normal();
    const noise = () => 0.5 * random.normal();
    const size = row % 17 === 3 ? "" : (cause + noise()).toFixed(3);
    const region = ["north", "south", "east"][random.integer(2) + (cause + noise() > 0 ? 1 : 0)];
    return [size, (noise() - cause).toFixed(3), cause + noise() > 0 ? "yes" : "no", region].join();
  });
  return `size,weight,ill,region\n${lines.join("\n")}\n`;
}

async function atFirst(page: Page, look: Look): Promise<void> {
  await page.waitForSelector('[data-testid="network"] [data-node="eutG"]');
  await look("first sight");
  await page.getByRole("button", { name: "Tour and worked examples" }).click();
  await page.waitForSelector("dialog .walks");
  await look("tour and examples");
  await page.keyboard.press("Escape");
  await page.locator("button.question").first().click();
  await look("a word explained");
  await page.keyboard.press("Escape");
}

async function network(page: Page, look: Look): Promise<void> {
  await page.click('[data-node="eutG"]');
  await look("a node selected");
  await page.getByRole("button", { name: "Nodes as a list" }).click();
  await look("nodes as a list");
  await page.getByRole("button", { name: "Nodes as a list" }).click();
  for (const tab of ["Claims", "Masks", "Text", "Faithful inverse"]) {
    await openTab(page, tab);
    await page.waitForSelector(".busy", { state: "detached" });
    await look(tab);
  }
  await page.click("button:text-is('Paste')");
  await page.getByLabel("Text of the network").fill("a -> b\nb -> a");
  await page.click("dialog button:text-is('Open')");
  await page.waitForSelector("dialog [role=alert]:has-text('cycle')");
  await look("a pasted network with a cycle");
  await page.keyboard.press("Escape");
  await page.click("button:text-is('Copy as')");
  await look("copy as");
  await page.keyboard.press("Escape");
}

async function training(page: Page, look: Look): Promise<void> {
  await goTo(page, "Train");
  await look("Train, rows drawn");
  await page.click("button:text-is('Copy as command or TypeScript')");
  await look("a training as text");
  await page.keyboard.press("Escape");
  await goTo(page, "Network");
  await openTab(page, "Text");
  await page.fill(".text-view textarea", "latent h\nsize <- h\nweight <- h\nill <- h\nregion");
  await expectFact(page, "arcs", "3");
  await drop(page, "regions.csv", tableText());
  await goTo(page, "Train");
  await page.click(".kinds summary");
  await look("Train, a table and its kinds");
  await page.getByLabel("Kind of region").selectOption("gaussian");
  await page.waitForSelector(".findings .bad");
  await look("a column of the wrong kind");
  await page.getByLabel("Kind of region").selectOption("categorical");
  await page.waitForSelector(".findings .good");
  await goTo(page, "Network");
  await openTab(page, "Claims");
  await page.click(`button:has-text('Ask the ${ROWS} rows')`);
  await page.waitForSelector("button:has-text('Ask the rows again')");
  await page.waitForSelector('[data-testid="network"] .arc.asked', { state: "attached" });
  await look("doubtful arcs");
  await goTo(page, "Train");
  await watchOneRun(page);
  await setField(page, "epochs at most", "100000");
  await page.getByTestId("start").click();
  await page.waitForFunction(() => /epoch \d|done/.test(document.querySelector(".run")?.textContent ?? ""));
  await look("two trainings that run");
  // A training of so few rows may end by itself meanwhile.
  await page.evaluate(() => {
    for (const stop of document.querySelectorAll<HTMLElement>('.run button[aria-label^="Stop"]'))
      stop.click();
  });
  await waitForRuns(page, "done");
  await look("two trainings done");
  await page.click("text=On the graph");
  await page.waitForSelector('[data-testid="learned"] .arc', { state: "attached" });
  await look("what was learned, on the graph");
}

async function asking(page: Page, look: Look): Promise<void> {
  await goTo(page, "Ask");
  for (const tab of ASK_TABS) {
    await openTab(page, tab);
    await page.waitForSelector(".busy", { state: "detached" });
    await soon(async () => {
      if ((await page.locator(".busy").count()) > 0) throw new Error(`${tab} is at work`);
    });
    await look(tab);
  }
  await openTab(page, "Beliefs");
  await page.locator('[data-testid="beliefs"] [data-node="size"] .bars').click();
  await page.waitForSelector('[data-testid="beliefs"] [data-node="h"] .posterior');
  await look("beliefs with evidence");
  await goTo(page, "Network");
  await openTab(page, "Text");
  await page.fill(".text-view textarea", "latent h\nsize <- h\nweight <- h, size\nill <- h\nregion");
  await expectFact(page, "arcs", "4");
  await goTo(page, "Ask");
  await page.getByTestId("stale").waitFor();
  await look("models of an earlier network");
  await page.click("button:has-text('What differs')");
  await page.waitForSelector('[data-testid="earlier-network"] [data-node="h"]');
  await look("what differs");
  await page.keyboard.press("Escape");
  await goTo(page, "Train");
  await page.locator("select:has(option[value=watch])").selectOption("recommended");
  await page.click("summary:has-text('other flows')");
  await look("a list with models of an earlier network, and other families");
}
