import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { columnMoments, toRawCovariance } from "../../src/data/columnMoments.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { assertClose, correlatedTable, covarianceOf, table } from "../gaussian/tables.ts";

describe("moments of the columns", () => {
  test("mean, scale and correlation together are the covariance", () => {
    const data = correlatedTable(["a", "b", "c", "d"], 30, 1);
    const moments = columnMoments(data);
    const covariance = toRawCovariance(moments.correlation, moments.standardDeviation);
    const expected = covarianceOf(data).to1DArray();
    expected.forEach((value, i) => {
      assertClose(covariance[i], value, 1e-10 * (1 + Math.abs(value)));
    });
  });

  const cases: [string, Parameters<typeof table>, RegExp][] = [
    ["no columns", [[], []], /at least one column/],
    ["no rows", [["a"], []], /at least 2 rows.*got 0/],
    ["one row", [["a"], [[1]]], /at least 2 rows.*got 1/],
    [
      "ragged rows",
      [
        ["a", "b"],
        [[1, 2], [3]],
      ],
      /2 rows of 2 columns, which are 4 values, got 3/,
    ],
    [
      "NaN",
      [
        ["a", "b"],
        [
          [1, 2],
          [3, Number.NaN],
        ],
      ],
      /got NaN in column "b", row 2/,
    ],
    [
      "infinity",
      [
        ["a", "b"],
        [
          [-Infinity, 2],
          [3, 4],
        ],
      ],
      /got -Infinity in column "a", row 1/,
    ],
    [
      "a constant column",
      [
        ["a", "b"],
        [
          [1, 0.1],
          [2, 0.1],
          [4, 0.1],
        ],
      ],
      /every column to vary.*in all 3 rows of column "b"/,
    ],
  ];
  for (const [name, [columns, rows], message] of cases) {
    test(`${name}: one clear error`, () => {
      assert.throws(
        () => columnMoments(table(columns, rows)),
        (error) => error instanceof InputError && message.test(error.message),
      );
    });
  }
});
