import assert from "node:assert/strict";
import { after, test } from "node:test";
import { builtInNetwork, missingAtRandom, Random, train } from "../../src/internals.ts";
import { openThreads } from "../../src/io/threads.ts";
import { askAll, executorFor, inPlace } from "../../src/numeric/work.ts";
import { partsToAsk, type Question, questionWork, scoreRows, workOfDraw } from "../../src/query/index.ts";

const threads = openThreads({ workers: 2, worthwhile: 0 });
after(() => threads.close());

test("a thread answers every kind of question as the model does", async () => {
  const network = builtInNetwork("arithmetic-circuit");
  const model = await train(network.dag, network.sample(60, new Random(1)), {
    architecture: { hidden: [12], blocks: 1 },
    tuning: { epochs: 2, start: "random" },
  });
  const rows = network.sample(20, new Random(2));
  const data = missingAtRandom(rows, 0.2, new Random(3));
  const options = { samples: 10, seed: 4 };
  const [node] = model.latentNames;
  const asked: [Question, unknown][] = [
    [{ kind: "logLikelihood", data, options }, model.logLikelihood(data, options)],
    [{ kind: "scores", data: rows, options }, scoreRows(model, rows, options)],
    [{ kind: "posterior", data, options }, model.posterior(data, options)],
    [{ kind: "impute", data, options }, model.impute(data, options)],
    [{ kind: "sample", rows: 5, options: { seed: 1 } }, model.sample(5, { seed: 1 })],
    [
      { kind: "intervene", nodes: { [node]: 1 }, rows: 5, options: { seed: 1 } },
      model.intervene({ [node]: 1 }, 5, { seed: 1 }),
    ],
  ];
  for (const executor of [threads, inPlace]) {
    const crew = executor.open(questionWork, partsToAsk(model));
    const answers = await askAll(crew, asked.length, (index) => crew.run(asked[index][0]));
    crew.close();
    asked.forEach(([{ kind }, own], i) => {
      assert.deepEqual(answers[i], own, kind);
    });
  }
});

test("little is asked here, much of threads, by the work and not by the time", async () => {
  const network = builtInNetwork("arithmetic-circuit");
  const model = await train(network.dag, network.sample(60, new Random(1)), {
    architecture: { hidden: [12], blocks: 1 },
    tuning: { epochs: 0 },
  });
  const parts = model.toParts();
  const all = parts.parameters.reduce((sum, { values }) => sum + values.length, 0);
  const work = workOfDraw(parts);
  // The last weights of a linear start are exactly zero.
  assert.ok(work > 0 && work < all, `${work} of ${all}`);
  const pool = openThreads({ workers: 1 });
  assert.equal(executorFor(pool, work * 1000), inPlace);
  assert.equal(executorFor(pool, work * 1e7), pool);
  assert.equal(executorFor(undefined, work * 1e7), inPlace);
});
