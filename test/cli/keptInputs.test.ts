import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkOutputs } from "../../src/cli/outputs.ts";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { saveModel, writeTable } from "../../src/io/index.ts";
import { train } from "../../src/train/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { assertMistake } from "./mistakes.ts";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(30, new Random(1));
mkdirSync(path("s"));
mkdirSync(path("deep"));
symlinkSync("../s", path("deep/up"));
for (const name of ["t.csv", "rows.csv", "results.csv"]) writeTable(path(`s/${name}`), data, false);
symlinkSync("s/t.csv", path("link.csv"));
const model = await train(network.dag, data, {
  architecture: { hidden: [8], blocks: 1 },
  tuning: { start: "linear-gaussian", epochs: 0 },
});
saveModel(path("s/m"), model, network);
writeFileSync(path("s/m/resamplings.jsonl"), "{}\n");
symlinkSync("s/m", path("n"));
const columns = data.columns.join(" ");
writeFileSync(path("s/net.dag"), `dag { u [latent] u -> { ${columns} } }\n`);
writeFileSync(path("s/arcs.csv"), `from,to\n${data.columns.map((name) => `u,${name}\n`).join("")}`);

const refused = (words: string, message: RegExp) =>
  assertMistake(folder, [...words.split(" "), "--force"], message);
/** Of commands that have no --force. */
const unforced = (words: string, message: RegExp) => assertMistake(folder, words.split(" "), message);

describe("what a command reads is never what it writes, whatever is forced", () => {
  test("a table, by its name and by links", async () => {
    const said = /beside the table that is read, but .* is that table/;
    for (const output of ["s/t.csv", "./s/t.csv", "s/m/../t.csv", "link.csv", "deep/up/t.csv"]) {
      await refused(`score s/m --data s/t.csv -o ${output}`, said);
      await refused(`posterior s/m --data link.csv -o p.csv --draws ${output}`, said);
    }
    await refused("impute s/m --data deep/up/t.csv -o f.csv --uncertainty link.csv", said);
    await refused("reconstruct s/m --data s/t.csv -o link.csv", said);
    await refused("card s/m --data s/t.csv -o link.csv", said);
    await refused("calibrate s/m --data s/t.csv --svg link.csv", said);
    await refused("summary s/m --data s/t.csv --svg link.csv", said);
    await refused("inspect s/net.dag --data s/t.csv --format dot -o link.csv", said);
    await refused("criticise s/net.dag --data s/t.csv --repair deep/up/net.dag", /network that is read/);
    await unforced("compare s/net.dag --data s/rows.csv -o deep/up", said);
    await unforced("reproduce flows --data s/results.csv --network s/net.dag -o deep/up", said);
  });

  test("files of somebody else in a folder for results", async () => {
    for (const [name, command] of [
      ["rows.csv", "compare s/net.dag --data s/t.csv -o theirs"],
      ["comparison.md", "compare s/net.dag --data s/t.csv -o theirs"],
      ["results.csv", "reproduce flows --data s/t.csv --network s/net.dag -o theirs"],
      ["report.md", "reproduce table1 --quick --minutes 0 -o theirs"],
    ] as const) {
      mkdirSync(path("theirs"));
      writeFileSync(path(`theirs/${name}`), "mine");
      await unforced(
        command,
        new RegExp(`theirs/${name} is there without \\w+\\.jsonl\\. Choose another folder`),
      );
      assert.equal(readFileSync(path(`theirs/${name}`), "utf8"), "mine");
      rmSync(path("theirs"), { recursive: true });
    }
  });

  test("outputs of one command, by links too", async () => {
    symlinkSync("new.csv", path("other.csv"));
    writeFileSync(path("new.csv"), "");
    await refused("posterior s/m --data s/t.csv -o new.csv --draws other.csv", /file of its own.*twice/);
    symlinkSync("not-there.csv", path("dangling.csv"));
    assert.throws(
      () => checkOutputs([path("not-there.csv"), path("dangling.csv")], false),
      /file of its own.*twice/,
    );
    rmSync(path("dangling.csv"));
  });

  test("a model, whole or in part", async () => {
    const said = /beside the model that is read, but .* is a part of it/;
    for (const output of [
      "s/m/model.json",
      "n/model.json",
      "s/m/weights.safetensors",
      "deep/up/m/resamplings.jsonl",
    ]) {
      await refused(`card s/m -o ${output}`, said);
      await refused(`inspect n --format dot -o ${output}`, said);
      await refused(`calibrate s/m --svg ${output}`, said);
      await refused(`summary s/m --data s/t.csv --svg ${output}`, said);
    }
    await refused("sample s/m -n 3 -o s/m/resamplings.jsonl", said);
    await refused("do s/m --set x0=1 -n 3 -o n/resamplings.jsonl".replace("x0", data.columns[0]), said);
    await refused("score s/m --data s/t.csv -o s/m/resamplings.jsonl", said);
  });

  test("a network", async () => {
    const said = /beside the network that is read, but .* is that network/;
    await refused("inspect s/net.dag --format dagitty -o s/net.dag", said);
    await refused("inspect s/net.dag --format dagitty -o deep/up/net.dag", said);
    await refused("inspect s/arcs.csv --format edges -o s/arcs.csv", said);
    await refused("simulate s/arcs.csv -n 3 -o s/arcs.csv", said);
    await refused("criticise s/net.dag --data s/t.csv --repair s/net.dag", said);
  });
});
