import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitIndependentMarginals } from "../../src/baselines/index.ts";
import { type ColumnType, type Dataset, selectColumns } from "../../src/data/index.ts";
import { Engine, ParameterStore, Tape } from "../../src/engine/index.ts";
import { Dag } from "../../src/graph/index.ts";
import { codingOf } from "../../src/likelihood/index.ts";
import {
  type Architecture,
  createModel,
  defaultArchitecture,
  type LatentModel,
  recordElbo,
  storeTable,
} from "../../src/model/index.ts";
import { builtInNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { inTurns, toEnd } from "../../src/numeric/turns.ts";
import { fitDecoders } from "../../src/train/decoderStart.ts";
import { train } from "../../src/train/index.ts";
import { StartingFits } from "../../src/train/startingFits.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { variationalEm } from "../../src/train/variationalEm.ts";

const names = ["a", "b", "c", "d", "e"];
const dag = Dag.create(
  [{ name: "cause", parents: [] }, ...names.map((name) => ({ name, parents: ["cause"] }))],
  names,
);
const types: ColumnType[] = [
  { kind: "categorical", levels: ["low", "middle", "high"] },
  { kind: "binary", levels: ["no", "yes"] },
  { kind: "ordinal", levels: ["never", "seldom", "often"] },
  { kind: "binary", levels: ["no", "yes"] },
  { kind: "count" },
];

/** A cause with two states, of which every column tells much. */
function simulate(rowCount: number, seed: number): Dataset {
  const random = new Random(seed);
  const chance = (p: number) => (random.uniform() < p ? 1 : 0);
  const values = Array.from({ length: rowCount }, () => {
    const on = chance(0.4) === 1;
    const level = chance(on ? 0.9 : 0.1) + chance(on ? 0.8 : 0.3);
    const answer = chance(on ? 0.7 : 0.2) + chance(on ? 0.9 : 0.2);
    const count = [0, 0, 0, 0].reduce<number>((sum) => sum + chance(on ? 0.6 : 0.1), 0);
    return [level, chance(on ? 0.95 : 0.1), answer, chance(on ? 0.1 : 0.8), count];
  });
  return { columns: names, rowCount, values: Float64Array.from(values.flat()), types };
}

const architecture: Architecture = { ...defaultArchitecture, model: "true", hidden: [12], blocks: 1 };

function started(data: Dataset, changes: Partial<Architecture> = {}) {
  const model = createModel(dag, { ...architecture, ...changes }, new Random(1), codingOf(data));
  const fits = new StartingFits(model, data, 1);
  const rows = Int32Array.from({ length: data.rowCount }, (_, i) => i);
  const table = fits.codedBy(rows);
  return {
    model,
    table,
    rows,
    values: toEnd(fitDecoders(model, model.start!(fits.fit(rows)), table, rows, 1)),
  };
}

/** Nats a row, coded units, by draws of the prior: whatever the encoder is. */
async function fromPrior(model: LatentModel, given: Float64Array, data: Dataset): Promise<number> {
  const values = given.slice();
  const { own, context, bias, logScale, missingScale } = model.encoderFlow!.linear!;
  const parts = [own, ...context.map(({ parameter }) => parameter), bias, logScale];
  for (const { offset, length } of [...parts, ...(missingScale ? [missingScale.parameter] : [])])
    values.fill(0, offset, offset + length);
  const rows = Int32Array.from({ length: data.rowCount }, (_, i) => i);
  const table = new StartingFits(model, data, 1).codedBy(rows);
  const trainer = new Trainer(model, table, { batch: 100, seed: 1, path: false });
  trainer.store.restore(values);
  return -(await trainer.score({ order: rows, samples: 1000, seed: 3 }));
}

describe("variational EM of the linear parts", () => {
  test("every round raises the likelihood, beyond that of independent columns on fresh rows", async () => {
    const data = simulate(80, 1);
    const fresh = { ...simulate(400, 2), types };
    const { model, table, rows, values } = started(data);
    const reached: number[] = [];
    for (const rounds of [1, 2, 4, 8]) {
      const fitted = toEnd(variationalEm(model, values, table, rows, { seed: 1, rounds }));
      reached.push(await fromPrior(model, fitted, data));
    }
    for (let i = 1; i < reached.length; i++) assert.ok(reached[i] > reached[i - 1] - 0.01, reached.join(" "));
    const fitted = toEnd(variationalEm(model, values, table, rows, { seed: 1 }));
    const independent = fitIndependentMarginals(data).logLikelihood(fresh);
    const mean = independent.reduce((sum, value) => sum + value / fresh.rowCount, 0);
    const found = await fromPrior(model, fitted, fresh);
    assert.ok(found > mean + 0.4, `${found} beside ${mean}`);
  });

  test("few rows of many levels start below independent columns", async () => {
    const network = builtInNetwork("alarm");
    const observed = network.dag.observed.map((node) => network.dag.names[node]);
    const rows = (count: number, seed: number) =>
      selectColumns(network.sample(count, new Random(seed)), observed);
    const [data, fresh] = [rows(74, 11), rows(300, 1011)];
    const model = await train(network.dag, data, {
      seed: 11,
      trust: "full",
      architecture: { hidden: [30], blocks: 1 },
      tuning: { start: "linear-gaussian", epochs: 0 },
    });
    const { mean } = model.logLikelihood(fresh, { samples: 100, seed: 1 });
    const independent = fitIndependentMarginals(data).logLikelihood(fresh);
    const marginal = independent.reduce((sum, value) => sum + value / fresh.rowCount, 0);
    assert.ok(mean > marginal + 0.5, `${mean} beside ${marginal}`);
  });

  test("the same seed gives the same bits, gaps or not", async () => {
    const whole = simulate(60, 3);
    const holes = { ...whole, values: whole.values.map((value, i) => (i % 11 === 4 ? Number.NaN : value)) };
    for (const [data, missing] of [
      [whole, false],
      [holes, true],
    ] as const) {
      const { model, table, rows, values } = started(data, missing ? { missing } : {});
      const [first, second] = [
        toEnd(variationalEm(model, values, table, rows, { seed: 5 })),
        toEnd(variationalEm(model, values, table, rows, { seed: 5 })),
      ];
      assert.deepEqual(first, second);
      assert.ok(first.every(Number.isFinite));
      assert.ok((await fromPrior(model, first, data)) > (await fromPrior(model, values, data)) - 0.05);
    }
  });

  test("tables of Gaussian columns stay as they are", async () => {
    const random = new Random(1);
    const values = Float64Array.from({ length: 5 * 30 }, () => random.normal());
    const data: Dataset = { columns: names, rowCount: 30, values };
    const { model, table, rows, values: start } = started(data);
    assert.equal(toEnd(variationalEm(model, start, table, rows, { seed: 1 })), start);
  });

  test("it gives way and can be ended between evaluations", async () => {
    const { model, table, rows, values } = started(simulate(30, 1));
    let evaluations = 0;
    for (const _ of variationalEm(model, values, table, rows, { seed: 1, rounds: 1 })) evaluations++;
    assert.ok(evaluations > 5);
    const signal = AbortSignal.abort();
    await assert.rejects(inTurns(variationalEm(model, values, table, rows, { seed: 1 }), { signal }), {
      name: "AbortError",
    });
  });
});

describe("linear parts alone", () => {
  for (const flow of ["residual", "residual-exact", "spline"] as const) {
    test(`a pass without what bends is the same at a linear start: ${flow}`, () => {
      const { model, table, rows, values } = started(simulate(40, 1), { flow });
      const terms = [false, true].map((linear) => {
        const engine = new Engine("float64");
        const store = new ParameterStore(engine, model.list);
        store.restore(values);
        const tape = new Tape(engine, rows.length);
        const stored = storeTable(engine, table, model.coding);
        const pass = recordElbo(tape, store, model, stored, { normalize: true, path: false, linear });
        const eps = engine.reals(pass.eps!.pointer, pass.eps!.rows * tape.paddedBatch);
        eps.forEach((_, i) => {
          eps[i] = Math.sin(i);
        });
        pass.input.load(engine.storeIntegers(rows), 0, rows.length);
        engine
          .reals(pass.objective.rowWeights.pointer, tape.paddedBatch)
          .fill(1 / rows.length, 0, rows.length);
        tape.forward();
        return pass.objective.terms();
      });
      for (const name of ["logLikelihood", "logPrior", "logPosterior"] as const)
        assert.ok(Math.abs(terms[0][name] - terms[1][name]) < 1e-9, name);
    });
  }

  test("latents in other units leave every likelihood as it was", async () => {
    const data = simulate(40, 1);
    const { model, table, rows, values } = started(data);
    const fitted = toEnd(variationalEm(model, values, table, rows, { seed: 1, rounds: 1 }));
    const turned = fitted.slice();
    const units = Float64Array.of(2.5);
    model.prior!.linear!.rescale(turned, units);
    model.encoderFlow!.linear!.rescale(turned, units);
    model.decoder!.rescaleStraight(turned, units);
    const scores = [fitted, turned].map((one) => {
      const trainer = new Trainer(model, table, { batch: 100, seed: 1, path: false });
      trainer.store.restore(one);
      return trainer.score({ order: rows, samples: 4, seed: 3 });
    });
    assert.ok(Math.abs((await scores[0]) - (await scores[1])) < 1e-5);
  });
});
