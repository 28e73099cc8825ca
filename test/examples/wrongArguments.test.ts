import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import * as library from "../../src/index.ts";
import { InputError } from "../../src/index.ts";
import * as io from "../../src/io/index.ts";

const { Dag, Random, createDataset, train } = library;
const nodes = [
  { name: "z", parents: [] },
  { name: "a", parents: ["z"] },
  { name: "b", parents: ["z"] },
];
const dag = Dag.create(nodes);
const rows = Array.from({ length: 20 }, (_, i) => [i % 7, ((i * i) % 11) + i / 3]);
const table = createDataset(["a", "b"], rows);
const quick = { seed: 1, architecture: { blocks: 1 }, tuning: { epochs: 0 } };
const network = library.builtInNetwork("gaussian-tree");
const short = { ...table, rowCount: 21 };
const density = library.fitFullGaussian(table);
const copula = library.fitGaussianCopula(table, { folds: 2, pairs: 2 });
let model: library.TrainedModel;

/** As from a script without types. */
type Loose = (...words: unknown[]) => unknown;
const loose = (call: unknown) => call as Loose;
const made = (Class: unknown, ...words: unknown[]) =>
  new (Class as new (...words: unknown[]) => unknown)(...words);

const calls: [string, () => unknown, RegExp][] = [
  [
    "a network without a name",
    () => loose(library.builtInNetwork)(),
    /name of a built-in network, got nothing/,
  ],
  [
    "a network file without a name",
    () => loose(library.readNetwork)("digraph{a->b}"),
    /second argument, got nothing/,
  ],
  ["a network of a number", () => loose(library.readNetwork)(3, "a.dot"), /text or the bytes.*number 3/],
  ["no nodes", () => loose(Dag.create)(), /list of nodes.*nothing/],
  ["names for nodes", () => loose(Dag.create)(["a"]), /list of nodes.*text "a".*number 1/],
  ["a node without parents", () => loose(Dag.create)([{ name: "a" }]), /parents of "a", got nothing/],
  [
    "a name that is a number",
    () => loose(Dag.create)([{ name: 1, parents: [] }]),
    /name of node 1, got the number 1/,
  ],
  [
    "a text for a list of parents",
    () => loose(Dag.create)([nodes[0], { name: "b", parents: "z" }]),
    /parents of "b", got the text "z"/,
  ],
  ["a text for observed nodes", () => loose(Dag.create)(nodes, "a"), /observed nodes, got the text/],
  ["a set for observed nodes", () => loose(Dag.create)(nodes, new Set(["a"])), /got a value of Set/],
  ["a number for a node's name", () => loose(dag.indexOf.bind(dag))(3), /name of a node, got the number 3/],
  ["null in a table", () => loose(createDataset)(["a"], [[1], [null]]), /row 2, column "a", got null/],
  ["a text in a table", () => loose(createDataset)(["a"], [["1"]]), /row 1, column "a", got the text "1"/],
  ["a truth value in a table", () => loose(createDataset)(["a"], [[true]]), /got true/],
  ["a date in a table", () => loose(createDataset)(["a"], [[new Date()]]), /got a value of Date/],
  ["a table of objects", () => loose(createDataset)(["a"], [{ a: 1 }]), /as row 1, got an object/],
  ["single precision", () => loose(createDataset)(["a"], Float32Array.of(1)), /got a value of Float32Array/],
  ["no columns", () => loose(createDataset)("ab", [[1, 2]]), /names of columns, got the text/],
  ["a seed for a source of numbers", () => loose(library.missingAtRandom)(table, 0.5, 1), /new Random\(1\)/],
  ["simulated with a seed", () => loose(network.sample.bind(network))(5, 1), /source of random numbers/],
  ["a share that is a text", () => loose(library.missingAtRandom)(table, "0.5", new Random(1)), /share/],
  ["a single row", () => loose(library.takeRows)(table, 3), /indices of rows, got the number 3/],
  [
    "a column without a list",
    () => loose(library.selectColumns)(table, "a"),
    /names of columns, got the text/,
  ],
  ["means of values that are no rows", () => library.columnMeans(short), /21 rows of 2 columns/],
  ["nothing to train", () => loose(train)(), /Expected a Dag, got nothing/],
  ["a network for its graph", () => loose(train)(network, table), /Expected a Dag.*network\.dag/],
  ["no table", () => loose(train)(dag), /Expected a table.*got nothing/],
  ["rows for a table", () => loose(train)(dag, rows), /Expected a table.*got an array/],
  ["too few values", () => train(dag, short, quick), /42 values, got 40/],
  [
    "values as an array",
    () => loose(train)(dag, { ...table, values: [...table.values] }),
    /Float64Array.*an array/,
  ],
  ["one type for two columns", () => train(dag, { ...table, types: [{ kind: "gaussian" }] }, quick), /got 1/],
  ["an option that is none", () => loose(train)(dag, table, { sed: 1 }), /"sed".*Did you mean "seed"/],
  ["a shape that is none", () => loose(train)(dag, table, { architecture: { block: 1 } }), /mean "blocks"/],
  ["a setting that is none", () => loose(train)(dag, table, { tuning: { epoch: 0 } }), /mean "epochs"/],
  ["a width without a list", () => loose(train)(dag, table, { architecture: { hidden: 9 } }), /hidden/],
  [
    "a family that is none",
    () => loose(train)(dag, table, { architecture: { family: "x" } }),
    /a family among/,
  ],
  ["an object of types", () => loose(train)(dag, table, { types: {} }), /network\.types/],
  ["an anchor that is no name", () => loose(train)(dag, table, { anchors: { z: 1 } }), /anchor of "z"/],
  ["workers for an executor", () => loose(train)(dag, table, { executor: 4 }), /openThreads/],
  ["null for options", () => loose(train)(dag, table, null), /options of the training.*null/],
  ["a graph for a network", () => loose(library.trainPosterior)(dag), /Expected a network/],
  ["no number of samples", () => loose(model.score.bind(model))(table), /options of the question/],
  [
    "a seed that is a text",
    () => loose(model.score.bind(model))(table, { samples: 9, seed: "1" }),
    /as seed, got/,
  ],
  ["values that are no rows", () => model.score(short, { samples: 9 }), /42 values, got 40/],
  [
    "one quantile",
    () => loose(model.posterior.bind(model))(table, { samples: 9, levels: 0.5 }),
    /list of quantile/,
  ],
  ["nothing to set", () => loose(model.intervene.bind(model))(), /values by the names of nodes/],
  ["a promise for a model", () => loose(library.calibrate)(Promise.resolve()), /awaited/],
  ["nothing to promise", () => loose(library.promised)(), /Expected a trained model/],
  [
    "no options in a promise",
    () => loose(library.promised(model).score.bind(library.promised(model)))(table),
    /options/,
  ],
  ["a summary of nothing", () => loose(library.summarize)(), /Expected a trained model/],
  ["a critique of nothing", () => loose(library.criticiseTable)(), /Expected a Dag/],
  ["baselines of rows", () => loose(library.fitBaselines)(dag, rows, 1), /Expected a table/],
  ["a fit of no kind", () => loose(library.fitLinearGaussian)(dag, table, { kind: "bayes" }), /ml or map/],
  ["nothing to learn from", () => loose(library.learnStructure)(), /Expected a table/],
  [
    "a score with its arguments turned round",
    () => loose(library.linearGaussianBic)(dag, table),
    /Expected a Dag/,
  ],
  ["no source of numbers", () => loose(library.addArcs)(dag, 1), /new Random/],
  ["a structure that is none", () => loose(library.withStructure)(dag, "x"), /true, ind or fc/],
  ["nothing to write", () => loose(library.dagToDot)(), /Expected a Dag/],
  [
    "a variant of a discrete network",
    () => loose(library.mixedVariant)(library.builtInNetwork("asia"), 1),
    /discrete/,
  ],
  ["a network of nothing", () => made(library.LinearGaussianNetwork), /parts of a network.*got nothing/],
  [
    "a model saved where it says",
    () => loose(io.saveModel)(model, "folder"),
    /path of a folder.*TrainedModel/,
  ],
  ["a table of no columns", () => loose(io.readTable)("t.csv"), /names of the columns to read/],
  ["a graph to measure", () => loose(io.loadMeasuredTable)(dag, "t.csv"), /Expected a network/],
  [
    "a question of no kind",
    () => loose(model.answer.bind(model))({ kind: "median" }),
    /a kind among.*"median"/,
  ],
  ["a question that is none", () => loose(model.answer.bind(model))(), /a question such as/],
  [
    "a list of texts to turn",
    () => loose(model.withTurned.bind(model))("z"),
    /names of hidden nodes, got the text/,
  ],
  [
    "what is seen as a list",
    () => loose(model.gaussianBeliefs.bind(model))(["a"]),
    /values by the names of nodes/,
  ],
  [
    "a known node without a list",
    () => loose(model.bearingOn.bind(model))("a", []),
    /names of nodes, got the text/,
  ],
  ["an anchor without a name", () => loose(model.withSigns.bind(model))(table, { z: 1 }), /anchor of "z"/],
  [
    "a text for a number of rows",
    () => loose(model.sample.bind(model))("5"),
    /number of rows, got the text "5"/,
  ],
  ["no rows for a density", () => loose(density.logLikelihood.bind(density))(), /Expected a table/],
  ["draws of a density from a seed", () => loose(density.sample.bind(density))(3, 1), /new Random/],
  ["minus one draw of a density", () => density.sample(-1, new Random(1)), /a number of rows to draw/],
  ["draws of a copula from a seed", () => loose(copula.sample.bind(copula))(3, 1), /new Random/],
  ["no rows for a copula", () => loose(copula.logLikelihood.bind(copula))(), /Expected a table/],
  [
    "a fit that gives no density",
    () => loose(library.crossValidatedNll)(() => 1, table, 2, 1),
    /logLikelihood/,
  ],
  ["no rows for what is exact", () => loose(network.exact?.logLikelihood)(), /Expected a table/],
  ["less than one fold", () => library.fitShrunkGaussian(table, { folds: -1 }), /folds, a whole number/],
  ["a part of a fold", () => library.fitGaussianCopula(table, { folds: 1.5 }), /folds, a whole number/],
  [
    "half a resampling",
    () => library.criticiseTable(dag, table, { resamplings: 0.5 }),
    /resamplings, a whole/,
  ],
  [
    "a distance to nothing",
    () => loose(library.structuralHammingDistance)(dag),
    /Expected a Dag, got nothing/,
  ],
  ["an inverse that is none", () => loose(library.inverseDag)(dag, {}), /parents of the inverse/],
  [
    "a network's nodes that are none",
    () => made(library.DiscreteNetwork, { name: "n", nodes: [null] }),
    /nodes/,
  ],
  [
    "no other observed nodes",
    () => loose(network.withObserved.bind(network))(),
    /observed nodes, got nothing/,
  ],
  ["an order of nothing", () => loose(new Random(1).permutation.bind(new Random(1)))(), /places.*nothing/],
  ["a state that is none", () => loose(Random.fromState)([1]), /Uint32Array.*array/],
  ["no folder", () => loose(io.hasCheckpoint)(), /path of a file or folder, got nothing/],
  ["a model loaded from nowhere", () => loose(io.loadModel)(), /path of a file or folder, got nothing/],
  ["a checkpoint of nothing", () => loose(io.saveCheckpoint)("folder"), /parts of a checkpoint/],
  ["a digest of nothing", () => loose(io.digestOfRows)(), /Expected a table/],
  ["files that are none", () => loose(io.writeTogether)("folder", ["a"]), /a Map of the contents/],
  ["columns that are none", () => loose(io.loadRawTable)("t.csv", "a"), /columns to read, got the text/],
  ["a model saved with a graph", () => loose(io.saveModel)("folder", model, dag), /Expected a network/],
  ["a worth that is none", () => io.openThreads({ worthwhile: Number.NaN }), /as worthwhile/],
  ["no name of a network", () => loose(io.resolveNetwork)(), /name or the path of a network/],
];

