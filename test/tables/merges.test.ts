import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadRawTable, loadTable } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const sides = (one: string, other: string) => `<<<<<<< HEAD\n${one}\n=======\n${other}\n>>>>>>> branch\n`;

function tableOf(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

test("a merge that Git left unfinished is told wherever it stands, also in a column of labels", async () => {
  const labels = tableOf("labels.csv", `a\n${"x\ny\n".repeat(5000)}${sides("x", "y")}`);
  await assert.rejects(loadRawTable(labels), /both sides of a merge .* \(line 10002\)\. Settle/);
  const numbers = tableOf("numbers.csv", `a,b\r\n${"1,2\r\n".repeat(5000)}${sides("1,2", "3,4")}`);
  await assert.rejects(loadTable(numbers, ["a", "b"]), /both sides of a merge .* \(line 5002\)/);
  const lines = tableOf("rows.jsonl", `${'{"a":1}\n'.repeat(2000)}${sides('{"a":1}', '{"a":2}')}`);
  await assert.rejects(loadTable(lines, ["a"]), /both sides of a merge .* \(line 2001\)/);
});

test("labels that begin with signs of lesser are labels", async () => {
  const file = tableOf("labels.csv", `a,b\n${"<18,1\n<<<<<<<,2\n".repeat(5)}`);
  const { rowCount } = await loadRawTable(file);
  assert.equal(rowCount, 10);
});

test("what stands in a cell is shortened for messages", async () => {
  const file = tableOf(
    "long.csv",
    `a\n${Array.from({ length: 9 }, (_, i) => `${i}${"x".repeat(999)}\n`).join("")}`,
  );
  const { columns } = await loadRawTable(file);
  assert.ok(columns[0].texts!.first.text.length <= 40);
});
