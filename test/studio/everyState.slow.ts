import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violations } from "./accessibility.ts";
import { cutTexts } from "./cutTexts.ts";
import { inChromium, skip, soon } from "./page.ts";
import { everyState } from "./states.ts";

const SETTINGS = [
  { colorScheme: "light", forcedColors: "none", width: 1280, height: 800 },
  { colorScheme: "dark", forcedColors: "none", width: 390, height: 844 },
  { colorScheme: "light", forcedColors: "active", width: 2560, height: 1440 },
  { colorScheme: "dark", forcedColors: "active", width: 1280, height: 800 },
] as const;

describe("every state of the studio", { skip }, () => {
  const studio = inChromium();

  test("axe finds nothing and nothing is cut off in any state, in light, dark and forced colours, on a phone, a desk and a wide screen", async () => {
    const page = await studio.open();
    const found: string[] = [];
    let states = 0;
    await everyState(page, async (state) => {
      states++;
      for (const { width, height, ...colours } of SETTINGS) {
        await page.emulateMedia(colours);
        await page.setViewportSize({ width, height });
        for (const violation of await violations(page))
          found.push(`${state}, ${width} pixels, ${Object.values(colours).join(" ")}: ${violation}`);
        // Figures are drawn anew for another width a moment after it has changed.
        await soon(async () => assert.deepEqual(await cutTexts(page), [])).catch((error: Error) =>
          found.push(`${state}, ${width} pixels: ${error.message}`),
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${state}: ${wide} pixels wider than the window of ${width}`);
      }
      await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
      await page.setViewportSize({ width: 1280, height: 800 });
    });
    assert.ok(states > 25, `${states}`);
    assert.deepEqual(found, []);
  });
});
