import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ColumnType, Dag, type Dataset, Random, TrainedModel, train } from "../../src/internals.ts";

const dag = Dag.create(
  [
    { name: "age", parents: [] },
    { name: "cause", parents: ["age"] },
    { name: "ill", parents: ["cause"] },
    { name: "pain", parents: ["cause"] },
  ],
  ["age", "ill", "pain"],
);

/** Ages that begin at 20 and thin out upwards. */
function rows(count: number, seed: number, kind: string): Dataset {
  const random = new Random(seed);
  const values = new Float64Array(3 * count);
  for (let row = 0; row < count; row++) {
    const age = 20 + Math.exp(2 + 0.9 * random.normal());
    const z = 0.7 * Math.log(age - 19) - 1.5 + random.normal();
    values.set([age, z + random.normal() > 0 ? 1 : 0, 1.5 * z + random.normal()], 3 * row);
  }
  const types: ColumnType[] = [{ kind }, { kind: "binary", levels: ["no", "yes"] }, { kind: "gaussian" }];
  return { columns: ["age", "ill", "pain"], rowCount: count, values, types };
}

describe("a column with one long tail", async () => {
  const tuning = { epochs: 20, start: "linear-gaussian" } as const;
  const model = await train(dag, rows(200, 1, "skewed"), { seed: 1, trust: "full", tuning });

  test("is far more likely than as a Gaussian one", async () => {
    const gaussian = await train(dag, rows(200, 1, "gaussian"), { seed: 1, trust: "full", tuning });
    const nats = [model, gaussian].map(
      (one) =>
        one.logLikelihood(rows(400, 2, one === model ? "skewed" : "gaussian"), { samples: 20, seed: 1 }).mean,
    );
    assert.ok(nats[0] - nats[1] > 0.3, nats.join());
  });

  test("comes out of a stored model as it went in", () => {
    const again = TrainedModel.fromParts(model.toParts());
    const fresh = rows(20, 3, "skewed");
    const options = { samples: 20, seed: 1 };
    assert.deepEqual(again.logLikelihood(fresh, options).perRow, model.logLikelihood(fresh, options).perRow);
    const parts = model.toParts();
    assert.throws(
      () => TrainedModel.fromParts({ ...parts, types: parts.types!.map(({ curve: _, ...type }) => type) }),
      /curve.*age/,
    );
  });

  test("is drawn with its tail, and a value below all others is unlikely, not impossible", () => {
    const { data } = model.sample(400, { seed: 5 });
    const ages = Array.from({ length: 400 }, (_, row) => data.values[3 * row]).sort((a, b) => a - b);
    assert.ok(ages[399] - ages[200] > 4 * (ages[200] - ages[0]), `${ages[0]} ${ages[200]} ${ages[399]}`);
    const fresh = rows(2, 3, "skewed");
    fresh.values[0] = 15;
    const [low] = model.logLikelihood(fresh, { samples: 20, seed: 1 }).perRow;
    assert.ok(low > -60, `${low}`);
  });
});
