import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { program } from "../../src/cli/program.ts";
import { run, withFolder } from "./run.ts";

describe("the command line", () => {
  test("simulates, trains and evaluates; the same seed gives the same bytes", () => {
    withFolder((folder) => {
      for (const name of ["a.csv", "b.csv"]) {
        const done = run(folder, "simulate", "arithmetic-circuit", "-n", "60", "--seed", "3", "-o", name);
        assert.equal(done.code, 0, done.err);
      }
      assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), readFileSync(join(folder, "b.csv"), "utf8"));
      const size = ["--hidden", "12", "--blocks", "2", "--seed", "1"];
      for (const [source, output] of [
        [["--data", "a.csv"], "m"],
        [["--data", "b.csv"], "n"],
      ] as const) {
        const done = run(folder, "train", "arithmetic-circuit", ...source, ...size, "-o", output, "--json");
        assert.equal(done.code, 0, done.err);
        assert.equal(JSON.parse(done.out).rows, 60);
      }
      assert.deepEqual(readdirSync(join(folder, "m")).sort(), ["model.json", "weights.safetensors"]);
      const weights = (name: string) => readFileSync(join(folder, name, "weights.safetensors"));
      assert.ok(weights("m").equals(weights("n")));
      const evaluated = run(
        folder,
        "evaluate",
        "m",
        "--simulate",
        "50",
        "--importance-samples",
        "20",
        "--json",
      );
      assert.equal(evaluated.code, 0, evaluated.err);
      const result = JSON.parse(evaluated.out);
      assert.equal(result.excess, null);
      for (const key of ["nll", "nllStandardError", "re", "elbo", "effectiveSampleSize"]) {
        assert.ok(Number.isFinite(result[key]), key);
      }
      assert.match(run(folder, "evaluate", "m", "--data", "a.csv").out, /NLL/);
    });
  });

  test("the excess of a linear-Gaussian network is the distance from its exact likelihood", () => {
    withFolder((folder) => {
      const options = ["--simulate", "200", "--hidden", "20", "--blocks", "1", "-o", "m", "--quiet"];
      assert.equal(run(folder, "train", "gaussian-tree", ...options).code, 0);
      const { out } = run(
        folder,
        "evaluate",
        "m",
        "--simulate",
        "300",
        "--importance-samples",
        "50",
        "--json",
      );
      const { nll, exactNll, excess } = JSON.parse(out);
      assert.ok(Math.abs(nll - exactNll - excess) < 1e-9);
      assert.ok(excess > -0.05 && excess < 1, `excess ${excess}`);
    });
  });

  test("the plain VAE, the paper's preset, a single row and a path with a slash are served", () => {
    withFolder((folder) => {
      const words = ["--simulate", "40", "--hidden", "12"];
      const vae = run(folder, "train", "arithmetic-circuit", ...words, "--model", "vae", "-o", "deep/vae/");
      assert.equal(vae.code, 0, vae.err);
      assert.doesNotMatch(vae.out, /Lipschitz/);
      const again = [...words, "--blocks", "1", "--preset", "paper", "-o", "deep/vae", "--force"];
      const paper = run(folder, "train", "arithmetic-circuit", ...again);
      assert.equal(paper.code, 0, paper.err);
      assert.match(paper.out, /^Trained in .*Lipschitz/m);
      assert.deepEqual(readdirSync(join(folder, "deep")), ["vae"]);
      const one = run(folder, "evaluate", "deep/vae", "--simulate", "1", "--json");
      assert.equal(JSON.parse(one.out).nllStandardError, null);
    });
  });

  test("every command has help with an example, --quiet, --json and --seed, and says what is required", async () => {
    const all = (await program()).commands;
    const listed = (await program([])).commands;
    assert.deepEqual(
      listed.map((command) => command.registeredArguments.map((argument) => argument.name())),
      all.map((command) => command.registeredArguments.map((argument) => argument.name())),
      "the list of commands knows other arguments than the commands",
    );
    for (const command of all) {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      assert.match(help, /Examples?[^:]*:\n {2}siren-vae /, command.name());
      assert.match(help, /--quiet/, command.name());
      assert.match(help, /--json/, command.name());
      assert.match(help, /--seed/, command.name());
      assert.match(help, /^Usage: .*\[options\]$/m, command.name());
      for (const { long, mandatory } of command.options) {
        if (mandatory) assert.match(help.replace(/\s+/g, " "), new RegExp(`${long} .*?\\(required\\)`));
      }
    }
    assert.equal(run(".", "train", "--help").code, 0);
    const { code, out } = run(".", "--help");
    assert.equal(code, 0);
    assert.match(out, /Example.*\n {2}siren-vae train/);
    assert.doesNotMatch(out, /^Commands:\n(?! {2}help)/m, "a command stands under no heading");
  });

  test("lists the networks with their floors", () => {
    const rows = JSON.parse(run(".", "networks", "--json").out);
    const floors = rows.map(({ name, floor }: { name: string; floor: number }) => [name, floor?.toFixed(3)]);
    assert.deepEqual(floors.slice(0, 3), [
      ["ecoli70", "31.199"],
      ["arth150", "37.023"],
      ["magic-irri", "9.863"],
    ]);
  });

  test("the demonstration prints the models beside the baselines and writes its report", () => {
    withFolder((folder) => {
      const done = run(folder, "demo", "--test-rows", "60", "--importance-samples", "10", "--json");
      assert.equal(done.code, 0, done.err);
      const { results, report } = JSON.parse(done.out);
      const excess = Object.fromEntries(
        results.map((row: { name: string; excess: number }) => [row.name, row.excess]),
      );
      assert.ok(excess["SIReN-VAE true"] < excess["plain VAE"]);
      assert.ok(existsSync(report));
      assert.match(readFileSync(report, "utf8"), /<svg/);
    });
  });
});
