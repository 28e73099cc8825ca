import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { download, expectFact, inChromium, openTab, skip, soon } from "./page.ts";

describe("editing a network in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
    await page.click('[data-node="eutG"]');
    await page.click("button:has-text('Make measured')");
  });

  test("the nodes are one stop of the Tab key, and an arc that was clicked takes R and Delete", async () => {
    const stops = page.locator('[data-testid="network"] [data-node][tabindex="0"]');
    await soon(async () => assert.equal(await stops.count(), 1));
    await page.focus('[aria-label="Show all"]');
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await soon(async () =>
      assert.equal(await stops.evaluate((node) => node === document.activeElement), true),
    );
    await clickArc(page, "sucA", "atpG");
    await soon(async () => assert.equal(await page.textContent(".arc-name"), "sucA → atpG"));
    await page.keyboard.press("r");
    await soon(async () => assert.equal(await page.textContent(".arc-name"), "atpG → sucA"));
    await page.keyboard.press("Delete");
    await expectFact(page, "arcs", "69");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await expectFact(page, "arcs", "70");
  });

  test("a deleted arc's button hands the focus to its panel", async () => {
    await page.focus('[data-node="eutG"]');
    await page.focus('[aria-label="Delete the arc from eutG to lacY"]');
    await page.keyboard.press("Enter");
    await soon(async () =>
      assert.equal(
        await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
        "Selection",
      ),
    );
    await page.focus('[data-node="eutG"]');
    await page.keyboard.press("Control+z");
    await expectFact(page, "arcs", "70");
  });

  test("arcs by a drag, nodes by a double-click", async () => {
    const middle = async (name: string) => {
      const box = (await page.locator(`[data-testid="network"] [data-node="${name}"]`).boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    await page.keyboard.down("Shift");
    await page.mouse.move(...(await middle("eutG")));
    await page.mouse.down();
    await page.mouse.move(...(await middle("sucA")), { steps: 3 });
    await page.mouse.move(...(await middle("atpG")), { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await expectFact(page, "arcs", "71");
    await page.click('[aria-label="Undo"]');
    await expectFact(page, "arcs", "70");
    // The ring below a selected node draws an arc, and the picture stays where it is.
    await page.click('[data-testid="network"] [data-node="eutG"]');
    const ring = (await page.locator('[data-testid="network"] .handle').boundingBox())!;
    const target = await middle("atpG");
    await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await page.mouse.down();
    await page.mouse.move(...(await middle("sucA")), { steps: 3 });
    await page.mouse.move(...target, { steps: 3 });
    (await middle("atpG")).forEach((at, axis) => {
      assert.ok(Math.abs(at - target[axis]) < 3, `${at} and ${target[axis]}`);
    });
    await page.mouse.up();
    await expectFact(page, "arcs", "71");
    const frame = (await page.locator('[data-testid="network"]').boundingBox())!;
    await page.mouse.dblclick(frame.x + frame.width - 12, frame.y + frame.height - 70);
    await expectFact(page, "measured", "26");
    const named = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    await soon(async () => assert.equal(await named(), "node1"));
    // Nothing typed yet: what is undone is the node.
    await page.keyboard.press("Control+z");
    await expectFact(page, "measured", "25");
    await page.mouse.dblclick(frame.x + frame.width - 12, frame.y + frame.height - 70);
    await soon(async () => assert.equal(await named(), "node1"));
    await page.keyboard.type("dose");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-testid="network"] [data-node="dose"]');
    for (let i = 0; i < 3; i++) await page.click('[aria-label="Undo"]');
    await expectFact(page, "arcs", "70");
    await expectFact(page, "measured", "25");
  });

  test("pointing at a node shows its conditional; a search goes from node to node", async () => {
    await page.hover('[data-testid="network"] [data-node="b1191"]');
    await soon(async () =>
      assert.match((await page.textContent("[role=tooltip]"))!, /^b1191 = 1\.273 \+ N\(0, 0\.6086\)$/),
    );
    await page.fill('input[type="search"]', "at");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await soon(async () => assert.equal(await page.inputValue(".inspector input"), "atpG"));
    await page.fill('input[type="search"]', "");
  });

  test("the elimination plays step by step, and the masks are drawn", async () => {
    await page.click('[aria-label="One step on"]');
    await soon(async () =>
      assert.match(
        (await page.textContent(".inverse-view [role=status]"))!,
        /^Step 1 of 21: \w+ goes, and reads /,
      ),
    );
    await page.click('[aria-label="Play the elimination"]');
    await page.waitForSelector(".inverse-view [role=status]:has-text('Step 3 of 21')");
    await page.click("text=Whole");
    await openTab(page, "Masks");
    await soon(async () =>
      assert.match((await page.textContent(".mask figcaption"))!, /\d+ × 100, \d+(\.\d)? % stored/),
    );
    const saved = (kind: string) =>
      download(page, () => page.locator(`[aria-label^='Save "Prior: into'][aria-label$="${kind}"]`).click());
    const light = String(await saved("SVG"));
    assert.ok(light.includes("rgb(194, 90, 0)") && light.includes('fill="rgb(255, 255, 255)"'), light);
    assert.ok(!light.includes("var(--"));
    assert.deepEqual([...(await saved("PNG")).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    // A file has the colours that are seen.
    await page.click('[aria-label="Dark colours"]');
    const dark = String(await saved("SVG"));
    assert.ok(dark.includes("rgb(242, 166, 90)") && dark.includes('fill="rgb(24, 32, 40)"'), dark);
    await page.click('[aria-label="Light colours"]');
  });

  test("a refused cycle is drawn with the arc that would close it, until its message goes", async () => {
    await page.focus('[data-node="sucA"]');
    await page.keyboard.press("a");
    await page.focus('[data-node="eutG"]');
    await page.keyboard.press("Enter");
    await soon(async () => assert.equal(await page.locator(".arc.refused").count(), 2));
    await soon(async () =>
      assert.equal(await page.locator('.arc.wanted[data-arc="sucA → eutG"]').count(), 1),
    );
    await page.keyboard.press("Escape");
    await soon(async () => assert.equal(await page.locator(".refused").count(), 0));
    await soon(async () => assert.equal(await page.locator(".notice").count(), 0));
  });
});

/** Clicks the middle of an arc, as a person would. */
async function clickArc(page: Page, parent: string, child: string): Promise<void> {
  const [x, y] = await page
    .locator(`[data-testid="network"] [data-arc="${parent} → ${child}"] .arc-line`)
    .evaluate((line: SVGPathElement) => {
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
      const spot = new DOMPoint(x, y).matrixTransform(line.getScreenCTM()!);
      return [spot.x, spot.y] as const;
    });
  await page.mouse.click(x, y);
}
