import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  columnMeans,
  columnOf,
  columnStandardDeviations,
  createDataset,
  rejectConstantColumns,
  selectColumns,
  takeRows,
} from "../../src/data/index.ts";
import { InputError } from "../../src/numeric/errors.ts";

const table = () =>
  createDataset(
    ["a", "b", "c"],
    [
      [1, 10, 5],
      [2, 20, 5],
      [6, 60, 5],
    ],
  );

/** The call fails with an InputError whose message has all these parts. */
function rejects(call: () => unknown, ...parts: string[]): void {
  assert.throws(call, (error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const part of parts) assert.ok(error.message.includes(part), `"${part}" in: ${error.message}`);
    return true;
  });
}

describe("createDataset", () => {
  test("the example of its docstring", () => {
    const data = createDataset(
      ["a", "b"],
      [
        [1, 2],
        [3, 4],
      ],
    );
    assert.equal(data.rowCount, 2);
    assert.equal(data.values[2], 3);
  });

  test("takes row-major values as they are", () => {
    const values = Float64Array.of(1, 2, 3, 4);
    assert.equal(createDataset(["a", "b"], values).values, values);
  });

  test("names the row and the column of a value that is not finite", () => {
    rejects(
      () =>
        createDataset(
          ["a", "b"],
          [
            [1, 2],
            [3, Number.NaN],
          ],
        ),
      "NaN",
      "row 2",
      '"b"',
    );
    rejects(() => createDataset(["a", "b"], Float64Array.of(-Infinity, 2)), "-Infinity", "row 1", '"a"');
  });

  test("refuses rows of the wrong width, no rows, no columns, and names that repeat or are empty", () => {
    rejects(() => createDataset(["a", "b"], [[1, 2], [3]]), "2 values", "got 1", "row 2");
    rejects(() => createDataset(["a", "b"], Float64Array.of(1, 2, 3)), "got 3 values");
    rejects(() => createDataset(["a"], []), "at least one row");
    rejects(() => createDataset([], []), "at least one column");
    rejects(() => createDataset(["a", "a"], [[1, 2]]), '"a" twice');
    rejects(() => createDataset(["a", ""], [[1, 2]]), "column 2");
  });
});

describe("columns and rows", () => {
  test("selectColumns takes them in the order of the names", () => {
    const data = selectColumns(table(), ["b", "a"]);
    assert.deepEqual(data.columns, ["b", "a"]);
    assert.deepEqual([...data.values], [10, 1, 20, 2, 60, 6]);
    assert.deepEqual([...columnOf(table(), "b")], [10, 20, 60]);
  });

  test("a missing column is an error with the nearest name", () => {
    const data = createDataset(["height", "weight"], [[1, 2]]);
    rejects(() => selectColumns(data, ["hieght"]), '"hieght"', 'Did you mean "height"?');
  });

  test("takeRows takes them in the given order, also twice", () => {
    const data = takeRows(table(), [2, 0, 2]);
    assert.equal(data.rowCount, 3);
    assert.deepEqual([...columnOf(data, "a")], [6, 1, 6]);
  });

  test("takeRows refuses rows that are not there", () => {
    rejects(() => takeRows(table(), [0, 3]), "0 to 2", "got 3");
    rejects(() => takeRows(table(), [0.5]), "0.5");
    rejects(() => takeRows(table(), []), "at least one row");
  });
});

describe("statistics of columns", () => {
  test("means and standard deviations", () => {
    assert.deepEqual([...columnMeans(table())], [3, 30, 5]);
    const [a, b, c] = columnStandardDeviations(table());
    assert.ok(Math.abs(a - Math.sqrt(14 / 3)) < 1e-14);
    assert.ok(Math.abs(b - 10 * Math.sqrt(14 / 3)) < 1e-13);
    assert.equal(c, 0);
  });

  test("a large mean costs no digits of the standard deviation", () => {
    const data = createDataset(["a"], [[1e9 + 1], [1e9 + 3]]);
    assert.equal(columnStandardDeviations(data)[0], 1);
  });

  test("a constant column is refused by name", () => {
    rejects(() => rejectConstantColumns(table()), '"c"', "5", "3 rows");
    rejectConstantColumns(selectColumns(table(), ["a", "b"]));
    const far = createDataset(["a"], [[1e13], [1e13 + 1], [1e13 + 2]]);
    rejects(() => rejectConstantColumns(far), "10000000000000 to 10000000000002", '"a"', "Subtract");
  });
});
