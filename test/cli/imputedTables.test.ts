import assert from "node:assert/strict";
import { test } from "node:test";
import { gapSummaries, spreadIsLost, summaryNames } from "../../src/cli/imputedTables.ts";
import type { ColumnType } from "../../src/data/index.ts";
import type { ImputedRows } from "../../src/query/index.ts";

test("levels are told by probabilities, numbers by summaries, and what is not finite is left empty", () => {
  const types: ColumnType[] = [{ kind: "binary", levels: ["no", "yes"] }, { kind: "student-t" }];
  const levels = [0.05, 0.5, 0.95];
  const columns = ["row", ...types.flatMap((type, c) => summaryNames(["ill", "dose"][c], type, levels))];
  assert.deepEqual(columns.slice(0, 4), ["row", "ill.p(no)", "ill.p(yes)", "dose.mean"]);
  assert.deepEqual(summaryNames("dose", types[1], [0.025, 0.07, 0.999]).slice(2), [
    "dose.q02.5",
    "dose.q07",
    "dose.q99.9",
  ]);
  const found = {
    completed: { columns: ["ill", "dose"], rowCount: 2, values: Float64Array.of(1, 2, 0, 3), types },
    row: Int32Array.of(0, 1),
    column: Int32Array.of(0, 1),
    mean: Float64Array.of(0.75, 3),
    standardDeviation: Float64Array.of(0.4, Number.POSITIVE_INFINITY),
    levels,
    quantiles: Float64Array.of(0, 1, 1, 1, 3, 9),
    draws: new Float64Array(0),
    probabilities: [Float64Array.of(0.25, 0.75), undefined],
    effectiveSampleSize: Float64Array.of(1, 1),
  } satisfies ImputedRows;
  const { values } = gapSummaries(found, columns, [0, 1], 10);
  const gap = Number.NaN;
  assert.deepEqual(Array.from(values), [
    11,
    0.25,
    0.75,
    gap,
    gap,
    gap,
    gap,
    gap,
    12,
    gap,
    gap,
    3,
    gap,
    1,
    3,
    9,
  ]);
});

test("a spread beyond all numbers leaves no quantiles that look like some; heavy tails keep theirs", () => {
  const found = {
    completed: { columns: ["b"], rowCount: 2, values: Float64Array.of(5e57, 3) },
    row: Int32Array.of(0, 1),
    column: Int32Array.of(0, 0),
    mean: Float64Array.of(5e57, 3),
    standardDeviation: Float64Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
    levels: [0.05, 0.95],
    quantiles: Float64Array.of(-7e307, 7e307, -4, 9),
    draws: new Float64Array(0),
    probabilities: [undefined, undefined],
    effectiveSampleSize: Float64Array.of(1, 1),
  } satisfies ImputedRows;
  assert.deepEqual([spreadIsLost(found, 0), spreadIsLost(found, 1)], [true, false]);
  const { values } = gapSummaries(found, ["row", "b.mean", "b.sd", "b.q05", "b.q95"], [0], 0);
  const gap = Number.NaN;
  assert.deepEqual(Array.from(values), [1, 5e57, gap, gap, gap, 2, 3, gap, -4, 9]);
});
