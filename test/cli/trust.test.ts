import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { bentPairs } from "../bentPairs.ts";
import { csvOf } from "../csvOf.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { ownIndicators as truth } from "../twoCauses.ts";
import { interrupt, run, withFolder } from "./run.ts";

/** A table of the true network, and the network without its one arc between the causes. */
function files(folder: string, rows = 120): void {
  writeFileSync(join(folder, "table.csv"), csvOf(truth.sample(rows, new Random(1))));
  writeFileSync(join(folder, "wrong.dag"), "dag { a [latent] b [latent] a -> {x1 x2 x3} b -> {y1 y2 y3} }\n");
}

/** The table of pairs that are related by a curve, and a network in which nothing relates them. */
function bentFiles(folder: string): void {
  writeFileSync(join(folder, "table.csv"), csvOf(bentPairs()));
  writeFileSync(join(folder, "apart.dag"), "dag { z [latent] w [latent] z -> {a b} w -> {c d} }\n");
}

const small = ["--hidden", "10", "--blocks", "1", "--epochs", "0", "--seed", "1"];

describe("a network that may be wrong, on the command line", () => {
  test("criticise reads labels, as train does", () =>
    withFolder((folder) => {
      const rows = truth.sample(300, new Random(2));
      const answers = [rows.columns.indexOf("x3"), rows.columns.indexOf("y3")];
      const cell = (value: number, c: number) =>
        answers.includes(c) ? (value > 1 ? "often" : "seldom") : value;
      writeFileSync(join(folder, "answers.csv"), csvOf(rows, cell));
      writeFileSync(
        join(folder, "wrong.dag"),
        "dag { a [latent] b [latent] a -> {x1 x2 x3} b -> {y1 y2 y3} }\n",
      );
      const words = ["criticise", "wrong.dag", "--data", "answers.csv", "--resamplings", "2", "--seed", "1"];
      const { code, out, err } = run(folder, ...words, "--levels", "x3=seldom,often");
      assert.equal(code, 0, err);
      assert.match(err, /x3 +binary +seldom, often/);
      assert.match(out, /a -> b +\d\.\d\d +\d\.\d+ ± \d/);
    }));

  test("a network that bent rows contradict gives way, which train, inspect and card say, and summary refuses", () =>
    withFolder((folder) => {
      bentFiles(folder);
      const words = ["train", "apart.dag", "--data", "table.csv", "-o", "model", "--seed", "1"];
      const setting = ["--hidden", "16", "--blocks", "1", "--start", "random", "--maximum-epochs", "150"];
      const kinds = ["--kind", "c=gaussian", "--kind", "d=gaussian"];
      const trained = run(folder, ...words, ...setting, ...kinds);
      assert.equal(trained.code, 0, trained.err);
      const sentence = /The rows contradict the network: held-out ones gain \d\.\d\d ± \d\.\d\d nats each/;
      const flat = (text: string) => text.replace(/\s+/g, " ");
      assert.match(flat(trained.out), sentence);
      assert.match(flat(run(folder, "inspect", "model").out), sentence);
      const { instead } = JSON.parse(run(folder, "inspect", "model", "--json").out);
      assert.equal(instead.structure, "fc");
      assert.match(flat(run(folder, "card", "model").out), sentence);
      const asked = ["posterior", "model", "--data", "table.csv", "-o", "hidden.csv", "--samples", "20"];
      assert.match(flat(run(folder, ...asked).err), sentence);
      assert.match(
        flat(run(folder, "do", "model", "--set", "a=1", "-n", "20", "-o", "do.csv").err),
        sentence,
      );
      const bent = ["criticise", "apart.dag", "--data", "table.csv", "--resamplings", "1", ...kinds];
      assert.match(flat(run(folder, ...bent).out), /By curves, 4 pairs of measured nodes move together/);
      const refused = run(folder, "summary", "model", "--data", "table.csv");
      assert.equal(refused.code, 2);
      assert.match(refused.err, /whose hidden nodes are none of the network's.*trust full/s);
      assert.match(readFileSync(join(folder, "model", "model.json"), "utf8"), /"version": 4/);
    }));

  test("criticise names what is missing, draws it, and mends the network", () =>
    withFolder((folder) => {
      files(folder);
      const words = ["criticise", "wrong.dag", "--data", "table.csv", "--resamplings", "3", "--seed", "1"];
      const { code, out, err } = run(folder, ...words, "--repair", "mended.json", "-o", "critique");
      assert.equal(code, 0, err);
      assert.match(out, /something is missing/);
      assert.match(out, /a -> b +\d\.\d\d +\d\.\d+ ± \d/);
      const critique = JSON.parse(readFileSync(join(folder, "critique", "critique.json"), "utf8"));
      assert.ok(
        critique.requested.some(
          ({ parent, child }: { parent: string; child: string }) => parent === "a" && child === "b",
        ),
      );
      assert.match(readFileSync(join(folder, "critique", "network.svg"), "utf8"), /class="added"/);
      const mended = JSON.parse(readFileSync(join(folder, "mended.json"), "utf8"));
      assert.match(mended.comments.join("\n"), /a -> b added: /);
      assert.deepEqual(mended.nodes.b.parents, ["a"]);
      // The mended network is one that is read back, and of which the data ask for nothing more.
      const again = run(
        folder,
        "criticise",
        "mended.json",
        "--data",
        "table.csv",
        "--resamplings",
        "0",
        "--json",
      );
      assert.equal(again.code, 0, again.err);
      assert.deepEqual(JSON.parse(again.out).requested, []);
      const refused = run(folder, ...words, "--repair", "mended.json");
      assert.equal(refused.code, 2);
      assert.match(refused.err, /--force/);
    }));

  test("criticise takes DOT comments, gaps, and says what it cannot write", () =>
    withFolder((folder) => {
      files(folder);
      const table = readFileSync(join(folder, "table.csv"), "utf8");
      writeFileSync(
        join(folder, "gaps.csv"),
        table.replace(/^(-?\d[^,]*),/gm, (line) => (line.length % 7 === 0 ? "," : line)),
      );
      const words = ["criticise", "wrong.dag", "--data", "gaps.csv", "--resamplings", "0", "--folds", "3"];
      const { code, err } = run(folder, ...words, "--repair", "mended.dot");
      assert.equal(code, 0, err);
      assert.match(readFileSync(join(folder, "mended.dot"), "utf8"), /^\/\/ a -> b added/m);
      const bif = run(folder, ...words, "--repair", "mended.bif");
      assert.equal(bif.code, 2);
      assert.match(bif.err, /\.json, \.dot/);
    }));

  test("criticise trains its plain VAE in any number of threads to the same numbers", () =>
    withFolder((folder) => {
      files(folder, 40);
      const words = [
        "criticise",
        "wrong.dag",
        "--data",
        "table.csv",
        "--resamplings",
        "0",
        "--folds",
        "2",
        "--vae",
      ];
      const [one, two] = ["1", "2"].map((workers) => run(folder, ...words, "--json", "--workers", workers));
      assert.equal(one.code, 0, one.err);
      assert.match(one.out, /"plain VAE"/);
      assert.equal(one.out, two.out);
    }));

  test("Ctrl-C stops a critique with nothing written", async () => {
    const folder = temporaryFolder();
    // The first word comes after two seconds: so many rows take several times as long on any machine.
    files(folder, 20_000);
    const words = [
      "criticise",
      "wrong.dag",
      "--data",
      "table.csv",
      "--resamplings",
      "1000",
      "--folds",
      "100",
      "--repair",
      "mended.json",
    ];
    const { code } = await interrupt(folder, ...words);
    assert.equal(code, 130);
    assert.ok(!existsSync(join(folder, "mended.json")));
  });

  test("train adds the arc, inspect shows it, and the folder keeps it", () =>
    withFolder((folder) => {
      files(folder);
      const trained = run(
        folder,
        "train",
        "wrong.dag",
        "--data",
        "table.csv",
        "-o",
        "m",
        "--anchor",
        "b=-y2",
        ...small,
      );
      assert.equal(trained.code, 0, trained.err);
      const model = JSON.parse(readFileSync(join(folder, "m", "model.json"), "utf8"));
      assert.ok(
        model.architecture.added.some(
          ({ parent, child }: { parent: string; child: string }) => parent === "a" && child === "b",
        ),
      );
      const { added } = JSON.parse(run(folder, "inspect", "m", "--json").out);
      const arc = added.find(
        ({ parent, child }: { parent: string; child: string }) => parent === "a" && child === "b",
      );
      assert.ok(arc.weight < -0.3, `${arc.weight}`);
      assert.match(run(folder, "inspect", "m").out, /a -> b +-\d\.\d{3}/);
      assert.match(run(folder, "inspect", "m", "--format", "svg").out, /class="added"/);
      const own = run(folder, "inspect", "m", "--blocks", "2");
      assert.equal(own.code, 2);
      const full = run(
        folder,
        "train",
        "wrong.dag",
        "--data",
        "table.csv",
        "-o",
        "f",
        "--trust",
        "full",
        ...small,
      );
      assert.equal(full.code, 0, full.err);
      assert.equal(
        JSON.parse(readFileSync(join(folder, "f", "model.json"), "utf8")).architecture.added,
        undefined,
      );
    }));

  test("mistakes are answered by a sentence and exit code 2", () =>
    withFolder((folder) => {
      files(folder);
      const train = ["train", "wrong.dag", "--data", "table.csv", "-o", "m", ...small];
      for (const [words, message] of [
        [[...train, "--trust", "some"], /auto, full or a number/],
        [[...train, "--trust", "-1"], /auto, full or a number/],
        [[...train, "--trust", "auto", "--model", "fc"], /fc/],
        [[...train, "--anchor", "a"], /severity=crp/],
        [[...train, "--anchor", "a=y1"], /does not/],
        [["criticise", "wrong.dag"], /--data/],
        [["criticise", "wrong.dag", "--data", "table.csv", "--folds", "1"], /at least 2/],
      ] as const) {
        const { code, err } = run(folder, ...words);
        assert.equal(code, 2, `${words.join(" ")}: ${err}`);
        assert.match(err, message);
      }
    }));
});