before(async () => {
  model = await train(dag, table, quick);
});

describe("wrong arguments of the library are answered by one sentence", () => {
  for (const [name, call, message] of calls) {
    test(name, async () => {
      await assert.rejects(
        async () => call(),
        (error) => {
          assert.ok(error instanceof InputError, String((error as Error).stack));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

/** Every option of every question, with a value that it may have. */
const questions: [string, unknown[], Record<string, unknown>][] = [
  ["logLikelihood", [table], { samples: 3, seed: 1, exact: false, precision: "float64" }],
  ["score", [table], { samples: 3, seed: 1, exact: false, precision: "float64" }],
  ["elbo", [table], { samples: 3, seed: 1 }],
  ["posterior", [table], { samples: 3, seed: 1, resample: true, levels: [0.5], draws: false }],
  ["encode", [table], { samples: 3, seed: 1 }],
  ["impute", [table], { samples: 3, seed: 1, levels: [0.5] }],
  ["reconstruct", [table], { seed: 1 }],
  ["reconstructionError", [table], { seed: 1 }],
  ["reconstructionErrors", [table], { seed: 1 }],
  ["activeLatents", [table], { samples: 4, seed: 1 }],
  ["averageSlopes", [table], { seed: 1 }],
  ["pathCoefficients", [table], { seed: 1, effects: [["z", "a"]] }],
  ["sample", [3], { seed: 1, includeLatents: true }],
  ["intervene", [{ a: 1 }, 3], { seed: 1, includeLatents: true, seen: { b: 1 } }],
];
const asked = (of: unknown, name: string) => (of as Record<string, Loose>)[name].bind(of);

async function refused(call: () => unknown, message: RegExp): Promise<void> {
  await assert.rejects(
    async () => call(),
    (error) => {
      assert.ok(error instanceof InputError, String((error as Error).stack));
      assert.match(error.message, message);
      return true;
    },
  );
}

describe("options of questions are known ones of the right types, asked at once or as promises", () => {
  for (const [name, given, options] of questions) {
    test(name, async () => {
      for (const of of [model, library.promised(model)]) {
        const ask = asked(of, name);
        await ask(...given, { ...options, signal: new AbortController().signal, onProgress: () => {} });
        await refused(() => ask(...given, { ...options, quantiles: [0.5] }), /got "quantiles"/);
        for (const key of [...Object.keys(options), "signal", "onProgress"])
          await refused(() => ask(...given, { ...options, [key]: null }), new RegExp(`${key}.*got null`));
        await refused(() => ask(...given, Promise.resolve(options)), /options.*got a value of Promise/);
      }
    });
  }
});

describe("options of everything else are known ones of the right types", () => {
  const tree = library.builtInNetwork("gaussian-tree");
  const options: [string, (given: never) => unknown, string][] = [
    ["promised", (given) => library.promised(model, given), "executor"],
    ["answer", (given) => model.answer({ kind: "sample", rows: 1, options: {} }, given), "onProgress"],
    ["calibrate", (given) => library.calibrate(model, given), "draws"],
    ["calibration", (given) => library.calibration(model, given), "executor"],
    ["criticiseTable", (given) => library.criticiseTable(dag, table, given), "resamplings"],
    ["summarize", (given) => library.summarize(model, table, given), "resamplings"],
    ["fitLinearGaussian", (given) => library.fitLinearGaussian(dag, table, given), "kind"],
    ["fitShrunkGaussian", (given) => library.fitShrunkGaussian(table, given), "folds"],
    ["fitGaussianCopula", (given) => library.fitGaussianCopula(table, given), "pairs"],
    ["faithfulInverse", (given) => library.faithfulInverse(dag, given), "mode"],
    ["learnStructure", (given) => library.learnStructure(table, given), "restarts"],
    ["nonlinearVariant", (given) => library.nonlinearVariant(tree as never, 1, given), "noise"],
    ["sample of a network", (given) => tree.sample(1, new Random(1), given), "includeLatents"],
    ["openWebThreads", (given) => library.openWebThreads(() => ({}) as never, given), "workers"],
    ["train", (given) => train(dag, table, given), "onNote"],
    ["checkpoints", (given) => train(dag, table, { checkpoints: given }), "every"],
    ["trainPosterior", (given) => library.trainPosterior(network, given), "rows"],
    ["a network's parts", (given) => new library.StructureNetwork(given), "name"],
    ["a model's parts", (given) => library.TrainedModel.fromParts(given), "nodes"],
    ["openThreads", (given) => io.openThreads(given), "workers"],
    ["openThreadsAndThis", (given) => io.openThreadsAndThis(given), "workers"],
    ["parseTable", (given) => io.parseTable("a\n1\n", ["a"], "a.csv", given), "missing"],
    ["readTable", (given) => io.readTable("t.csv", ["a"], given), "header"],
    ["loadTable", (given) => io.loadTable("t.csv", ["a"], given), "separator"],
    ["readTableChunks", (given) => io.readTableChunks("t.csv", ["a"], given).next(), "chunkRows"],
    ["loadRawTable", (given) => io.loadRawTable("t.csv", ["a"], given), "missingValues"],
    ["loadMeasuredTable", (given) => io.loadMeasuredTable(network, "t.csv", given), "kinds"],
    ["openTableWriter", (given) => io.openTableWriter("none/t.csv", ["a"], given), "force"],
  ];
  for (const [name, call, key] of options) {
    test(name, async () => {
      await refused(() => call({ quantile: 1 } as never), /got "quantile"/);
      await refused(() => call({ [key]: null } as never), new RegExp(`as ([a-z]+\\.)?${key}, got null`));
      await refused(() => call(null as never), /got null/);
      await refused(() => call(new Map() as never), /got a value of Map/);
    });
  }
});

test("settings of an architecture that are undefined are left out", async () => {
  const undefinedOnes = { hidden: undefined, flow: undefined, coefficient: undefined };
  const other = await train(dag, table, {
    ...quick,
    architecture: { ...quick.architecture, ...(undefinedOnes as object) },
  });
  assert.deepEqual(other.architecture, model.architecture);
});

test("parts of a model are held against their form before a model is made of them", async () => {
  const parts = model.toParts();
  const { fromParts } = library.TrainedModel;
  assert.deepEqual(fromParts(parts).sample(2).data, model.sample(2).data);
  const wrong: [object, RegExp][] = [
    [{ nodes: undefined }, /a list of nodes as nodes, got nothing.*toParts/],
    [{ scales: { mean: [1], deviation: [1] } }, /Float64Array as scales\.mean, got an array/],
    [{ scales: {} }, /scales\.mean, got nothing/],
    [{ parameters: [{}] }, /parameters\[0\]\.name, got nothing/],
    [{ parameters: {} }, /named weights as parameters, got an object/],
    [{ architecture: { ...parts.architecture, block: 1 } }, /settings of the architecture among .*"block"/],
    [{ training: undefined }, /as training, got nothing/],
    [{ fill: { mean: 1 } }, /fill\.mean, got the number 1/],
  ];
  for (const [change, message] of wrong)
    await refused(() => fromParts({ ...parts, ...change } as never), message);
});

test("values and bytes that were made elsewhere, as in a test's sandbox or another window, are what they are", () => {
  const elsewhere = (code: string) => runInNewContext(code) as unknown;
  const values = elsewhere("Float64Array.of(1, 2, 3, 4)") as Float64Array;
  assert.ok(!(values instanceof Float64Array));
  const made = library.createDataset(["a", "b"], values);
  assert.equal(made.rowCount, 2);
  assert.deepEqual(Array.from(library.createDataset(["a"], [[1], [2]]).values), [1, 2]);
  const bytes = elsewhere('Uint8Array.from("digraph { a -> b }", (c) => c.charCodeAt(0))') as Uint8Array;
  assert.deepEqual(library.readNetwork(bytes, "net.dot").network.dag.names, ["a", "b"]);
});
