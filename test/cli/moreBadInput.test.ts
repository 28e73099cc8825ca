import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answerOf } from "./inProcess.ts";
import { assertMistake } from "./mistakes.ts";

const gaussian = (parents: Record<string, number>, variance = 1) => ({ parents, intercept: 0, variance });
const nodes = { z: gaussian({}), x: gaussian({ z: 1 }), y: gaussian({ z: 1 }) };
const head = { format: "siren-vae/network", version: 1, name: "own" };
const network = (content: object) =>
  JSON.stringify({ ...head, kind: "linear-gaussian", ...content }, null, 1);

const files: Record<string, string | Uint8Array> = {
  "own.json": network({ nodes }),
  "twice.json": `{"format": "siren-vae/network", "version": 1, "name": "own", "kind": "structure",\n "nodes": {"z": {"parents": []},\n  "z": {"parents": []}, "x": {"parents": ["z"]}}}`,
  "version.json": `{\n "format": "siren-vae/network",\n "version": 2\n}`,
  "kind.json": `{"format": "siren-vae/network",\n "version": 1,\n "kind": "linear-gausian"}`,
  "key.json": network({ nodes: { z: { parent: {}, intercept: 0, variance: 1 } } }),
  "parent.json": network({ nodes: { ...nodes, x: gaussian({ zz: 1 }) } }),
  "variance.json": network({ nodes: { ...nodes, y: gaussian({ z: 1 }, -2) } }),
  "observed.json": network({ nodes, observed: ["x", "x"] }),
  "overflow.json": network({
    nodes: { z: gaussian({}), x: gaussian({ z: 1e308 }), y: gaussian({ x: 1e308 }) },
  }),
  "exchange.json": `{"nodes": ["a", "b"],\n "arcs": [["a", "b"],\n  ["a", "c"]], "cpds": {}}`,
  "cut.dot": "digraph {\n a -> b\n b -> c;\n c -> d",
  "structure.dot": "digraph { z -> x; z -> y }",
  "letter.docx": Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 7, 1),
  "old.svg": "<svg/>",
  "good.csv": "x,y\n1,2\n2,1\n0,3\n4,4\n1,1\n",
  "latin.csv": Buffer.from("x,größe\n1,2\n2,3\n", "latin1"),
  "sheet.xlsx": Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0),
  "binary.csv": Buffer.from("x,y\n1,2\n\0\u001b[2J,3\n"),
  "array.json": '[{"x": 1, "y": 2}, {"x": 3, "y": 4}]',
  "pointer.json": "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n",
  "merge.csv": "x,y\n<<<<<<< HEAD\n1,2\n=======\n1,3\n>>>>>>> other\n",
  "half.parquet": "PAR1 and no more",
  "huge.csv": "x,y\n1,2\n2,3\n1e308,4\n3,3\n",
  "tiny.csv": "x,y\n1e-200,2\n2e-200,3\n0,4\n",
  "gaps.csv": "x,y\n,\nNA,\n,NA\n",
  "one.csv": "x,y\n1,2\n",
  "three.csv": "x,y\n1,2\n2,1\n0,3\n",
  "row.csv": "x,y\n1,2\nNA,NA\n3,1\n",
  "column.csv": "x,y\n1,NA\n2,NA\n3,NA\n",
  "unset.json": '{"network": "", "simulate": 9, "output": "new"}',
  "list.json": '{"network": "own.json", "simulate": 9, "output": "new", "hidden": []}',
  "large.json": '{"network": "own.json", "simulate": 9, "output": "new", "seed": 1e300}',
  "negative.json": '{"network": "own.json", "simulate": 9, "output": "new", "seed": -1}',
  "kinds.json": '{"network": "own.json", "simulate": 9, "output": "new", "affine": "yes"}',
  "words.json": '{"network": "own.json", "simulate": "nine", "output": "new"}',
  "few.json": '{"network": "own.json", "simulate": 1, "output": "new"}',
  "array-config.json": '["own.json"]',
};

