import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  drop,
  expectFact,
  goTo,
  inChromium,
  openTab,
  pageFile,
  setField,
  skip,
  soon,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

describe("what the studio keeps, in Chromium", { skip }, () => {
  const studio = inChromium();

  const trainBriefly = async (page: Page, epochs: string) => {
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "rows to simulate", "60");
    await setField(page, "epochs at most", epochs);
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
  };

  test("two tabs keep their own work, which is listed and opened again", async () => {
    const first = await studio.open();
    await first.getByTestId("built-in").selectOption("gaussian-tree");
    await trainBriefly(first, "3");
    const second = await first.context().newPage();
    await second.goto(pageFile);
    await second.waitForSelector("header nav");
    await expectFact(second, "arcs", "70");
    await second.getByTestId("built-in").selectOption("arth150");
    await trainBriefly(second, "2");
    await soon(async () => assert.equal(await keptSessions(second), 2));
    await first.reload();
    await first.waitForSelector(".run");
    assert.match((await first.textContent("#training h2"))!, /gaussian-tree/i);
    await second.reload();
    await second.waitForSelector(".run");
    assert.match((await second.textContent("#training h2"))!, /ARTH150/);
    await second.close();
    // The tab's hold on its session ends with it.
    await first.waitForFunction(async () => (await navigator.locks.query()).held!.length === 1);
    await first.click('[aria-label^="Kept work"]');
    await first.waitForSelector(".kept li:has-text('gaussian-tree'):has-text('this tab')");
    await first.click(".kept li:has-text('ARTH150') button:has-text('Open')");
    await first.waitForSelector("#training h2:has-text('ARTH150')");
    await first.waitForSelector(".run");
  });

  test("an edit outlives a reload while the browser's storage is busy", async () => {
    const page = await studio.open();
    await page.evaluate(
      () =>
        new Promise<void>((begun) => {
          const request = indexedDB.open("siren-vae-studio", 1);
          request.onsuccess = () => {
            const store = request.result.transaction("kept", "readwrite").objectStore("kept");
            const stayBusy = () => {
              store.get("nothing").onsuccess = stayBusy;
            };
            stayBusy();
            begun();
          };
        }),
    );
    await page.getByTestId("built-in").selectOption("arithmetic-circuit");
    await expectFact(page, "arcs", "8");
    // Beyond the moment that an edit waits for others, so that it is on its way.
    await page.waitForTimeout(1500);
    await page.reload();
    await expectFact(page, "arcs", "8");
  });

  test("an edit outlives a reload that follows at once", async () => {
    const page = await studio.open();
    await page.getByTestId("built-in").selectOption("gaussian-tree");
    await soon(async () => assert.equal(await keptSessions(page), 1));
    await page.click('[data-testid="network"] [data-node="x_4_0"]');
    await page.click("button:has-text('Make latent')");
    await page.reload();
    await expectFact(page, "measured", "15");
  });

  test("a page that is let go of late still comes back as it was", async () => {
    const page = await studio.open();
    await page.getByTestId("built-in").selectOption("gaussian-tree");
    await soon(async () => assert.equal(await keptSessions(page), 1));
    // Stands for a page that ends slowly: it gets the hold before the one that comes, for longer than that waits for others.
    const slow = await page.context().newPage();
    await slow.goto(pageFile);
    await slow.evaluate(async () => {
      const { held } = await navigator.locks.query();
      const names = held!.map(({ name }) => name!).filter((name) => name.startsWith("siren-vae-studio "));
      for (const name of names)
        void navigator.locks.request(name, () => new Promise((done) => setTimeout(done, 4000)));
    });
    await page.reload();
    await expectFact(page, "measured", "16");
    await slow.close();
  });

  test("undo after a reload stays with the network that is there", async () => {
    const page = await studio.open();
    await page.getByTestId("built-in").selectOption("arth150");
    await soon(async () => assert.equal(await keptSessions(page), 1));
    await page.reload();
    await expectFact(page, "arcs", "150");
    assert.equal(await page.locator('[aria-label="Undo"]').isDisabled(), true);
    await page.keyboard.press("Control+z");
    await expectFact(page, "arcs", "150");
  });

  test("a training that is removed comes back by Undo", async () => {
    const page = await studio.open();
    await trainBriefly(page, "2");
    await page.click('[aria-label="Remove SIReN-VAE true"]');
    await soon(async () => assert.equal(await page.locator(".run").count(), 0));
    await page.click(".notice button:has-text('Undo')");
    await soon(async () => assert.equal(await page.locator(".run").count(), 1));
    await goTo(page, "Ask");
    await page.waitForSelector(".compare");
  });

  test("storage that is full or forbidden is said for as long as it lasts", async () => {
    const page = await studio.open();
    await page.evaluate(() => {
      const put = IDBObjectStore.prototype.put;
      const holder = globalThis as { mend?: () => void };
      holder.mend = () => {
        IDBObjectStore.prototype.put = put;
      };
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("No room.", "QuotaExceededError");
      };
    });
    await page.getByTestId("built-in").selectOption("arth150");
    await page.waitForSelector(".trouble:has-text('storage is full')");
    await page.waitForSelector(".trouble button:has-text('Save the project')");
    await page.evaluate(() => (globalThis as { mend?: () => void }).mend!());
    await page.getByTestId("built-in").selectOption("ecoli70");
    await page.waitForSelector(".trouble", { state: "detached" });
    await soon(async () => assert.equal(await keptSessions(page), 1));
  });

  test("work that the browser does not keep is not left for other work", async () => {
    const page = await studio.open();
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("No room.", "QuotaExceededError");
      };
    });
    await page.getByTestId("built-in").selectOption("arth150");
    await page.waitForSelector(".trouble:has-text('storage is full')");
    await page.click("[aria-label='Kept work: other sessions of this browser']");
    await page.click("button:has-text('Begin another')");
    await page.waitForSelector(
      "dialog [role=alert]:has-text('would be lost') >> button:has-text('Save the project')",
    );
    await page.keyboard.press("Escape");
    await expectFact(page, "arcs", "150");
  });

  test("what is deleted behind the page's back is kept again, models too", async () => {
    const page = await studio.open();
    await trainBriefly(page, "2");
    await soon(async () => assert.equal(await keptSessions(page), 1));
    await page.evaluate(
      () =>
        new Promise((done, failed) => {
          const request = indexedDB.deleteDatabase("siren-vae-studio");
          request.onsuccess = done;
          request.onerror = failed;
          request.onblocked = () => failed(new Error("The page holds on to the database."));
        }),
    );
    await goTo(page, "Network");
    await page.click('[data-testid="network"] [data-node="eutG"]');
    await page.click("button:has-text('Make measured')");
    await soon(async () => assert.equal(await keptSessions(page), 1));
    assert.equal(await page.locator(".trouble").count(), 0);
    await page.reload();
    await expectFact(page, "measured", "25");
    await goTo(page, "Train");
    await waitForRuns(page, "done");
  });

  test("names that every object of the language has are names like others, also after a reload", async () => {
    const page = await studio.open();
    await openTab(page, "Text");
    await page.fill(
      ".text-view textarea",
      "latent constructor\ntoString <- constructor\nhasOwnProperty <- constructor, toString",
    );
    await expectFact(page, "arcs", "3");
    await page.fill(
      ".text-view textarea",
      "latent constructor\ntoString <- constructor\nhasOwnProperty <- constructor, toString\n__proto__",
    );
    await soon(async () =>
      assert.match((await page.textContent(".text-view [role=status]"))!, /__proto__.*Rename/),
    );
    await soon(async () => assert.equal(await keptSessions(page), 1));
    await page.reload();
    await expectFact(page, "arcs", "3");
    await goTo(page, "Train");
    await drop(page, "odd.csv", "toString,hasOwnProperty\n1,2\n2,1\n3,5\n");
    await soon(async () =>
      assert.match((await page.textContent(".findings"))!, /A column for every measured node, 3 rows/),
    );
  });

  test("typing faster than the page draws loses nothing of the text", async () => {
    const page = await studio.open();
    const unfinished = "latent a\nb <- a\nc <- a\n__proto__";
    // As soon as the text is there, before the page has done what follows its drawing.
    await page.evaluate((last) => {
      const watcher = new MutationObserver(() => {
        const area = document.querySelector<HTMLTextAreaElement>(".text-view textarea");
        if (area === null) return;
        watcher.disconnect();
        for (const text of ["latent a\nb <- a\nc <- a", last]) {
          area.value = text;
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }
      });
      watcher.observe(document.body, { subtree: true, childList: true });
    }, unfinished);
    await openTab(page, "Text");
    await expectFact(page, "arcs", "2");
    await soon(async () =>
      assert.match((await page.textContent(".text-view [role=status]"))!, /__proto__.*Rename/),
    );
    assert.equal(await page.inputValue(".text-view textarea"), unfinished);
  });

  test("a view that fails says so, keeps the rest of the page, and comes back", async () => {
    const page = await studio.open();
    await goTo(page, "Train");
    await page.evaluate(() => {
      const holder = globalThis as { mend?: () => void };
      const watcher = ResizeObserver;
      holder.mend = () => {
        globalThis.ResizeObserver = watcher;
      };
      globalThis.ResizeObserver = class {
        constructor() {
          throw new Error("no observers today");
        }
      } as never;
    });
    await goTo(page, "Network");
    await page.waitForSelector("[role=alert]:has-text('no observers today')");
    await page.waitForSelector("button:has-text('Save the project as a file')");
    await goTo(page, "Train");
    await page.getByTestId("start").waitFor();
    await goTo(page, "Network");
    await page.evaluate(() => (globalThis as { mend?: () => void }).mend!());
    await page.click("button:has-text('Try again')");
    await page.waitForSelector('[data-testid="network"] [data-node="eutG"]');
  });
});

/** How many sessions the browser keeps. */
function keptSessions(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const request = indexedDB.open("siren-vae-studio", 1);
        request.onsuccess = () => {
          const store = request.result.transaction("kept").objectStore("kept");
          const keys = store.getAllKeys();
          keys.onsuccess = () => {
            request.result.close();
            done(keys.result.filter((key) => String(key).startsWith("session ")).length);
          };
        };
      }),
  );
}
