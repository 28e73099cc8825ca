import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { answerOf, mistakeOf } from "./inProcess.ts";
import { interrupt, run } from "./run.ts";

const ROWS = 60;
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "siren-vae-compare-"));
  const random = new Random(1);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const [first, second] = [random.normal(), random.normal()];
    const near = () => 0.4 * random.normal();
    const numbers = [first + near(), first + near(), second + near(), second + near()];
    const answer = first + near() > 0 ? "yes" : "no";
    return [...numbers.map((value) => value.toFixed(6)), answer, row % 2 === 0 ? "north" : "south", row].join(
      ",",
    );
  });
  writeFileSync(join(folder, "table.csv"), `${["a,b,c,d,answer,place,number", ...lines].join("\n")}\n`);
  writeFileSync(join(folder, "right.dag"), "dag { u [latent] v [latent] u -> {a b} v -> {c d} }\n");
  writeFileSync(join(folder, "wrong.dag"), "dag { u [latent] v [latent] u -> {a c} v -> {b d} }\n");
  writeFileSync(join(folder, "measured.dag"), "dag { a -> {b c} c -> d }\n");
  writeFileSync(join(folder, "mixed.dag"), "dag { u [latent] v [latent] u -> {a b answer} v -> {c d} }\n");
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("compare", () => {
  test("ranks hypotheses and baselines by the same held-out rows", async () => {
    const words = ["compare", "right.dag", "wrong.dag", "--data", "table.csv", "--folds", "2"];
    const { folds, rows, networks } = await answerOf(
      folder,
      ...words,
      "--models",
      "baselines",
      "-o",
      "hypotheses",
    );
    assert.equal(folds, 2);
    assert.deepEqual(networks, ["right", "wrong"]);
    const [best] = rows;
    assert.equal(best.network, "right");
    assert.equal(best.minusBest, 0);
    const wrong = rows.find(
      (row: { model: string; network: string }) => row.model === "mapEm" && row.network === "wrong",
    );
    assert.ok(wrong.minusBest > 2 * wrong.minusBestStandardError);
    const table = readFileSync(join(folder, "hypotheses", "rows.csv"), "utf8")
      .trim()
      .split("\n");
    assert.equal(table.length, ROWS + 1);
    const column = table[0].split(",").indexOf(`${best.model} right`);
    const mean = table.slice(1).reduce((sum, line) => sum + Number(line.split(",")[column]), 0) / ROWS;
    assert.ok(Math.abs(mean - best.nats) < 1e-9);
    assert.match(
      readFileSync(join(folder, "hypotheses", "comparison.md"), "utf8"),
      /Of the networks, in this order: right/,
    );
  });

  test("goes on after Ctrl-C, makes no fit twice, and prints a sentence", async () => {
    const words = [
      "compare",
      "mixed.dag",
      "--data",
      "table.csv",
      "--models",
      "vae,baselines",
      "--folds",
      "2",
    ];
    const all = [
      ...words,
      "--kind",
      "answer=binary",
      "--importance-samples",
      "20",
      "-o",
      "kept",
      "--workers",
      "1",
    ];
    const stopped = await interrupt(folder, ...all);
    assert.equal(stopped.code, 130, stopped.err);
    const rest = run(folder, ...all);
    assert.equal(rest.code, 0, rest.err);
    assert.match(rest.out, /predicts held-out rows best/);
    assert.match(rest.out, /^copula .*Gaussian copula$/m);
    const file = join(folder, "kept", "comparison.jsonl");
    assert.equal(readFileSync(file, "utf8").trim().split("\n").length, 4);
    const time = statSync(file).mtimeMs;
    const again = run(folder, ...all, "--json");
    assert.equal(again.code, 0, again.err);
    assert.equal(statSync(file).mtimeMs, time);
    const { rows } = JSON.parse(again.out);
    assert.deepEqual(rows.map(({ model }: { model: string }) => model).sort(), [
      "copula",
      "independent",
      "vae",
    ]);
  });

  test("fits groups apart and says whether one model does as well", async () => {
    const words = ["compare", "right.dag", "--data", "table.csv", "--models", "baselines", "--folds", "2"];
    const { by } = await answerOf(folder, ...words, "--by", "place", "-o", "groups");
    assert.equal(by.column, "place");
    const shrunk = by.models.find(({ model }: { model: string }) => model === "shrunk");
    assert.deepEqual(
      shrunk.groups.map(({ group, rows }: { group: string; rows: number }) => [group, rows]),
      [
        ["north", 30],
        ["south", 30],
      ],
    );
    assert.match(
      readFileSync(join(folder, "groups", "comparison.md"), "utf8"),
      /One model for all groups of place/,
    );
  });

  test("leaves out what a network without hidden nodes has not", () => {
    const words = ["--models", "vae,baselines", "--folds", "2", "-o", "measured"];
    const { code, err, out } = run(folder, "compare", "measured.dag", "--data", "table.csv", ...words);
    assert.equal(code, 0, err);
    assert.match(err, /Every node is measured, so that there is no vae to compare/);
    assert.match(out, /^mapEm /m);
    assert.doesNotMatch(out, /vae/);
  });

  test("refuses what makes no sense", async () => {
    const cases: [words: string[], message: RegExp][] = [
      [["right.dag", "--models", "trust,flow"], /among trust, true, ind, fc, vae, baselines, got "flow"/],
      [["right.dag", "--models", "vae,vae"], /got vae twice/],
      [["right.dag", "right.dag"], /right.dag twice/],
      [["right.dag", "mixed.dag"], /same columns.* got answer \(mixed alone\)/],
      [["measured.dag", "--models", "vae"], /a hidden node to compare vae.*every node is measured/],
      [["right.dag", "--folds", "31"], /31 folds of 60 rows/],
      [["right.dag", "--folds", "1"], /at least 2/],
      [["right.dag", "--by", "plase"], /Did you mean "place"/],
      [["right.dag", "--by", "a"], /which the network measures/],
      [["right.dag", "--by", "number"], /at least 10 rows in each of the 60 groups/],
    ];
    for (const [words, message] of cases) {
      const said = await mistakeOf(folder, "compare", ...words, "--data", "table.csv", "-o", "nothing");
      assert.match(said ?? "accepted", message);
    }
  });
});
