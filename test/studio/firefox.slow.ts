import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { BidiBrowser } from "./bidiBrowser.ts";
import { buildStudio, pageFile } from "./page.ts";

const firefox = [
  process.env.FIREFOX ?? "",
  "/usr/bin/firefox",
  "/usr/bin/firefox-esr",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
].find((path) => path !== "" && existsSync(path));

// Where no Firefox is installed there is nothing to test, in continuous integration either.
if (firefox !== undefined) {
  describe("the studio in Firefox", () => {
    test("opens, trains, and answers", async () => {
      buildStudio();
      const browser = await BidiBrowser.launch(firefox);
      try {
        await browser.open(pageFile);
        await browser.until("document.querySelector('[data-testid=network] [data-node=eutG]') !== null");
        const click = (selector: string) =>
          browser.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
        await click("nav button:nth-of-type(2)");
        await browser.until("document.querySelector('[data-testid=start]') !== null");
        await browser.evaluate(`{
          const method = document.querySelector("select:has(option[value=watch])");
          method.value = "watch";
          method.dispatchEvent(new Event("change", { bubbles: true }));
        }`);
        await click("[data-testid=start]");
        await browser.until(
          "[...document.querySelectorAll('.run')].length > 0 && [...document.querySelectorAll('.run')].every((run) => run.dataset.status === 'done')",
        );
        await click("nav button:nth-of-type(3)");
        await browser.until(
          "/SIReN-VAE true\\d/.test(document.querySelector('.compare')?.textContent ?? '')",
        );
        await browser.evaluate(
          "[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent === 'Beliefs').click()",
        );
        await browser.until("document.querySelector('[data-testid=beliefs] .bars') !== null");
        assert.equal(await browser.evaluate("document.querySelectorAll('.notice.error').length"), 0);
        assert.deepEqual(browser.errors, []);
      } finally {
        await browser.close();
      }
    });
  });
}
