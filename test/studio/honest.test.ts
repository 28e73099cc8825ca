import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { seriousViolations } from "./accessibility.ts";
import {
  download,
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

const ROWS = Array.from({ length: 80 }, (_, i) => {
  const h = Math.sin(7 * i);
  return [100 + h, i % 9 === 4 ? "" : 50 - h + 0.3 * Math.cos(5 * i), 3 * h + 0.5 * Math.sin(3 * i)].join();
});
const TABLE = `x,y,z\n${ROWS.join("\n")}\n`;

describe("what the studio says, in Chromium", { skip }, () => {
  const studio = inChromium();

  /** A drawn network and a table from elsewhere: one page, asked step by step. */
  describe("a drawn network with a table from elsewhere", () => {
    let page: Page;
    before(async () => {
      page = await studio.open();
      await openTab(page, "Text");
      await page.fill(".text-view textarea", "latent h\nx <- h\ny <- h\nz <- h");
      await goTo(page, "Train");
      await drop(page, "elsewhere.csv", TABLE);
      await page.waitForSelector(".findings:has-text('rows have gaps')");
      await watchTrue(page, "3");
      await startAndWait(page, 1);
    });

    test("has no floor: not as a fact, not in the chart, not in the comparison", async () => {
      await soon(async () => assert.match((await page.textContent(".figure"))!, /linear network/));
      assert.doesNotMatch((await page.textContent(".figure"))!, /floor -?\d/);
      await goTo(page, "Network");
      await expectFact(page, "arcs", "3");
      assert.doesNotMatch((await page.textContent(".facts"))!, /floor/);
      await goTo(page, "Ask");
      await page.waitForSelector(".busy", { state: "detached" });
      await soon(async () => assert.match((await page.textContent(".compare"))!, /SIReN-VAE true−?\d/));
      assert.equal(await page.locator(".compare tr.floor").count(), 0);
    });

    test("two trainings of the same settings have numbers, and a paired difference with its error", async () => {
      await goTo(page, "Train");
      await startAndWait(page, 2);
      await soon(async () =>
        assert.match((await page.textContent(".hidden[role=status]"))!, /finished training/),
      );
      await goTo(page, "Ask");
      await page.waitForSelector(".busy", { state: "detached" });
      await soon(async () => {
        const rows = await page.locator(".compare tbody tr").allTextContents();
        assert.ok(
          rows.some((row) => /^\s*SIReN-VAE true \(no\. 1\)/.test(row)),
          rows.join("\n"),
        );
        assert.ok(rows.some((row) => /^\s*SIReN-VAE true \(no\. 2\)/.test(row)));
        assert.ok(rows.some((row) => /\+\d\.\d{3} ± \d\.\d{3}/.test(row)));
      });
      const bars = page.locator(
        'svg[aria-label^="Distance from"] g[aria-label="x-axis tick label"], svg[aria-label^="Distance from"] rect',
      );
      await soon(async () => assert.ok((await bars.count()) >= 5));
    });

    test("a row with a gap is asked about, its gap filled, and a value typed", async () => {
      await openTab(page, "Posterior and gaps");
      await page.getByLabel("rows to ask about").selectOption("table");
      await page.getByLabel("row, 1 to 80").fill("5");
      await page.keyboard.press("Enter");
      await page.waitForSelector('svg[aria-label="Values that were left out"]');
      assert.equal(await page.getByLabel("Value of y", { exact: true }).inputValue(), "");
      await page.getByLabel("Value of y", { exact: true }).fill("49.5");
      await page.keyboard.press("Enter");
      await page.waitForSelector('svg[aria-label="Values that were left out"]', { state: "detached" });
      assert.equal(await page.getByLabel("Use the value of y").isChecked(), true);
      assert.match(
        (await page.textContent('svg[aria-label="Posterior of every latent"] desc'))!,
        /^h: .*95 %/,
      );
    });

    test("a whole table has its gaps filled and its hidden node inferred", async () => {
      await openTab(page, "Files");
      const filled = await download(page, () => page.click("button:has-text('Gaps filled, table')"));
      const lines = filled.toString().trim().split("\n");
      assert.equal(lines.length, 81);
      assert.ok(
        lines
          .slice(1)
          .every((line) => line.split(",").every((cell) => cell !== "" && Number.isFinite(+cell))),
      );
      assert.equal(lines[1], ROWS[0]);
      const hidden = await download(page, () => page.click("button:has-text('Hidden nodes, table')"));
      const [head, ...rest] = hidden.toString().trim().split("\n");
      assert.equal(head, "row,effective_samples,h.mean,h.sd,h.q05,h.q50,h.q95");
      assert.deepEqual(
        rest.map((line) => +line.split(",")[0]),
        ROWS.map((_, i) => i + 1),
      );
      // Rows that were kept apart have the number that they have in the file, and the same belief there and here.
      const tested = await download(page, () => page.click("button:has-text('Hidden nodes, test')"));
      const kept = await download(page, () => page.click("button:has-text('Test rows')"));
      const values = kept.toString().trim().split("\n").slice(1);
      const numbers = tested.toString().trim().split("\n").slice(1);
      assert.ok(numbers.length > 10);
      numbers.forEach((line, at) => {
        assert.equal(ROWS[+line.split(",")[0] - 1], values[at]);
      });
    });

    test("a link says that neither the table nor its models are in it", async () => {
      await page.click('[aria-label="Copy a link to this network and these settings"]');
      await page.waitForSelector(".notice:has-text('the settings, and not elsewhere.csv, nor models.')");
      await page.locator(".notice [aria-label='Close this message']").last().click();
    });

    test("beliefs stand on the graph: evidence by a click, by typing, by a row; do cuts the arcs", async () => {
      await openTab(page, "Beliefs");
      await page.waitForSelector('[data-testid="beliefs"] .bars .prior');
      assert.equal(await page.locator('[data-testid="beliefs"] .posterior').count(), 0);
      const bars = (await page.locator('[data-testid="beliefs"] [data-node="x"] .bars').boundingBox())!;
      await page.mouse.click(bars.x + 0.9 * bars.width, bars.y + bars.height / 2);
      await page.waitForSelector('[data-testid="beliefs"] [data-node="h"] .posterior');
      await soon(async () =>
        assert.equal(await page.locator('[data-node="x"][aria-pressed="true"]').count(), 1),
      );
      await soon(async () => assert.match((await page.textContent(".evidence"))!, /^x = 10[0-3]/));
      // Clicking a hidden node's bars chooses it and sets nothing.
      await page.locator('[data-testid="beliefs"] [data-node="h"] .bars').click();
      await soon(async () => assert.equal(await page.locator(".evidence li").count(), 1));
      await page.locator(".belief-panel select").first().selectOption("z");
      await page.getByLabel("Value of z").fill("2.5");
      await page.keyboard.press("Enter");
      await soon(async () => assert.equal(await page.locator(".evidence li").count(), 2));
      // A number that no row has is said, and stands there to be mended.
      await page.getByLabel("row of the file", { exact: true }).fill("9999");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".belief-panel [role=alert]:has-text(' to ')");
      assert.equal(await page.getByLabel("row of the file", { exact: true }).inputValue(), "9999");
      await soon(async () => assert.equal(await page.locator(".evidence li").count(), 2));
      await page.getByLabel("row of the file", { exact: true }).fill("2");
      await page.keyboard.press("Enter");
      await soon(async () => assert.equal(await page.locator(".evidence li").count(), 3));
      await page.focus('[data-testid="beliefs"] [data-node="y"]');
      await page.keyboard.press("Delete");
      await soon(async () => assert.equal(await page.locator(".evidence li").count(), 2));
      await page.click("text=Nothing known");
      await page.locator(".belief-panel input[type=checkbox]").check();
      await page.locator('[data-testid="beliefs"] [data-node="x"] .bars').click();
      await page.waitForSelector(
        '[data-testid="beliefs"] .arc.cut[data-arc], [data-testid="beliefs"] .arc.cut',
      );
      await soon(async () => assert.equal(await page.locator('[data-testid="beliefs"] .arc.cut').count(), 1));
      await page.waitForSelector('[data-testid="beliefs"] [data-node="y"] .posterior');
      assert.deepEqual(await seriousViolations(page), []);
    });
  });

  test("what is typed and confirmed at once, before the page has drawn it, is taken", async () => {
    const page = await studio.open();
    const type = (label: string, text: string) =>
      page.getByLabel(label, { exact: true }).evaluate((field, typed) => {
        (field as HTMLInputElement).value = typed;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }, text);
    await goTo(page, "Train");
    await watchOneRun(page);
    await type("rows to simulate", "60");
    await type("epochs at most", "3");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await page.waitForSelector(".pane-head:has-text('60 rows')");
    await goTo(page, "Ask");
    await openTab(page, "Beliefs");
    await page.waitForSelector('[data-testid="beliefs"] .bars .prior');
    await type("Value of aceB", "-2.5");
    await soon(async () => assert.match((await page.textContent(".evidence"))!, /^aceB = −2\.5/));
    // Answers that come meanwhile draw the page anew.
    await openTab(page, "Posterior and gaps");
    const row = page.getByLabel(/^row, 1 to/);
    const used = page.getByLabel("Use the value of aceB", { exact: true });
    await row.fill("7");
    await used.evaluate((box) => (box as HTMLElement).click());
    await soon(async () => assert.equal(await used.isChecked(), false));
    await page.waitForSelector('svg[aria-label="Values that were left out"]');
    assert.equal(await row.inputValue(), "7");
    await row.press("Enter");
    await soon(async () => assert.equal(await used.isChecked(), true));
    assert.equal(await row.inputValue(), "7");
  });

  test("nodes stay where they are when others change, and a new one is where it was put", async () => {
    const page = await studio.open();
    await page.waitForSelector('[data-testid="network"] [data-node="eutG"]');
    const places = () =>
      page
        .locator('[data-testid="network"] [data-node]')
        .evaluateAll((nodes) =>
          nodes.map((node) => `${(node as SVGElement).dataset.node} ${node.getAttribute("transform")}`),
        );
    const before = await places();
    await page.click('[data-testid="network"] [data-node="eutG"]');
    await page.getByLabel("Other node of the new arc").selectOption("aceB");
    await expectFact(page, "arcs", "71");
    assert.deepEqual(await places(), before);
    const frame = (await page.locator('[data-testid="network"]').boundingBox())!;
    const [x, y] = [frame.x + frame.width - 70, frame.y + frame.height - 90];
    await page.mouse.dblclick(x, y);
    const fresh = page.locator('[data-testid="network"] [data-node="node1"]');
    await fresh.waitFor();
    const box = (await fresh.locator(".body").boundingBox())!;
    assert.ok(Math.abs(box.x + box.width / 2 - x) < 3 && Math.abs(box.y + box.height / 2 - y) < 3);
    assert.deepEqual((await places()).slice(0, before.length), before);
    // A drag moves a node and nothing else, and an undo takes it back.
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 30, y - 40, { steps: 3 });
    await page.mouse.up();
    await soon(async () =>
      assert.ok(Math.abs((await fresh.locator(".body").boundingBox())!.x - box.x + 30) < 3),
    );
    await expectFact(page, "arcs", "71");
    await page.keyboard.press("Control+z");
    await soon(async () => assert.ok(Math.abs((await fresh.locator(".body").boundingBox())!.x - box.x) < 1));
  });

  test("long names are whole, and those of a large network can be read", async () => {
    const page = await studio.open();
    const name = "systolic blood pressure after six weeks of treatment";
    await openTab(page, "Text");
    await page.fill(".text-view textarea", `"${name}"\nb <- "${name}"`);
    const node = page.locator(`[data-testid="network"] [data-node="${name}"]`);
    await node.waitFor();
    assert.equal((await node.locator("text").allTextContents()).join(" "), name);
    await page.getByTestId("built-in").selectOption("arth150");
    await page.waitForSelector('[data-testid="network"] [data-node="798"]');
    const height = (await page
      .locator('[data-testid="network"] [data-node="798"] text')
      .first()
      .boundingBox())!.height;
    assert.ok(height > 8, `${height} pixels`);
  });

  test("a finger hits nodes of 40 pixels, changes nothing by a tap, and scrolls by a swipe", async () => {
    const page = await studio.open(pageFile, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const node = page.locator('[data-testid="network"] [data-node="icdA"]');
    await node.waitFor();
    const { height } = (await node.locator(".body").boundingBox())!;
    assert.ok(height >= 40, `${height} pixels`);
    await node.tap();
    await soon(async () => assert.equal(await page.inputValue(".inspector input"), "icdA"));
    await expectFact(page, "measured", "24");
    assert.equal(
      await page
        .locator('[data-testid="network"] svg.graph')
        .evaluate((svg) => getComputedStyle(svg).touchAction),
      "pan-y",
    );
    await page.locator("button:has-text('Arc')").first().tap();
    await page.locator('[data-testid="network"] [data-node="aceB"]').tap();
    await expectFact(page, "arcs", "70");
  });

  test("forced colours pass axe, and paper shows no controls", async () => {
    const page = await studio.open(pageFile, { forcedColors: "active" });
    await page.click("header button[aria-label$='colours']");
    await page.click('[data-testid="network"] [data-node="eutG"]');
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours that the page keeps are seen on the system's ground.
      await page.waitForSelector(`html[data-theme=${colorScheme}]`);
      assert.deepEqual(await seriousViolations(page), []);
      // Words on a filled ground: no plate of the ground's own colour may lie behind them.
      const filled = page.locator(".step[aria-current] b, .segments input:checked + span, button.main");
      for (const style of await filled.evaluateAll((all) =>
        all.map((element) => {
          const { forcedColorAdjust, color, backgroundColor } = getComputedStyle(element);
          return { plate: forcedColorAdjust !== "none", same: color === backgroundColor };
        }),
      ))
        assert.deepEqual(style, { plate: false, same: false });
    }
    await goTo(page, "Network");
    await openTab(page, "Faithful inverse");
    await page.waitForSelector('.inverse-view [data-node="eutG"]');
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".top nav").isVisible(), false);
    for (const means of ["text=Click or tap a node", "input[type=search]", "button:not(.link)"])
      for (const one of await page.locator(means).all()) assert.equal(await one.isVisible(), false, means);
    // What a button says of the network stays.
    assert.equal(await page.locator(".inspector button.link:has-text('sucA')").isVisible(), true);
    // Nobody can move a picture on paper: all of it is there.
    await soon(async () =>
      assert.deepEqual(
        await page.locator("svg.graph").evaluateAll((pictures) =>
          pictures.map((picture) => {
            const { top, bottom } = picture.getBoundingClientRect();
            return [...picture.querySelectorAll(".node .body")].filter((node) => {
              const place = node.getBoundingClientRect();
              return place.top < top || place.bottom > bottom;
            }).length;
          }),
        ),
        [0, 0],
      ),
    );
  });

  describe("under a content security policy", () => {
    let server: Server;
    let address: string;
    before(async () => {
      const folder = new URL(".", pageFile);
      const types: Record<string, string> = {
        ".html": "text/html",
        ".js": "text/javascript",
        ".css": "text/css",
        ".svg": "image/svg+xml",
      };
      server = createServer((request, response) => {
        const name = request.url!.replace(/[?#].*/, "").slice(1) || "index.html";
        const allowed = name.startsWith("open/")
          ? "script-src 'self' 'wasm-unsafe-eval'"
          : "script-src 'self'";
        const file = name.replace(/^open\//, "") || "index.html";
        response.setHeader("content-security-policy", `${allowed}; worker-src blob:`);
        response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
        try {
          response.end(readFileSync(new URL(file, folder)));
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    test("a forbidden WebAssembly is one sentence that says what to allow", async () => {
      const page = await studio.open(address, { serviceWorkers: "block" });
      await page.waitForSelector(".notice.error:has-text(\"'wasm-unsafe-eval'\")");
    });

    test("what the sentence asks for is enough to train", async () => {
      const page = await studio.open(`${address}open/`, { serviceWorkers: "block" });
      await goTo(page, "Train");
      await watchTrue(page, "2");
      await setField(page, "rows to simulate", "40");
      await startAndWait(page, 1);
      assert.equal(await page.locator(".notice.error").count(), 0);
    });
  });
});

async function watchTrue(page: Page, epochs: string): Promise<void> {
  await watchOneRun(page);
  await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
  await setField(page, "epochs at most", epochs);
}

async function startAndWait(page: Page, count: number): Promise<void> {
  await page.getByTestId("start").click();
  await page.waitForFunction((wanted) => document.querySelectorAll(".run").length === wanted, count);
  await waitForRuns(page, "done");
}
