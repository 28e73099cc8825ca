import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import {
  calibrate,
  calibration,
  type Dataset,
  missingAtRandom,
  type PromisedAnswers,
  promised,
  type QueryOptions,
  Random,
  type TrainedModel,
  takeRows,
  trainPosterior,
} from "../../src/internals.ts";
import { openThreads } from "../../src/io/threads.ts";
import { exactModel, toy } from "./exactModel.ts";

const threads = openThreads({ workers: 2, worthwhile: 0 });
after(() => threads.close());

const model = exactModel(toy, { fill: true });
// Three batches, so that threads take parts of a table.
const rows = toy.sample(600, new Random(1));
const gaps = missingAtRandom(rows, 0.2, new Random(2));
const many = toy.sample(3000, new Random(3));
const manyGaps = missingAtRandom(many, 0.2, new Random(4));
const encoder = await trainPosterior(toy, { rows: 300, tuning: { epochs: 1 } });

/** Every question that may be asked, of little and of so much that it takes far longer than a timer of some milliseconds. */
interface Asked {
  readonly of?: TrainedModel;
  readonly ask: (
    one: TrainedModel | PromisedAnswers,
    data: { whole: Dataset; gapped: Dataset },
    size: number,
    options: QueryOptions,
  ) => unknown;
}
const LITTLE = 3;
const MUCH = 20_000;

const questions: Readonly<Record<Exclude<keyof PromisedAnswers, symbol>, Asked>> = {
  logLikelihood: {
    ask: (one, { gapped }, samples, run) => one.logLikelihood(gapped, { samples, exact: false, ...run }),
  },
  score: { ask: (one, { whole }, samples, run) => one.score(whole, { samples, exact: false, ...run }) },
  elbo: { ask: (one, { gapped }, samples, run) => one.elbo(gapped, { samples, ...run }) },
  posterior: { ask: (one, { gapped }, samples, run) => one.posterior(gapped, { samples, ...run }) },
  encode: {
    ask: (one, { whole }, samples, run) =>
      one.encode(takeRows(whole, [0, 1, 2]), { samples: 20 * samples, ...run }),
  },
  impute: { ask: (one, { gapped }, samples, run) => one.impute(gapped, { samples, ...run }) },
  reconstruct: { ask: (one, { whole }, size, run) => one.reconstruct(repeated(whole, size), run) },
  reconstructionError: {
    ask: (one, { whole }, size, run) => one.reconstructionError(repeated(whole, size), run),
  },
  reconstructionErrors: {
    ask: (one, { whole }, size, run) => one.reconstructionErrors(repeated(whole, size), run),
  },
  activeLatents: { ask: (one, { whole }, samples, run) => one.activeLatents(whole, { samples, ...run }) },
  averageSlopes: { ask: (one, { whole }, size, run) => one.averageSlopes(repeated(whole, size), run) },
  pathCoefficients: {
    of: exactModel(toy, {
      fill: true,
      // So that it is no longer linear, and slopes have to be averaged.
      change: (name, values) => {
        if (name.endsWith("out.weights") || name.includes("output")) values[0] += 0.01;
      },
    }),
    ask: (one, { whole }, size, run) => one.pathCoefficients(repeated(whole, size), run),
  },
  posteriorDistance: {
    of: encoder,
    ask: (one, _, samples, run) => one.posteriorDistance(5 * samples, { samples, ...run }),
  },
  sample: { ask: (one, _, size, run) => one.sample(100 * size, { includeLatents: true, ...run }) },
  intervene: {
    ask: (one, _, size, run) => one.intervene({ x1: 9 }, 100 * size, { seen: { x2: 0 }, ...run }),
  },
};

/** As many rows again and again. */
function repeated(data: Dataset, size: number): Dataset {
  const rowCount = data.rowCount * Math.ceil(size / 200);
  const values = new Float64Array(rowCount * data.columns.length);
  for (let at = 0; at < values.length; at += data.values.length) values.set(data.values, at);
  return { ...data, rowCount, values };
}

