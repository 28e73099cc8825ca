import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ColumnType,
  codeTable,
  codingOf,
  createModel,
  Dag,
  type Dataset,
  defaultArchitecture,
  Random,
  retrain,
  TrainedModel,
  train,
} from "../../src/internals.ts";
import { trialBySplit, validationSplit } from "../../src/train/selection.ts";
import { addTold } from "../../src/train/toldEpochs.ts";

const dag = Dag.create(
  [
    { name: "age", parents: [] },
    { name: "cause", parents: ["age"] },
    { name: "ill", parents: ["cause"] },
    { name: "pain", parents: ["cause"] },
  ],
  ["age", "ill", "pain"],
);

function rows(count: number): Dataset {
  const random = new Random(1);
  const values = new Float64Array(3 * count);
  for (let row = 0; row < count; row++) {
    const age = 20 + Math.exp(2 + 0.9 * random.normal());
    const z = 0.7 * Math.log(age - 19) - 1.5 + random.normal();
    values.set([age, z + random.normal() > 0 ? 1 : 0, 1.5 * z + random.normal()], 3 * row);
  }
  const types: ColumnType[] = [
    { kind: "skewed" },
    { kind: "binary", levels: ["no", "yes"] },
    { kind: "gaussian" },
  ];
  return { columns: ["age", "ill", "pain"], rowCount: count, values, types };
}

/** At this rate the second epoch loses its numbers, and twice. */
const TOO_HIGH = 1;

describe("a training that went back to earlier weights", () => {
  test("keeps what was told last of every epoch", () => {
    const told: string[] = [];
    for (const [i, epoch] of [1, 2, 3, 2, 3, 4, 4].entries()) addTold(told, epoch, `${epoch} at ${i}`);
    assert.deepEqual(told, ["1 at 0", "2 at 3", "3 at 4", "4 at 6"]);
  });

  test("has a history of the epochs that count, by which it can be repeated", async () => {
    const data = rows(200);
    const tuning = { rate: TOO_HIGH, epochs: 10, start: "random" } as const;
    const model = await train(dag, data, { seed: 1, trust: "full", tuning });
    const { history, epochs } = model.training;
    assert.ok(history.every(({ rate }) => rate < TOO_HIGH));
    assert.deepEqual(
      history.map(({ epoch }) => epoch),
      Array.from({ length: 10 }, (_, i) => i + 1),
    );
    assert.equal(epochs, 10);
    const parts = model.toParts();
    const undone = { ...history[0], rate: TOO_HIGH };
    const older = TrainedModel.fromParts({
      ...parts,
      training: { ...parts.training, epochs: 11, history: [undone, ...history] },
    });
    const all = Int32Array.from({ length: 200 }, (_, row) => row);
    const [first, second] = await Promise.all([retrain(model, data, all), retrain(older, data, all)]);
    assert.deepEqual(second.toParts().parameters, first.toParts().parameters);
  });

  test("proposes to training on all rows only the rates that led to its weights", async () => {
    const data = rows(200);
    const coding = codingOf(data);
    const model = createModel(dag, defaultArchitecture, new Random(1).fork("initial"), coding);
    const { held, rows: trained } = validationSplit(200, 0.15, 1);
    const told: number[] = [];
    const { rates, scores } = await trialBySplit(
      {
        model,
        data: codeTable(coding, data, coding.features(data.values, data.rowCount)),
        rows: trained,
        batch: 100,
        seed: 1,
        path: true,
        onEpoch: (_, rate) => told.push(rate),
      },
      { name: "random", rate: TOO_HIGH, warmUp: 4, precision: 2 },
      { held, seed: 2, maximumEpochs: 12 },
    );
    assert.ok(told.length > 12, `${told}`);
    assert.deepEqual(rates, told.slice(-12));
    assert.equal(scores.length, 13);
  });
});
