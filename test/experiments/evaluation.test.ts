import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnType } from "../../src/data/index.ts";
import { exactScore } from "../../src/experiments/evaluation.ts";
import { builtInNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { tangle } from "../network/tangle.ts";

test("the exact score of a table comes with the error of its mean", () => {
  const mixed = builtInNetwork("mixed:magic-irri:1");
  const rows = mixed.sample(20, new Random(1));
  const { perRow, standardError } = mixed.exact!.logLikelihood(rows);
  const score = exactScore(mixed, rows)!;
  const squares = standardError!.reduce((sum, error) => sum + error ** 2, 0);
  assert.ok(Math.abs(score.nll + perRow.reduce((a, b) => a + b) / 20) < 1e-12);
  assert.ok(Math.abs(score.standardError - Math.sqrt(squares) / 20) < 1e-12);
  const linear = builtInNetwork("ecoli70");
  assert.equal(exactScore(linear, linear.sample(3, new Random(1)))?.standardError, 0);
});

test("a density of numbers is no score of labels, counts or masses", () => {
  const network = builtInNetwork("ecoli70");
  const rows = network.sample(3, new Random(1));
  const as = (type: ColumnType) => ({
    ...rows,
    types: rows.columns.map((_, c) => (c === 0 ? type : { kind: "gaussian" })),
  });
  for (const kind of ["count", "zero-inflated", "discretized-logistic"])
    assert.equal(exactScore(network, as({ kind })), null, kind);
  assert.equal(exactScore(network, as({ kind: "categorical", levels: ["a", "b", "c"] })), null);
  assert.equal(exactScore(network, as({ kind: "semicontinuous", atom: 0 })), null);
  assert.equal(exactScore(network, as({ kind: "student-t" }))?.nll, exactScore(network, rows)?.nll);
  // Networks of labels, counts and numbers say so themselves.
  for (const name of ["asia", "mixed:magic-irri:1"]) {
    const own = builtInNetwork(name);
    assert.notEqual(exactScore(own, own.sample(3, new Random(1))), null, name);
  }
});

test("a sum that is too large is not known, other mistakes are told", () => {
  const network = tangle();
  const rows = network.sample(3, new Random(1));
  assert.throws(() => network.exact.logLikelihood(rows), {
    name: "InputError",
    message: /clique of 3.*8.00e\+6/,
  });
  assert.equal(exactScore(network, rows), null);
  assert.equal(exactScore(undefined, rows), null);
  assert.throws(() => exactScore(network, { ...rows, columns: ["ab", "bc", "x"] }), /"x"/);
});