describe("questions as promises", () => {
  test("there is one for every question of the model", () => {
    const asked = Object.getOwnPropertyNames(Object.getPrototypeOf(promised(model)));
    assert.deepEqual(asked.filter((name) => name !== "constructor").sort(), Object.keys(questions).sort());
  });

  for (const [name, { of = model, ask }] of Object.entries(questions)) {
    const data = { whole: rows, gapped: gaps };
    test(`${name}: the answer of the model, here and in a thread, beside others`, async () => {
      const expected = ask(of, data, LITTLE, { seed: 5 });
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      const here = ask(promised(of), data, LITTLE, { seed: 5, onProgress });
      const there = ask(promised(of, { executor: threads }), data, LITTLE, { seed: 5 });
      const between = ask(of, data, LITTLE, { seed: 5 });
      assert.deepEqual(await Promise.all([here, there]), [expected, expected]);
      assert.deepEqual(between, expected);
      assert.ok(shares.every((share) => share > 0 && share <= 1));
    });

    test(`${name}: a timer ends it`, async () => {
      const controller = new AbortController();
      const reason = new Error("too long");
      const long = ask(promised(of), { whole: many, gapped: manyGaps }, MUCH, { signal: controller.signal });
      // It would have answered before the timer was heard.
      setTimeout(() => controller.abort(reason), 20);
      await assert.rejects(long as Promise<unknown>, reason);
    });
  }

  for (const [name, of] of [
    ["gaps that are filled", exactModel(toy, { fill: true, missing: true })],
    ["hidden nodes with measured parents", exactModel(toy, { fill: true, factorisation: "paper" })],
  ] as const) {
    test(`parts are the whole to the last bit: ${name}`, async () => {
      const asked = promised(of, { executor: threads });
      // Gaps in one part alone, and a last batch that is not full.
      const late = {
        ...rows,
        values: rows.values.map((value, at) => (at > 2700 && at % 4 === 0 ? NaN : value)),
      };
      const options = { samples: 30, seed: 9 };
      assert.deepEqual(await asked.posterior(late, options), of.posterior(late, options));
      assert.deepEqual(await asked.impute(late, options), of.impute(late, options));
      const sampled = { ...options, exact: false };
      assert.deepEqual(await asked.logLikelihood(late, sampled), of.logLikelihood(late, sampled));
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      assert.deepEqual(await asked.sample(1000, { seed: 2, onProgress }), of.sample(1000, { seed: 2 }));
      assert.ok(shares.every((share, i) => share > (shares[i - 1] ?? 0)));
      assert.equal(shares.at(-1), 1);
    });
  }

  test("mistakes come as they do from the model", async () => {
    await assert.rejects(promised(model).posterior(rows, { samples: 0 }), /at least 1/);
    await assert.rejects(promised(model).intervene({ nobody: 1 }, 5), /"nobody"/);
    await assert.rejects(
      promised(model).sample(5, { signal: AbortSignal.abort(new Error("before")) }),
      /before/,
    );
  });
});

describe("calibration as a promise", () => {
  const options = {
    simulations: 60,
    draws: 19,
    data: takeRows(gaps, [...gaps.values.keys()].slice(0, 40)),
    seed: 3,
  };

  test("is the same, here and in threads", async () => {
    const expected = calibrate(model, options);
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    assert.deepEqual(await calibration(model, { ...options, onProgress }), expected);
    assert.deepEqual(await calibration(model, { ...options, executor: threads }), expected);
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(
      [...shares].sort((a, b) => a - b),
      shares,
    );
    await assert.rejects(calibration(model, { simulations: 3 }), /at least 20/);
  });

  test("ends by a timer", async () => {
    const controller = new AbortController();
    const long = calibration(model, { simulations: 50_000, draws: 500, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("too long")), 20);
    await assert.rejects(long, /too long/);
  });
});
