import type { Browser, Page } from "playwright-core";

/** What a person sees of a page's speed. */
export interface Frames {
  readonly count: number;
  /** Milliseconds from one frame to the next. */
  readonly median: number;
  readonly longest: number;
  readonly over50: number;
}

/** Watches the frames of the studio, at `address`, while it trains its first two models on ECOLI70. */
export async function framesWhileTraining(
  browser: Browser,
  address: string,
  seconds: number,
): Promise<Frames> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.click('nav button:has-text("Train")');
  await watchOneRun(page);
  for (const [label, value] of [
    ["rows to simulate", "2000"],
    ["epochs at most", "5000"],
  ]) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(value);
    await field.blur();
  }
  await page.getByTestId("start").click();
  await page.waitForFunction(() => /epoch \d/.test(document.querySelector(".run")?.textContent ?? ""));
  const gaps = await page.evaluate(
    (duration) =>
      new Promise<number[]>((done) => {
        const seen: number[] = [];
        const first = performance.now();
        let last = first;
        const frame = (now: number) => {
          seen.push(now - last);
          last = now;
          if (now - first < duration) requestAnimationFrame(frame);
          else done(seen.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    1000 * seconds,
  );
  await page.close();
  const sorted = [...gaps].sort((a, b) => a - b);
  return {
    count: gaps.length,
    median: sorted[sorted.length >> 1],
    longest: sorted[sorted.length - 1],
    over50: gaps.filter((gap) => gap > 50).length,
  };
}

/** Chooses the training that takes as many epochs as it is told. */
async function watchOneRun(page: Page): Promise<void> {
  await page.locator("select:has(option[value=watch])").selectOption("watch");
}

/**
 * Milliseconds from a click on a measured node of ECOLI70 until the beliefs of the hidden nodes have moved, one for each click
 * on another place of its bars.
 */
export async function beliefTimes(browser: Browser, address: string, clicks: number): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.click('nav button:has-text("Train")');
  await watchOneRun(page);
  const epochs = page.getByLabel("epochs at most", { exact: true });
  await epochs.fill("5");
  await epochs.blur();
  await page.getByTestId("start").click();
  await page.waitForSelector('.run[data-status="done"]');
  await page.click('nav button:has-text("Ask")');
  await page.click('[role=tab]:has-text("Beliefs")');
  await page.waitForSelector('[data-testid="beliefs"] .bars .prior');
  const bars = page.locator('[data-testid="beliefs"] [data-node="aceB"] .bars');
  const { x, y, width, height } = (await bars.boundingBox())!;
  const times: number[] = [];
  for (let click = 0; click < clicks; click++) {
    // Installed before the click is sent: a page takes input before it takes scripts.
    const moved = await page.evaluateHandle(() => {
      const beliefs = () =>
        [...document.querySelectorAll('[data-testid="beliefs"] .posterior')]
          .map((bar) => bar.outerHTML)
          .join();
      const before = beliefs();
      let begun: number | undefined;
      addEventListener("pointerdown", () => (begun = performance.now()), { capture: true, once: true });
      const time = new Promise<number>((done) => {
        const watcher = new MutationObserver(() => {
          if (begun === undefined || beliefs() === before) return;
          watcher.disconnect();
          const from = begun;
          // Drawn with the next frame.
          requestAnimationFrame(() => done(performance.now() - from));
        });
        watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
      return { time };
    });
    await page.mouse.click(x + width * (0.25 + 0.5 * ((click * 0.37) % 1)), y + height / 2);
    times.push(await moved.evaluate(({ time }) => time));
    await page.waitForTimeout(150);
  }
  await page.close();
  return times.sort((a, b) => a - b);
}
