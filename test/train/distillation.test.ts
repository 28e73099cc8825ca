import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { averageDiscrete } from "../../src/baselines/index.ts";
import { selectColumns } from "../../src/data/index.ts";
import {
  Random,
  type TrainedModel,
  type TrainOptions,
  type TrainProgress,
  train,
} from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { toEnd } from "../../src/numeric/turns.ts";
import { possibleTeachers, TablesTeacher } from "../../src/train/tablesTeacher.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { apart, fresh, LEARNING, leaves, mean, network, options, rows } from "./moods.ts";

describe("a network that says the levels of all its nodes", () => {
  let model: TrainedModel;
  const told: TrainProgress[] = [];
  before(async () => {
    model = await train(network.dag, rows, {
      ...options,
      onProgress: (progress) => void told.push(progress),
    });
  });

  test("teaches by its averaged tables, which the model follows on rows that neither has seen", () => {
    const { distilled, choices, epochs, trust } = model.training;
    assert.deepEqual([distilled!.rows, distilled!.networks, epochs], [200_000, 50, 6]);
    assert.equal(choices[0].candidate, "taught by averaged tables");
    assert.equal(choices[0].score, distilled!.score + distilled!.behind);
    assert.equal(trust, undefined);
    const shapes = network.nodes.map(({ table: _, ...shape }) => shape);
    const teacher = mean(averageDiscrete(shapes, rows, { seed: 3 }).logLikelihood(fresh));
    const own = model.logLikelihood(fresh, { samples: 300, seed: 1 }).mean;
    assert.ok(Math.abs(teacher - own) < 0.02, `${own}, taught by ${teacher}`);
    assert.ok(Math.abs(distilled!.behind) < 0.02, `${distilled!.behind}`);
  });

  test("is told about as it goes, within a total that holds", () => {
    assert.ok(told.some(({ phase }) => phase === "averaging the tables of the network"));
    assert.ok(told.filter(({ phase }) => phase === LEARNING).every(({ trial }) => !trial));
    told.reduce((last, { done, total }) => {
      assert.ok(done >= last && done <= total, `${done} of ${total} after ${last}`);
      return done;
    }, 0);
  });

  test("leaves training alone where something else is asked for", async () => {
    const quick = { ...options, tuning: { maximumEpochs: 5 } } as const;
    for (const other of [
      quick,
      { ...quick, tuning: { epochs: 2, start: "random" } },
      { ...options, preset: "recommended", model: "ind", tuning: { folds: 2 } },
    ] satisfies TrainOptions[])
      assert.equal((await train(network.dag, rows, other)).training.distilled, undefined);
  });

  test("is not asked where rows are many, a column has no levels, all is measured or sums are large", () => {
    const setup = {
      nodes: network.dag.toSpecs(),
      observed: leaves,
      data: rows,
      model: "true",
      seed: 1,
      trust: "auto",
      architecture: {},
      tuning: {},
    } as const;
    const shapes = (changed: Partial<Parameters<typeof possibleTeachers>[0]>) =>
      possibleTeachers({ ...setup, ...changed }, network.types);
    assert.equal(shapes({})?.alternatives[0].shapes.length, 5);
    const many = (count: number) => ({ data: selectColumns(network.sample(count, new Random(1)), leaves) });
    assert.equal(shapes(many(2001)), undefined);
    assert.equal(shapes(many(601))?.alternatives.length, 1);
    assert.equal(possibleTeachers({ ...setup, ...many(601) }, undefined), undefined);
    const types = rows.types!.map((type, c) => (c === 0 ? ({ kind: "count" } as const) : type));
    assert.equal(shapes({ data: { ...rows, types } }), undefined);
    const all = network.dag.names;
    assert.equal(shapes({ observed: all, data: network.sample(60, new Random(1)) }), undefined);
    assert.equal(shapes({ architecture: { family: "flow" } }), undefined);
    // Fifteen hidden causes of one leaf make a table of 2^15 cells.
    const causes = Array.from({ length: 15 }, (_, i) => ({ name: `c${i}`, parents: [] }));
    const two = { kind: "binary", levels: ["no", "yes"] } as const;
    const nodes = [...causes, { name: "leaf", parents: causes.map(({ name }) => name) }];
    const data = { columns: ["leaf"], types: [two], rowCount: 30, values: new Float64Array(30) };
    const dense = { ...setup, nodes, observed: ["leaf"], data };
    assert.equal(possibleTeachers(dense, new Map(nodes.map(({ name }) => [name, two]))), undefined);
    // Without a word on its levels a hidden node may have two to four, measured ones have those of their columns.
    const open = possibleTeachers(setup, undefined)!;
    assert.deepEqual([open.declared, open.alternatives.map(({ states }) => states)], [false, [2, 3, 4]]);
    assert.deepEqual(
      open.alternatives[2].shapes.map(({ states }) => states.length),
      [4, 2, 2, 2, 2],
    );
  });

  test("does not teach what held-out rows are against", async () => {
    const many = selectColumns(network.sample(500, new Random(4)), leaves);
    // All that could be learnt of them without arcs is how often each says yes.
    const wrong = await train(apart.dag, many, { ...options, tuning: { folds: 2 } });
    assert.equal(wrong.training.distilled, undefined);
  });

  test("its model is stored with how it was taught, for programs that know of it", () => {
    const folder = temporaryFolder();
    saveModel(join(folder, "model"), model, network);
    const document = JSON.parse(readFileSync(join(folder, "model", "model.json"), "utf8"));
    assert.equal(document.version, 5);
    assert.deepEqual(loadModel(join(folder, "model")).model.training, model.training);
  });
});

test("drawn rows have the gaps of rows that taught the teacher", () => {
  const gapped = { ...rows, values: rows.values.slice() };
  // Sleep is missing in every other row, and food wherever sleep is not.
  for (let row = 0; row < gapped.rowCount; row++)
    gapped.values[row * 4 + (row % 2 === 0 ? 0 : 3)] = Number.NaN;
  const shapes = network.nodes.map(({ table: _, ...shape }) => shape);
  const teacher = new TablesTeacher(shapes, { data: gapped, seed: 1 });
  const all = Int32Array.from({ length: 60 }, (_, row) => row);
  const { values } = toEnd(teacher.lesson(toEnd(teacher.average(all)), 1000));
  let sleepless = 0;
  for (let row = 0; row < 1000; row++) {
    const gaps = [0, 1, 2, 3].map((c) => Number.isNaN(values[4 * row + c]));
    assert.deepEqual([gaps[1], gaps[2]], [false, false]);
    assert.notEqual(gaps[0], gaps[3]);
    if (gaps[0]) sleepless++;
  }
  assert.ok(sleepless > 430 && sleepless < 570, `${sleepless}`);
});
