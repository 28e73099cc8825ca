import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds serious or critical on the page as it is, one line each. */
export function seriousViolations(page: Page): Promise<string[]> {
  return violations(page, ["serious", "critical"]);
}

/** What axe finds on the page as it is, one line each; only of some impacts where they are named. */
export async function violations(page: Page, impacts?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(source);
  return page.evaluate(async (wanted) => {
    interface Found {
      id: string;
      impact: string | null;
      nodes: { target: unknown[]; failureSummary?: string }[];
    }
    const { axe } = globalThis as unknown as {
      axe: { run: (where: Document, options: object) => Promise<{ violations: Found[] }> };
    };
    const { violations: found } = await axe.run(document, { resultTypes: ["violations"] });
    return found
      .filter(({ impact }) => wanted === undefined || wanted.includes(String(impact)))
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`)
            .slice(0, 3)
            .join("; ")}`,
      );
  }, impacts);
}