const simulate = (file: string, ...words: string[]) => [
  "simulate",
  file,
  "-n",
  "5",
  "-o",
  "new.csv",
  ...words,
];
const train = (...words: string[]) => ["train", "own.json", "--data", "good.csv", "-o", "new", ...words];
const trainOn = (file: string) => ["train", "own.json", "--data", file, "-o", "new"];
const config = (file: string) => ["train", "--config", file];
const asked = (command: string, ...words: string[]) => [command, "m", "--data", "good.csv", ...words];
const output = ["-o", "new.csv"];

const cases: [string, string[], RegExp][] = [
  // networks and inspect
  ["an argument too many", ["networks", "ecoli70"], /too many arguments/],
  ["no network to inspect", ["inspect"], /missing required argument 'network'/],
  ["an empty network", ["inspect", ""], /Expected a network, got an empty text/],
  [
    "two formats",
    ["inspect", "own.json", "--json", "--format", "svg"],
    /one format.*--json and --format svg/,
  ],
  ["an unknown format", ["inspect", "own.json", "--format", "png"], /table, json, dot, svg/],
  ["the plain VAE has no structure", ["inspect", "own.json", "--structure", "vae"], /true, ind, fc/],
  [
    "a picture over a file",
    ["inspect", "own.json", "--format", "svg", "-o", "old.svg"],
    /old\.svg exists.*--force/,
  ],
  [
    "a picture within a file",
    ["inspect", "own.json", "--format", "svg", "-o", "good.csv/a.svg"],
    /good\.csv on the way/,
  ],
  ["a network in a word processor's file", ["inspect", "letter.docx"], /a document of Office/],
  ["a key twice", ["inspect", "twice.json"], /twice\.json.*"z" again at line 3, column 3/],
  [
    "a newer network",
    ["inspect", "version.json"],
    /version\.json, line 3, column 13: .*got 2.*newer release/,
  ],
  [
    "an unknown kind",
    ["inspect", "kind.json"],
    /kind\.json, line 3, column 10: .*Did you mean "linear-gaussian"/,
  ],
  [
    "an unknown key of a node",
    ["inspect", "key.json"],
    /key\.json, line 7, column \d+: .*parents of node "z"/,
  ],
  [
    "an unknown parent, by its line",
    ["inspect", "parent.json"],
    /parent\.json, line \d+, column \d+: .*"zz"/,
  ],
  [
    "a negative variance, by its line",
    ["inspect", "variance.json"],
    /variance\.json, line \d+, column 16: .*variance of node "y"/,
  ],
  [
    "an observed node twice in the file",
    ["inspect", "observed.json"],
    /observed\.json, line \d+, column \d+: .*"x" twice/,
  ],
  ["an observed node twice", ["inspect", "own.json", "--observed", "x,y,x"], /"x" twice/],
  [
    "an unknown arc in the exchange format",
    ["inspect", "exchange.json"],
    /exchange\.json, line 3, column 3: .*"c"/,
  ],
  ["a network that lies on the web", ["inspect", "https://a.org/n.csv"], /the address https:.*as a file/],
  ["a configuration that Git keeps elsewhere", config("pointer.json"), /pointer of Git LFS.*git lfs pull/],
  ["DOT that breaks off", ["inspect", "cut.dot"], /cut\.dot, line 4, column 8/],
  ["a hidden width of zero", ["inspect", "own.json", "--hidden", "0"], /at least 1/],
  // simulate
  ["a structure without numbers", simulate("structure.dot"), /only a structure/],
  ["numbers that overflow", simulate("overflow.json"), /finite numbers.*Infinity|finite/],
  ["an empty output", ["simulate", "own.json", "-n", "5", "-o", ""], /--output, got an empty text/],
  [
    "a spreadsheet to write",
    ["simulate", "own.json", "-n", "5", "-o", "new.xlsx"],
    /\.csv, \.tsv, \.jsonl or \.parquet.*\.xlsx/,
  ],
  ["JSON to write", ["simulate", "own.json", "-n", "5", "-o", "new.json"], /\.jsonl.*which stands for JSON/],
  ["packed text to write", ["simulate", "own.json", "-n", "5", "-o", "new.csv.gz"], /Write it plain/],
  [
    "a table within a file",
    ["simulate", "own.json", "-n", "5", "-o", "good.csv/new.csv"],
    /good\.csv on the way/,
  ],
  ["everything missing", simulate("own.json", "--missing", "1"), /from 0 to below 1/],
  ["a share that is no number", simulate("own.json", "--missing", "some"), /a number/],
  [
    "a seed beyond all numbers",
    simulate("own.json", "--seed", "99999999999999999999"),
    /from 0 to 9007199254740991/,
  ],
  [
    "rows beyond all numbers",
    ["simulate", "own.json", "-n", "99999999999999999999", ...output],
    /from 1 to 9007199254740991/,
  ],
  // train
  ["a number beyond arithmetic", trainOn("huge.csv"), /1e\+308 in row 3, column "x".*missing value/],
  ["a column that hardly varies", trainOn("tiny.csv"), /"x" to vary by at least 1e-100/],
  ["a row without values", trainOn("row.csv"), /row 2 has none/],
  ["a column without values", trainOn("column.csv"), /column "y" is missing in all 3 rows/],
  ["a table that is no UTF-8", trainOn("latin.csv"), /no UTF-8/],
  ["a spreadsheet", trainOn("sheet.xlsx"), /spreadsheet.*CSV/],
  ["bytes that a terminal would obey", trainOn("binary.csv"), /line 3, column "x"/],
  ["a JSON array", trainOn("array.json"), /JSON array.*line/],
  ["a table that lies on the web", trainOn("https://a.org/t.csv"), /the address https:.*as a file/],
  ["a table with both sides of a merge", trainOn("merge.csv"), /merge that Git could not finish \(line 2\)/],
  ["half a Parquet file", trainOn("half.parquet"), /whole Parquet/],
  [
    "a model within a file",
    ["train", "own.json", "--data", "good.csv", "-o", "good.csv/m"],
    /good\.csv on the way/,
  ],
  ["a coefficient above 1", train("--coefficient", "1.5"), /between 0 and 1/],
  ["no learning rate", train("--rate", "0"), /rate to be a number from/],
  ["a validation share of 1", train("--validation-share", "1"), /from 0\.01 to 0\.9/],
  ["more folds than rows", train("--folds", "6"), /6 folds of 5 rows/],
  ["a hidden width beyond memory", train("--hidden", "99999999"), /from 1 to 65536/],
  ["blocks beyond memory", train("--blocks", "99999999"), /from 0 to 1000/],
  [
    "epochs and the most of them",
    train("--epochs", "4", "--maximum-epochs", "3"),
    /epochs alone.*maximumEpochs/,
  ],
  ["epochs and folds", train("--epochs", "4", "--folds", "3"), /epochs alone.*folds/],
  ["blocks of a plain VAE", train("--model", "vae", "--blocks", "3"), /plain VAE.*blocks/],
  ["a linear start of a plain VAE", train("--model", "vae", "--start", "linear-gaussian"), /affine layers/],
  ["an option too much of the paper's preset", train("--preset", "paper", "--warm-up", "5"), /no warmUp/],
  ["two networks", ["train", "own.json", "good.csv", "-o", "new"], /too many arguments/],
  ["a configuration that is not there", config("none.json"), /configuration none\.json/],
  ["an empty configuration path", config(""), /--config, got an empty text/],
  ["an empty network in a configuration", config("unset.json"), /network in unset\.json to be not empty/],
  ["an empty list in a configuration", config("list.json"), /hidden in list\.json to be not empty/],
  [
    "a seed beyond numbers in a configuration",
    config("large.json"),
    /seed in large\.json to be (at most|a whole number)/,
  ],
  ["a negative seed in a configuration", config("negative.json"), /seed in negative\.json to be at least 0/],
  ["a text for a truth value", config("kinds.json"), /affine in kinds\.json to be true or false/],
  ["a text for a number", config("words.json"), /simulate in words\.json to be a number/],
  ["one row in a configuration", config("few.json"), /simulate in few\.json to be at least 2/],
  ["a list as configuration", config("array-config.json"), /the file in array-config\.json to be an object/],
  [
    "going on with nothing",
    ["train", "--resume", "none"],
    /interrupted training in none.*siren-vae train NETWORK/,
  ],
  ["going on with what is finished", ["train", "--resume", "m"], /finished/],
  ["going on with an empty path", ["train", "--resume", ""], /--resume, got an empty text/],
  ["going on with other settings", ["train", "--resume", "m", "--force"], /--force.*Leave it out/],
  [
    "over an interrupted training",
    ["train", "own.json", "--data", "good.csv", "-o", "begun"],
    /interrupted training.*--resume begun/,
  ],
  [
    "a checkpoint of another shape",
    ["train", "--resume", "begun"],
    /checkpoint\.json, but .* is not as this program writes it/,
  ],
  // questions
  [
    "a training that was interrupted",
    ["evaluate", "begun", "--data", "good.csv"],
    /trained model in begun.*train --resume/,
  ],
  [
    "a folder without a model",
    ["evaluate", ".", "--data", "good.csv"],
    /model in the folder \..*no model\.json/,
  ],
  ["an empty model", ["evaluate", "", "--data", "good.csv"], /Expected a folder, got an empty text/],
  ["too many importance samples", asked("evaluate", "--importance-samples", "999999999"), /from 1 to 100000/],
  [
    "an evaluation beyond arithmetic",
    ["evaluate", "m", "--data", "huge.csv"],
    /1e\+308 in row 3, column "x"/,
  ],
  [
    "a score beyond arithmetic",
    ["score", "m", "--data", "huge.csv", ...output],
    /1e\+308 in row 3, column "x"/,
  ],
  ["scores over the table itself", asked("score", "-o", "./good.csv", "--force"), /is that table/],
  ["scores as a spreadsheet", asked("score", "-o", "new.xls"), /\.xls/],
  ["scores over a model", asked("score", "-o", "m"), /m is a folder/],
  ["samples beyond memory", asked("posterior", "--samples", "99999999999", ...output), /from 2 to 100000/],
  ["draws beyond memory", asked("impute", "--draws", "99999999999", ...output), /from 1 to 100000/],
  [
    "reconstructions over the table itself",
    asked("reconstruct", "-o", "good.csv", "--force"),
    /is that table/,
  ],
  [
    "an intervention beyond arithmetic",
    ["do", "m", "--set", "x=1e308", "-n", "5", ...output],
    /to set x to, got 1e\+308/,
  ],
  ["no value to set", ["do", "m", "--set", "x=", "-n", "5", ...output], /number to set x to/],
  ["no node to set", ["do", "m", "--set", "=3", "-n", "5", ...output], /node=value/],
  ["rows beyond numbers", ["sample", "m", "-n", "99999999999999999", ...output], /from 1 to/],
  // calibrate, card, export
  ["too few simulations", ["calibrate", "m", "--simulations", "5"], /at least 20/],
  [
    "simulations beyond memory",
    ["calibrate", "m", "--simulations", "100000", "--draws", "10000"],
    /fit into memory/,
  ],
  ["a calibration's picture over a file", ["calibrate", "m", "--svg", "old.svg"], /old\.svg exists/],
  [
    "a calibration's picture over its table",
    asked("calibrate", "--svg", "good.csv", "--force"),
    /is that table/,
  ],
  ["a calibration without a column", ["calibrate", "m", "--data", "column.csv"], /column "y" is missing/],
  ["a card over its table", asked("card", "-o", "good.csv", "--force"), /is that table/],
  ["a card within a file", ["card", "m", "-o", "good.csv/card.md"], /good\.csv on the way/],
  ["an export to an empty path", ["export", "m", "-o", ""], /--output, got an empty text/],
  ["an export within a file", ["export", "m", "-o", "good.csv/new"], /good\.csv on the way/],
  ["a folder in the place of a network", ["train", "m", "--data", "t.csv", "-o", "n"], /got the folder m/],
  ["an export over foreign files", ["export", "m", "-o", ".", "--force"], /which is no part of one/],
  // demo, reproduce, worker, studio
  ["a demonstration over a file", ["demo", "-o", "good.csv"], /good\.csv on the way/],
  ["a demonstration on one row", ["demo", "--test-rows", "1", "-o", "new"], /at least 2/],
  ["an unknown experiment", ["reproduce", "table9", "-o", "new"], /table1, figure2.*table9/],
  [
    "no networks to reproduce",
    ["reproduce", "table1", "--networks", ",", "-o", "new"],
    /names separated by commas/,
  ],
  ["an unknown network to reproduce", ["reproduce", "table1", "--networks", "asien", "-o", "new"], /asien/],
  ["results within a file", ["reproduce", "table1", "-o", "good.csv/new"], /a part of its path is a file/],
  [
    "a comparison of what there is not",
    ["compare", "own.json", "--data", "none.csv", "-o", "new"],
    /none\.csv/,
  ],
  ["a summary of rows without values", ["summary", "m", "--data", "gaps.csv"], /3 rows without any/],
  ["a summary of a far value", ["summary", "m", "--data", "huge.csv"], /1e\+308 in row 3, column "x"/],
  [
    "a critique of one row",
    ["criticise", "own.json", "--data", "one.csv"],
    /at least 2 rows to hold some of them out, got 1/,
  ],
  [
    "a comparison on three rows",
    ["compare", "own.json", "--data", "three.csv", "-o", "new"],
    /at least 4 rows/,
  ],
  [
    "a table in place of a folder",
    ["simulate", "own.json", "-n", "5", "-o", ".", "--force"],
    /\. is a folder\. Give the name/,
  ],
  ["a card in place of a folder", ["card", "m", "-o", "m", "--force"], /m is a folder/],
  ["no workers", ["reproduce", "table1", "--workers", "0", "-o", "new"], /at least 1/],
  ["an address that is none", ["worker", "--queue", "somewhere"], /redis:\/\/127\.0\.0\.1/],
  ["a port beyond ports", ["studio", "own.json", "--port", "99999", "--no-open"], /from 0 to 65535/],
  ["a studio with no table", ["studio", "own.json", "--data", "none.csv", "--no-open"], /none\.csv/],
];

describe("mistakes over all commands", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-mistakes-"));
    for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
    const small = ["--hidden", "4", "--blocks", "1", "--epochs", "1", "--start", "random"];
    await answerOf(folder, "train", "own.json", "--simulate", "30", ...small, "-o", "m");
    mkdirSync(join(folder, "begun"));
    const content =
      '{"request":{"network":"own.json"},"rows":"","network":"","program":"","checkpoint":{"runs":[{}]}}';
    const sha256 = createHash("sha256").update(content).digest("hex");
    const checkpoint = { format: "siren-vae/checkpoint", version: 1, sha256, content };
    writeFileSync(join(folder, "begun", "checkpoint.json"), JSON.stringify(checkpoint));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, words, message] of cases) {
    test(name, () => assertMistake(folder, words, message));
  }

  test("every command has some", () => {
    const commands = new Set(cases.map(([, [command]]) => command));
    assert.equal(commands.size, 21, [...commands].join());
  });
});
