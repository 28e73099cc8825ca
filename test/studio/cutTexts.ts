import type { Page } from "playwright-core";

/** Texts of figures that reach beyond them, where nobody sees them whole. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("figure.figure svg")].flatMap((figure) => {
      const frame = figure.getBoundingClientRect();
      const isCut = (text: Element) => {
        const { left, right, top, bottom, width } = text.getBoundingClientRect();
        const over = Math.max(frame.left - left, right - frame.right, frame.top - top, bottom - frame.bottom);
        return width > 0 && over > 0.5;
      };
      return [...figure.querySelectorAll("text")]
        .filter(isCut)
        .map((text) => `${figure.getAttribute("aria-label")}: "${text.textContent}" is cut off`);
    }),
  );
}
