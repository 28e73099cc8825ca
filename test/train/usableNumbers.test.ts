import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Dag, type Dataset, InputError, Random, type TrainedModel, train } from "../../src/internals.ts";

const dag = Dag.create([
  { name: "z", parents: [] },
  { name: "x", parents: ["z"] },
  { name: "y", parents: ["z"] },
]);
const random = new Random(3);
const ordinary: Dataset = {
  columns: ["x", "y"],
  rowCount: 30,
  values: Float64Array.from({ length: 60 }, () => random.normal()),
};
const changed = (change: (value: number, i: number) => number): Dataset => ({
  ...ordinary,
  values: ordinary.values.map(change),
});
const quick = {
  seed: 1,
  architecture: { hidden: [4], blocks: 1 },
  tuning: { epochs: 2, start: "random" },
} as const;

describe("numbers that arithmetic cannot work with", () => {
  for (const [name, data, message] of [
    [
      "1e308 for a missing value",
      changed((value, i) => (i === 8 ? 1e308 : value)),
      /1e\+308 in row 5, column "x"/,
    ],
    ["-1e101", changed((value, i) => (i === 9 ? -1e101 : value)), /-1e\+101 in row 5, column "y"/],
    [
      "a column of tiny numbers",
      changed((value, i) => (i % 2 ? value * 1e-150 : value)),
      /"y" to vary by at least/,
    ],
    ["infinity", changed((value, i) => (i === 3 ? Infinity : value)), /row 2/],
  ] as const) {
    test(`${name} is refused`, async () => {
      await assert.rejects(train(dag, data, quick), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test("numbers of any unit up to there train, and missing ones are no numbers", async () => {
    for (const unit of [1e90, 1e-90, 1e8]) {
      const model = await train(
        dag,
        changed((value, i) => (i === 4 ? Number.NaN : unit * (1 + value))),
        quick,
      );
      const { mean } = model.logLikelihood(
        changed((value) => unit * value),
        { samples: 5 },
      );
      assert.ok(Number.isFinite(mean), `${unit}: ${mean}`);
    }
  });

  test("two folds of three rows do, four do not; epochs stand alone", async () => {
    const three = { ...ordinary, rowCount: 3, values: ordinary.values.slice(0, 6) };
    const tuning = { start: "random", maximumEpochs: 5 } as const;
    await train(dag, three, { ...quick, tuning: { ...tuning, folds: 3 } });
    await assert.rejects(
      train(dag, three, { ...quick, tuning: { ...tuning, folds: 4 } }),
      /4 folds of 3 rows/,
    );
    for (const idle of [{ folds: 3 }, { maximumEpochs: 9 }, { validationShare: 0.2 }]) {
      await assert.rejects(
        train(dag, ordinary, { ...quick, tuning: { epochs: 2, ...idle } }),
        /epochs alone/,
      );
    }
  });
});

describe("questions about rows", () => {
  let model: TrainedModel;
  const ask = (data: Dataset) => [
    model.score(data, { samples: 3 }),
    model.logLikelihood(data, { samples: 3 }).perRow,
    model.posterior(data, { samples: 3 }).mean,
    model.reconstruct(data).values,
    model.encode(data, { samples: 2 }).samples,
  ];

  test("are answered by numbers or refused, whatever the rows say", async () => {
    model = await train(dag, ordinary, quick);
    const value = fc.oneof(
      fc.double({ noDefaultInfinity: true }),
      fc.constantFrom(1e60, -1e69, 1e71, 1e100, 1e160, -1e308, 5e-324, Number.MAX_VALUE, Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }), (rows) => {
        const data = { columns: ["x", "y"], rowCount: rows.length, values: Float64Array.from(rows.flat()) };
        try {
          const [scores, ...others] = ask(data);
          assert.ok(scores.every(Number.isFinite), `${rows}: ${scores}`);
          // Where there is no density left, nothing is said, and never infinity.
          for (const answer of others) assert.ok(answer.every((one) => Math.abs(one) !== Infinity));
        } catch (error) {
          assert.ok(error instanceof InputError, `${rows}: ${error}`);
          assert.match(
            (error as Error).message,
            /within 1e\+70 standard deviations .* in row \d, column "[xy]"/,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  test("interventions, too", () => {
    for (const setting of [{ x: 1e308 }, { z: -1e80 }] as Record<string, number>[]) {
      assert.throws(() => model.intervene(setting, 3), /within 1e\+70 standard deviations/);
    }
    const { data } = model.intervene({ x: 1e9, z: 1e3 }, 3);
    assert.ok(data.values.every(Number.isFinite));
  });
});
