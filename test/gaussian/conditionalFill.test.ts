import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ConditionalFill,
  fillOfCompleteRows,
  InputError,
  measuredPattern,
  Random,
  rejectEmpty,
} from "../../src/internals.ts";
import { exactConditional, toy, withGaps } from "../query/exactModel.ts";

const network = toy.withObserved(toy.dag.names);
const covariance = Float64Array.from(network.covariance().to1DArray());
const fill = new ConditionalFill({ mean: network.mean(), covariance });
const data = withGaps(network.sample(40, new Random(1)), 0.5, new Random(2));
const width = data.columns.length;

describe("missing values given the others", () => {
  test("mean and covariance are those of the conditioned network", () => {
    for (let row = 0; row < data.rowCount; row++) {
      const values = data.values.subarray(row * width, (row + 1) * width);
      const { missing, mean, factor } = fill.condition(data.values, row * width);
      if (missing.length === 0) continue;
      const exact = exactConditional(network, data.columns, values);
      missing.forEach((column, a) => {
        const at = exact.names.indexOf(data.columns[column]);
        assert.ok(Math.abs(mean[a] - exact.mean[at]) < 1e-9);
        let variance = 0;
        for (let b = 0; b <= a; b++) variance += factor[a * missing.length + b] ** 2;
        assert.ok(Math.abs(Math.sqrt(variance) - exact.deviation[at]) < 1e-9);
      });
    }
  });

  test("columns that come first are the leading ones", () => {
    const first = Uint8Array.from({ length: width }, (_, j) => j % 2);
    for (let row = 0; row < data.rowCount; row++) {
      const { missing } = fill.condition(data.values, row * width, first);
      const flags = missing.map((column) => first[column]);
      assert.deepEqual(
        flags,
        [...flags].sort((a, b) => b - a),
      );
    }
  });

  test("filling leaves what is there", () => {
    const filled = fill.fill(data);
    const measured = measuredPattern(data);
    data.values.forEach((value, at) => {
      if (measured[at] === 1) assert.equal(filled.values[at], value);
      assert.ok(Number.isFinite(filled.values[at]));
    });
  });

  test("a Gaussian of complete rows fills, a singular one is refused", () => {
    const complete = network.sample(30, new Random(3));
    assert.ok(new ConditionalFill(fillOfCompleteRows(complete)).fill(data).values.every(Number.isFinite));
    assert.throws(
      () => new ConditionalFill({ mean: Float64Array.of(0, 0), covariance: Float64Array.of(1, 1, 1, 1) }),
      InputError,
    );
  });
});

test("rows and columns without values are named", () => {
  const nothing = Number.NaN;
  const table = (values: number[]) => ({
    columns: ["a", "b"],
    rowCount: values.length / 2,
    values: Float64Array.from(values),
  });
  assert.throws(() => rejectEmpty(table([1, 2, nothing, nothing])), /row 2 has none/);
  assert.throws(() => rejectEmpty(table([1, nothing, 2, nothing])), /column "b" is missing in all 2 rows/);
  rejectEmpty(table([1, nothing, nothing, 2]));
});
