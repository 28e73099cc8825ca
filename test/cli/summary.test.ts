import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Random, train } from "../../src/internals.ts";
import { saveModel } from "../../src/io/index.ts";
import { csvOf } from "../csvOf.ts";
import { textsOf } from "../report/wellFormed.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { ownIndicators as truth } from "../twoCauses.ts";
import { mistakeOf } from "./inProcess.ts";
import { interrupt, run } from "./run.ts";

const data = truth.sample(100, new Random(1));
const folder = temporaryFolder();
writeFileSync(join(folder, "table.csv"), csvOf(data));
const model = await train(truth.dag, data, {
  seed: 1,
  trust: "full",
  anchors: { a: "x1", b: "y1" },
  architecture: { hidden: [10], blocks: 1 },
  tuning: { start: "linear-gaussian", epochs: 0 },
});
saveModel(join(folder, "m"), model, truth);
saveModel(join(folder, "again"), model, truth);
const words = ["summary", "m", "--data", "table.csv", "--effect", "a,y1"];

describe("a summary on the command line", () => {
  test("prints tables and Markdown, and draws the paths", () => {
    const { code, out, err } = run(folder, ...words, "--resamplings", "0", "--svg", "paths.svg");
    assert.equal(code, 0, err);
    assert.match(out, /^The model is a linear-Gaussian network/);
    assert.match(out, /a → x1 +1\.\d{3} +0\.8\d\d +0\.8\d\d ± 0\.0\d\d/);
    assert.match(out, /chi-square +\d/);
    assert.match(out, /degrees of freedom +8/);
    assert.match(out, /a → y1 +total +\d/);
    const texts = textsOf(readFileSync(join(folder, "paths.svg"), "utf8"));
    assert.ok(texts.includes("two causes: standardised coefficients"));
    assert.equal(texts.filter((text) => /^0\.\d\d$/.test(text)).length, 7);
    const markdown = run(folder, ...words, "--resamplings", "0", "--markdown", "--quiet");
    assert.match(markdown.out, /^# Summary of two causes\n/);
    assert.match(markdown.out, /\| a → x1 \| 1\.\d{3} \|/);
  });

  test("goes on after Ctrl-C to the same numbers as without, with any number of workers", async () => {
    // Progress is first said after two seconds, so the interruption comes in the midst.
    const many = [...words, "--resamplings", "4000", "--workers", "2"];
    const stopped = await interrupt(folder, ...many);
    assert.equal(stopped.code, 130, stopped.err);
    const [, kept] = /Interrupted: (\d+) of 4000 resamplings are kept/.exec(stopped.err)!;
    assert.ok(Number(kept) > 0, stopped.err);
    const file = join(folder, "m", "resamplings.jsonl");
    const before = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.ok(before.length > Number(kept));
    // A line that was written by half, as a killed process leaves it.
    writeFileSync(file, `${before.slice(0, 31).join("\n")}\n{"index":77,"numb`);
    const fewer = [...words.slice(2), "--resamplings", "60", "--json"];
    const resumed = run(folder, "summary", "m", ...fewer, "--workers", "2");
    assert.equal(resumed.code, 0, resumed.err);
    assert.match(resumed.err, /Going on after \d+ resamplings/);
    const whole = run(folder, "summary", "again", ...fewer, "--workers", "1");
    assert.equal(resumed.out, whole.out);
    const found = JSON.parse(whole.out);
    assert.equal(found.resamplings, 60);
    assert.ok(found.paths[0].raw.low < found.paths[0].raw.value);
    const moved = run(folder, "summary", "m", ...fewer, "--intervals", "bias-corrected");
    assert.equal(moved.code, 0, moved.err);
    const estimates = (text: string) =>
      JSON.parse(text).paths.map(({ raw }: { raw: { value: number } }) => raw.value);
    assert.deepEqual(estimates(moved.out), estimates(whole.out));
    assert.notEqual(JSON.parse(moved.out).paths[0].raw.low, found.paths[0].raw.low);
    const narrower = run(folder, "summary", "m", ...fewer, "--confidence", "0.5");
    assert.equal(JSON.parse(narrower.out).confidence, 0.5);
    assert.ok(JSON.parse(narrower.out).paths[0].raw.low > found.paths[0].raw.low);
    const shown = run(folder, "summary", "m", ...fewer.slice(0, -1), "--confidence", "0.5");
    assert.match(shown.out, /50 % intervals of 60 resamplings/);
    // Of another seed they are others, and the model can still be replaced.
    const other = run(folder, "summary", "again", ...fewer, "--seed", "5");
    assert.match(other.err, /Replaced 60 resamplings/);
    assert.notEqual(other.out, whole.out);
    saveModel(join(folder, "again"), model, truth, true);
    assert.ok(existsSync(join(folder, "again", "resamplings.jsonl")));
  });

  test("mistakes are answered by a sentence", async () => {
    for (const [added, message] of [
      [["--resamplings", "5"], /at least 40/],
      [["--intervals", "bias-corrected"], /resamplings for --intervals/],
      [["--confidence", "0.9"], /resamplings for --confidence/],
      [["--confidence", "95"], /share between 0 and 1/],
      [["--resamplings", "60", "--confidence", "0.99"], /at least 199 for a confidence of 0.99, got 60/],
      [["--intervals", "both"], /Allowed choices are percentile, bias-corrected/],
      [["--effect", "a"], /Put a comma/],
      [["--effect", "a,y9"], /"y9" is none. Did you mean/],
      [["--effect", "y1,a"], /no path leads/],
      [["--json", "--markdown"], /one way to print/],
      [["--svg", "table.csv"], /is that table/],
    ] as const) {
      assert.match((await mistakeOf(folder, ...words, "--resamplings", "0", ...added)) ?? "", message);
    }
    writeFileSync(join(folder, "again", "resamplings.jsonl"), "mine\n");
    const foreign = await mistakeOf(folder, "summary", "again", "--data", "table.csv");
    assert.match(foreign ?? "", /not replaced/);
    assert.equal(readFileSync(join(folder, "again", "resamplings.jsonl"), "utf8"), "mine\n");
  });
});
