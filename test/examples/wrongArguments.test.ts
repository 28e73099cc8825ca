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
  ["a seed that is a text", () => loose(model.score.bind(model))(table, { samples: 9, seed: "1" }), /a seed/],
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
  ["a network of nothing", () => made(library.LinearGaussianNetwork), /make a network of, got nothing/],
  [
    "a model saved where it says",
    () => loose(io.saveModel)(model, "folder"),
    /path of a folder.*TrainedModel/,
  ],
  ["a table of no columns", () => loose(io.readTable)("t.csv"), /names of the columns to read/],
  ["a graph to measure", () => loose(io.loadMeasuredTable)(dag, "t.csv"), /Expected a network/],
  ["no name of a network", () => loose(io.resolveNetwork)(), /name or the path of a network/],
];

describe("wrong arguments of the library are answered by one sentence", () => {
  before(async () => {
    model = await train(dag, table, quick);
  });
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
