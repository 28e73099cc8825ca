import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import type { Table } from "../../studio/src/train/data.ts";
import { tableOf } from "../../studio/src/train/tables/tableOf.ts";
import { suggestArcs } from "../../studio/src/worker/suggestArcs.ts";

const ROWS = 100;

function table(columns: Readonly<Record<string, (row: number) => number>>): Table {
  return tableOf({
    file: "t.csv",
    rowCount: ROWS,
    ignored: [],
    columns: Object.entries(columns).map(([name, value]) => ({
      name,
      numbers: Float64Array.from({ length: ROWS }, (_, row) => value(row)),
    })),
  });
}

const random = new Random(5);
const [a, e, f] = [0, 1, 2].map(() => Float64Array.from({ length: ROWS }, () => random.normal()));

describe("arcs that a table suggests", () => {
  test("a total of others and a copy are said, and the others have their arcs", () => {
    const columns = {
      a: (row: number) => a[row],
      b: (row: number) => a[row] + 0.5 * e[row],
      sum: (row: number) => 2 * a[row] + 0.5 * e[row],
      other: (row: number) => f[row],
      copy: (row: number) => 3 * f[row] + 1,
    };
    const { nodes, notes } = suggestArcs({ table: table(columns), columns: Object.keys(columns) });
    const arcs = nodes.flatMap(({ name, parents }) => parents.map((parent) => [parent, name].sort().join()));
    assert.ok(
      arcs.some((arc) => ["a,b", "a,sum", "b,sum"].includes(arc)),
      arcs.join(" "),
    );
    assert.equal(notes.length, 2);
    assert.match(notes[0], /^(copy follows from other|other follows from copy) in all 100 complete rows: /);
    assert.match(notes[1], /^(a|b|sum) follows from (a|b) and (b|sum) in all 100 complete rows: /);
  });

  test("a column with few values does not stop the others, nor does one that is constant in the complete rows", () => {
    const columns = {
      a: (row: number) => a[row],
      b: (row: number) => a[row] + 0.5 * e[row],
      rare: (row: number) => (row < 4 ? e[row] : Number.NaN),
      half: (row: number) => (row % 2 === 0 ? f[row] : Number.NaN),
      flag: (row: number) => (row % 2 === 0 ? 1.5 : f[row]),
    };
    const { nodes, notes } = suggestArcs({ table: table(columns), columns: Object.keys(columns) });
    assert.equal(nodes.length, 5);
    assert.equal(nodes.flatMap(({ parents }) => parents).length, 1);
    assert.deepEqual(notes, [
      "rare has so many gaps that few rows would be complete, and gets no arcs.",
      "flag does not vary in the 50 complete rows, and gets no arcs.",
    ]);
  });

  test("two columns that are never there together are an error that says what to do", () => {
    const columns = {
      a: (row: number) => (row % 2 === 0 ? a[row] : Number.NaN),
      b: (row: number) => (row % 2 === 1 ? a[row] : Number.NaN),
    };
    assert.throws(
      () => suggestArcs({ table: table(columns), columns: ["a", "b"] }),
      /at least 10 rows without gaps in t.csv .*, got 0 of 100; most gaps are in column "a"\. Begin with/,
    );
  });
});
