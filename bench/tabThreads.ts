import type { Browser } from "playwright-core";

/** Rows of ARTH150: two for each of its nodes. */
const ROWS = "214";

/** Milliseconds for which a person looks at the settings at least; the studio gets ready meanwhile. */
const LOOKED = 3000;

/** Seconds that the studio, at `address`, takes to train on ARTH150 as a person does who sets nothing, with so many threads. */
export async function trainingInTab(browser: Browser, address: string, threads: number): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.addScriptTag({ url: new URL("worker.js", address).href });
  await page.evaluate((cores) => {
    // Workers start others, as many as their browser names cores.
    const { sirenStudioWorkers } = globalThis as unknown as { sirenStudioWorkers: Record<string, string> };
    sirenStudioWorkers["worker.js"] =
      `Object.defineProperty(navigator,"hardwareConcurrency",{value:${cores}});${sirenStudioWorkers["worker.js"]}`;
  }, threads);
  await page.getByTestId("built-in").selectOption("arth150");
  await page.click('nav button:has-text("Train")');
  await page.getByRole("checkbox", { name: /^vae / }).uncheck();
  const rows = page.getByLabel("rows to simulate", { exact: true });
  await rows.fill(ROWS);
  await rows.blur();
  await page.waitForFunction(() => "sirenStudioCharts" in globalThis);
  await page.waitForTimeout(LOOKED);
  // By the page itself: whoever waits from outside looks twice a second.
  const seconds = await page.evaluate(
    () =>
      new Promise<number>((end) => {
        const begun = performance.now();
        const watcher = new MutationObserver(() => {
          if (document.querySelector('.run[data-status="done"]') === null) return;
          watcher.disconnect();
          end((performance.now() - begun) / 1000);
        });
        watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
        document.querySelector<HTMLElement>("[data-testid=start]")!.click();
      }),
  );
  await page.close();
  return seconds;
}
