import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { StructureNetwork } from "../../src/internals.ts";
import { loadMeasuredTable } from "../../src/io/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const folder = temporaryFolder();
const file = join(folder, "clinic.csv");
const pains = ["none", "some", "much"];
writeFileSync(
  file,
  `pain,sex,calls,note\n${Array.from({ length: 30 }, (_, i) => `${i === 4 ? "" : pains[i % 3]},${i % 2 ? "f" : "m"},${[0, 1, 0, 2, 0, 3, 1, 9, 1, 0, 5][i % 11]},x`).join("\n")}\n`,
);
const network = new StructureNetwork({
  name: "clinic",
  nodes: [
    { name: "severity", parents: [] },
    { name: "sex", parents: [] },
    { name: "pain", parents: ["severity"] },
    { name: "calls", parents: ["severity", "sex"] },
  ],
});

describe("a table read for a network", () => {
  test("says what is measured, of which kind, and keeps gaps", async () => {
    const read = await loadMeasuredTable(network, file, {
      kinds: { pain: { kind: "ordinal", levels: pains } },
    });
    const { dag } = read.network;
    assert.deepEqual(
      dag.observed.map((node) => dag.names[node]),
      ["sex", "pain", "calls"],
    );
    assert.deepEqual(read.ignored, ["note"]);
    assert.deepEqual(
      read.data.types?.map(({ kind, levels }) => [kind, levels]),
      [
        ["binary", ["f", "m"]],
        ["ordinal", pains],
        ["count", undefined],
      ],
    );
    const codes = Array.from({ length: 6 }, (_, row) => read.data.values[3 * row + 1]);
    assert.deepEqual(codes, [0, 1, 2, 0, Number.NaN, 2]);
    assert.match(read.notes.join(" "), /hidden is severity/);
  });

  test("finds the kinds by itself", async () => {
    const { kinds } = await loadMeasuredTable(network, file);
    assert.deepEqual(
      kinds.map(({ name, type }) => [name, type.kind]),
      [
        ["sex", "binary"],
        ["pain", "categorical"],
        ["calls", "count"],
      ],
    );
  });

  test("a kind for what is no column, or of a name that there is not, is refused", async () => {
    await assert.rejects(
      loadMeasuredTable(network, file, { kinds: { pian: { kind: "ordinal" } } }),
      (error) => error instanceof InputError && /got "pian".*pain/.test(error.message),
    );
    await assert.rejects(
      loadMeasuredTable(network, file, { kinds: { pain: { kind: "ordinel" } } }),
      (error) => error instanceof InputError && /got "ordinel".*ordinal/.test(error.message),
    );
  });
});
