import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { GROUP_FIELDS, SparsePattern } from "../../src/engine/index.ts";

/** Rows that often repeat their neighbour, over up to 8 columns. */
const lists = fc.integer({ min: 1, max: 8 }).chain((columnCount) =>
  fc
    .array(
      fc.record({
        repeat: fc.boolean(),
        list: fc.subarray(Array.from({ length: columnCount }, (_, i) => i)),
      }),
      { minLength: 0, maxLength: 12 },
    )
    .map((rows) => {
      const result: number[][] = [];
      for (const { repeat, list } of rows)
        result.push(repeat && result.length > 0 ? result[result.length - 1] : list);
      return { columnCount, rows: result };
    }),
);

const entries = (pattern: SparsePattern) =>
  Array.from({ length: pattern.size }, (_, k) => `${pattern.rowOf[k]},${pattern.columnOf[k]}`);

describe("SparsePattern", () => {
  test("the example of the documentation", () => {
    const pattern = SparsePattern.fromRows([[0, 1], [0, 1], [2]], 3);
    assert.equal(pattern.size, 5);
    assert.equal(pattern.weightIndex(2, 2), 4);
  });

  test("holds exactly the entries that were given, numbered by weightIndex", () => {
    fc.assert(
      fc.property(lists, ({ rows, columnCount }) => {
        const pattern = SparsePattern.fromRows(rows, columnCount);
        assert.equal(
          pattern.size,
          rows.reduce((sum, list) => sum + list.length, 0),
        );
        const seen = new Set<number>();
        rows.forEach((list, row) => {
          assert.deepEqual(pattern.columnsOf(row), list);
          for (let column = 0; column < columnCount; column++) {
            const k = pattern.weightIndex(row, column);
            if (!list.includes(column)) assert.equal(k, -1);
            else {
              assert.equal(pattern.rowOf[k], row);
              assert.equal(pattern.columnOf[k], column);
              seen.add(k);
            }
          }
        });
        assert.equal(seen.size, pattern.size);
      }),
    );
  });

  test("groups are runs of rows with equal lists, as long as they can be", () => {
    fc.assert(
      fc.property(lists, ({ rows, columnCount }) => {
        const { groups, groupCount, columns } = SparsePattern.fromRows(rows, columnCount);
        let row = 0;
        let weight = 0;
        for (let g = 0; g < groupCount; g++) {
          const [first, count, from, length, firstWeight] = groups.subarray(g * GROUP_FIELDS);
          assert.equal(first, row);
          assert.equal(firstWeight, weight);
          for (let r = first; r < first + count; r++) {
            assert.deepEqual([...columns.subarray(from, from + length)], rows[r]);
          }
          if (g > 0) assert.notDeepEqual(rows[first], rows[first - 1]);
          row += count;
          weight += count * length;
        }
        assert.equal(row, rows.length);
      }),
    );
  });

  test("the transposed pattern has the mirrored entries, and its permutation finds the weights", () => {
    fc.assert(
      fc.property(lists, ({ rows, columnCount }) => {
        const pattern = SparsePattern.fromRows(rows, columnCount);
        const { pattern: mirrored, permutation } = pattern.transposed;
        assert.equal(mirrored.rows, columnCount);
        assert.equal(mirrored.columnCount, rows.length);
        assert.deepEqual(
          entries(mirrored).sort(),
          entries(pattern)
            .map((entry) => entry.split(",").reverse().join(","))
            .sort(),
        );
        permutation.forEach((k, i) => {
          assert.equal(pattern.rowOf[k], mirrored.columnOf[i]);
          assert.equal(pattern.columnOf[k], mirrored.rowOf[i]);
        });
        assert.deepEqual(entries(mirrored.transposed.pattern), entries(pattern));
        assert.strictEqual(pattern.transposed, pattern.transposed);
      }),
    );
  });

  test("a given order is kept, and turned round by transposing", () => {
    const order = [2, 0, 3, 1];
    const pattern = SparsePattern.fromRows([[2], [0, 3], [], [0, 2]], 4, order);
    const firstRows = (p: SparsePattern) =>
      Array.from({ length: p.groupCount }, (_, g) => p.groups[g * GROUP_FIELDS]);
    assert.deepEqual(firstRows(pattern), order);
    assert.deepEqual(firstRows(pattern.transposed.pattern), [...order].reverse());
  });

  test("a dense matrix is one group", () => {
    const pattern = SparsePattern.dense(5, 3);
    assert.equal(pattern.groupCount, 1);
    assert.equal(pattern.size, 15);
    assert.equal(pattern.transposed.pattern.groupCount, 1);
    assert.equal(pattern.weightIndex(4, 2), 14);
  });
});
