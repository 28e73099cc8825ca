import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findKinds } from "../../src/data/index.ts";
import { loadRawTable, parseTable } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

test("a word among numbers: the error names the option that says what is missing", async () => {
  const text = `x,y\n${Array.from({ length: 40 }, (_, i) => `${i}.5,${i === 20 ? "unknown" : 1.25 * i}`).join("\n")}\n`;
  assert.throws(
    () => parseTable(text, ["x", "y"], "t.csv"),
    /line 22, column "y" of t\.csv, got the text "unknown"\. .* --missing-values\.$/,
  );
  const file = join(temporaryFolder(), "t.csv");
  writeFileSync(file, text);
  for (const given of [undefined, new Map([["y", { kind: "gaussian" } as const]])]) {
    const kinds = findKinds(await loadRawTable(file), given);
    assert.match(String(kinds[1].problem), /got the text "unknown".*--missing-values/);
  }
  assert.equal(findKinds(await loadRawTable(file, undefined, { missingValues: ["unknown"] }))[1].gaps, 1);
});
