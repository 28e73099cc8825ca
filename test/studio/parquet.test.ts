import { describe, test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { dropBytes, inChromium, openTab, skip, trainWatched } from "./page.ts";

const ROWS = 40;
const numbers = Array.from({ length: ROWS }, (_, i) => Math.sin(i));
const z = { name: "other", data: numbers.map(() => "text") };
const file = (...columnData: { name: string; data: unknown[] }[]) =>
  new Uint8Array(parquetWriteBuffer({ columnData: columnData as never }));

describe("Parquet in Chromium", { skip }, () => {
  const studio = inChromium();

  test("problems are named by row and column, truth values are numbers, and a good table trains", async () => {
    const page = await studio.open();
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\nx <- h\ny <- h");
    const words = numbers.map((value, i) => (i === 6 ? "seven" : String(value)));
    await dropBytes(page, "words.parquet", file({ name: "x", data: words }, { name: "y", data: numbers }, z));
    await page.waitForSelector(".findings li.bad:has-text('row 1, column \"x\" of words.parquet')");
    const far = numbers.map((value, i) => (i === 6 ? Number.POSITIVE_INFINITY : value));
    await dropBytes(page, "far.parquet", file({ name: "x", data: far }, { name: "y", data: numbers }));
    await page.waitForSelector(
      ".findings li.bad:has-text('finite number in row 7, column \"x\" of far.parquet')",
    );
    await dropBytes(page, "half.parquet", file({ name: "x", data: numbers }).subarray(0, 200));
    await page.waitForSelector(".notice.error:has-text('half.parquet')");
    // A column that claims to be a group of less than no columns once kept the page busy for ever.
    const endless = file({ name: "x", data: numbers }, { name: "y", data: numbers });
    endless[Buffer.from(endless).indexOf(Buffer.of(0x18, 1, "x".charCodeAt(0)))] = 0x24;
    await dropBytes(page, "endless.parquet", endless);
    await page.waitForSelector(".notice.error:has-text('whole Parquet file in endless.parquet')");
    await dropBytes(page, "texts.parquet", file(z));
    await page.waitForSelector(".findings:has-text('No column for any measured node')");
    const truths = numbers.map((value, i) => (i === 3 ? null : value > 0));
    await dropBytes(page, "good.parquet", file({ name: "x", data: truths }, { name: "y", data: numbers }, z));
    await page.waitForSelector(
      `.findings:has-text("${ROWS} rows"):has-text("1 row has gaps"):has-text("other")`,
    );
    await trainWatched(page, 5);
  });
});
