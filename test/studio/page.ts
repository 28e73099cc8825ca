import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, afterEach, before } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { temporaryFolder } from "../temporaryFolder.ts";

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
/** In continuous integration Chromium is installed beforehand: there its absence is a failure, not a skip. */
export const skip = chromium === undefined && !process.env.CI ? "no Chromium is installed here" : false;

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const pageFile = `file://${join(root, "studio/dist/index.html")}`;

/** Builds the page where something that it is made of is younger than it is: `npm test` has just built it. */
export function buildStudio(): void {
  const built = join(root, "studio/dist/index.html");
  if (
    existsSync(built) &&
    youngest(["src", "studio", "assembly", "docs", "scripts", "examples", "networks"]) <
      statSync(built).mtimeMs
  )
    return;
  execFileSync(process.execPath, [join(root, "scripts/build-studio.mjs")], { stdio: "ignore" });
}

/** When the last change of what lies in these folders was, in milliseconds. */
function youngest(folders: readonly string[]): number {
  const built = join(root, "studio/dist");
  let latest = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !path.startsWith(built)) latest = Math.max(latest, statSync(path).mtimeMs);
    }
  }
  return latest;
}

async function launch(): Promise<Browser> {
  const { chromium: type } = await import("playwright-core");
  return type.launch({ executablePath: chromium, args: ["--no-sandbox"], timeout: 0 });
}

/** Chromium for the tests of a suite. */
export interface Studio {
  readonly browser: Browser;
  /** Opens the page, in a window of its own. */
  open(address?: string, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Opens Chromium, with the page built, before the tests of a suite, and closes it after them. An error of any page that the suite
 * has opened fails the test in which it happens.
 *
 * @param prepare what comes before the first test
 */
export function inChromium(prepare: (studio: Studio) => void | Promise<void> = () => undefined): Studio {
  let browser: Browser | undefined;
  const errors: string[] = [];
  const studio: Studio = {
    get browser() {
      return browser!;
    },
    open: (address = pageFile, options = {}) => openPage(browser!, address, errors, options),
  };
  before(async () => {
    buildStudio();
    browser = await launch();
    await prepare(studio);
  });
  afterEach(() => assert.deepEqual(errors.splice(0), []));
  after(() => browser?.close());
  return studio;
}

/** The steps of the page's last part, in their order. */
export const ASK_TABS = [
  "Compare",
  "Beliefs",
  "Posterior and gaps",
  "Samples",
  "Intervene",
  "Anomalies",
  "Calibration",
  "Files",
] as const;

async function openPage(
  browser: Browser,
  address: string,
  errors: string[],
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // A busy machine is slow, not wrong; what has not come after minutes never comes.
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(address);
  await page.waitForSelector("header nav");
  return page;
}

export async function goTo(page: Page, step: "Network" | "Train" | "Ask"): Promise<void> {
  await page.click(`nav button:has-text("${step}")`);
}

export async function openTab(page: Page, title: string): Promise<void> {
  await page.click(`[role=tab]:has-text("${title}")`);
}

/** Fills a field by its label. */
export async function setField(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(value);
  await field.blur();
}

/** Writes a network as text, and opens a table that has a column for every measured node of it. */
export async function openNetworkWithTable(
  page: Page,
  network: { readonly text: string; readonly arcs: number },
  table: { readonly name: string; readonly content: string },
): Promise<void> {
  await openTab(page, "Text");
  await page.fill(".text-view textarea", network.text);
  await expectFact(page, "arcs", String(network.arcs));
  await goTo(page, "Train");
  await drop(page, table.name, table.content);
  await page.waitForSelector(".findings .good");
}

/** Chooses one training with a validation curve, which takes as few epochs as one likes. */
export async function watchOneRun(page: Page): Promise<void> {
  await page.locator("select:has(option[value=watch])").selectOption("watch");
}

/** Trains what is chosen, one training each with a validation curve, for so many epochs. */
export async function trainWatched(page: Page, epochs: number): Promise<void> {
  await watchOneRun(page);
  await setField(page, "epochs at most", String(epochs));
  await page.getByTestId("start").click();
  await waitForRuns(page, "done");
}

export async function waitForRuns(page: Page, status: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const cards = [...document.querySelectorAll<HTMLElement>(".run")];
    return cards.length > 0 && cards.every((card) => card.dataset.status === wanted);
  }, status);
}

export async function download(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  const place = join(temporaryFolder(), "file");
  await file.saveAs(place);
  return readFileSync(place);
}

/** Drops a file on the page, as a person would. */
export async function drop(page: Page, name: string, content: string): Promise<void> {
  await dropBytes(page, name, new TextEncoder().encode(content));
}

export async function dropBytes(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    ([fileName, base64]) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );
}

const PATIENCE = 60_000;

/**
 * Repeats a check until it holds: the page draws what an event changed some moments later, and a busy machine takes its time.
 *
 * @throws what the check threw last
 */
export async function soon(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await setTimeout(20);
    }
  }
}

/** A number of the panel that says what the network is. */
async function facts(page: Page, name: string): Promise<string | null> {
  return page.locator(`.facts div:has(dt:text-is("${name}")) dd`).textContent();
}

/** Waits until the panel says that number. */
export async function expectFact(page: Page, name: string, value: string): Promise<void> {
  await soon(async () => assert.equal(await facts(page, name), value));
}
