import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { InputError } from "../../src/internals.ts";
import { loadTable } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const folder = temporaryFolder();

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("columns whose names begin with brackets are columns", async () => {
  for (const [name, columns, text] of [
    ["t.tsv", ["[[#", "b"], "[[#\tb\n0\t1\n"],
    ["t.csv", ["[[a]", "{b"], "[[a],{b\n0,1\n"],
    ["t.csv", ["[ {x}", "y]"], "[ {x},y]\n0,1\n"],
    ["t.csv", ["graph [cm]", "net"], "graph [cm],net\n0,1\n"],
    ["t.csv", ["class", "[b]"], "class,[b]\n0,1\n"],
    ["t.tsv", ["[a]", "network {s}"], "[a]\tnetwork {s}\n0\t1\n"],
  ] as const) {
    const { data } = await loadTable(file(name, text), columns);
    assert.deepEqual([...data.values], [0, 1]);
  }
});

test("an array of JSON's objects or rows is told, whatever its file is called", async () => {
  for (const text of ['[{"a": 1}]', "[\n  {}\n]", "[[1, 2], [3, 4]]", '[["a"],[1]]'])
    for (const name of ["t.csv", "t.jsonl"])
      await assert.rejects(loadTable(file(name, text), ["a"]), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, /one JSON array/);
        return true;
      });
});
