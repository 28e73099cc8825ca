import type { Browser } from "playwright-core";

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
