import assert from "node:assert/strict";
import { test } from "node:test";
import type { Limit } from "../../src/numeric/limit.ts";
import { chooseByCrossValidation } from "../../src/train/foldTrials.ts";
import type { Candidate, Trial } from "../../src/train/selection.ts";

const candidates: Candidate[] = [
  { name: "linear-gaussian", rate: 1e-3, warmUp: 0, precision: 2 },
  { name: "random", rate: 1e-2, warmUp: 0, precision: 2 },
];
const splits = Array.from({ length: 3 }, () => ({ held: Int32Array.of(0), rows: Int32Array.of(1) }));

/** All trials side by side, each of which ends when it is told to. */
function beginAll() {
  const limits: (Limit | undefined)[] = [];
  const enders: ((trial: Trial) => void)[] = [];
  const begun: number[] = [];
  const choices = chooseByCrossValidation(candidates, splits, 100, (count, ask) =>
    Promise.all(
      Array.from({ length: count }, (_, turn) =>
        ask(turn, (_candidate, { index, limit }) => {
          begun.push(index);
          limits[index] = limit;
          return new Promise((resolve) => {
            enders[index] = resolve;
          });
        }),
      ),
    ),
  );
  const end = async (index: number, trial: Trial) => {
    enders[index](trial);
    await new Promise(setImmediate);
    return limits.map((limit) => limit?.value);
  };
  return { choices, begun, end };
}

const steps = (...scores: number[]): Trial => ({ scores, rates: [] });

test("a fold that ends early ends those after it that still run, and no others", async () => {
  const { choices, end } = beginAll();
  const none = Number.POSITIVE_INFINITY;
  assert.deepEqual(await end(1, steps(9, 8, 7)), [none, none, 2, none, none, none]);
  assert.deepEqual(await end(0, steps(9, 8)), [none, 1, 1, none, none, none]);
  assert.deepEqual(await end(3, { ...steps(9), failure: "lost" }), [none, 1, 1, none, none, none]);
  const failed = assert.rejects(choices, /lost/);
  await end(2, steps(9, 8));
  await end(4, steps(9));
  await end(5, steps(9));
  await failed;
});

test("folds of the last start, which learns longest, are begun first", async () => {
  const { choices, begun, end } = beginAll();
  assert.deepEqual(begun, [3, 4, 5, 0, 1, 2]);
  for (const index of begun) await end(index, steps(9));
  await choices;
});

test("the choice does not depend on which fold ends first", async () => {
  const trials = [
    steps(9, 8, 1),
    steps(9, 8),
    steps(9, 8, 1),
    steps(7, 6, 5),
    steps(7, 6, 5),
    steps(7, 6, 9),
  ];
  const chosen = async (order: readonly number[]) => {
    const { choices, end } = beginAll();
    for (const index of order) await end(index, trials[index]);
    return choices;
  };
  const expected = await chosen([0, 1, 2, 3, 4, 5]);
  assert.deepEqual(await chosen([5, 3, 1, 4, 2, 0]), expected);
  assert.equal(expected[0].candidate.name, "random");
  assert.equal(expected[0].rates.length, 5);
});
