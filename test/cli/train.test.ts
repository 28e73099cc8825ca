import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadCheckpoint } from "../../src/io/index.ts";
import { interrupt, interruptAtCheckpoint, run, withFolder } from "./run.ts";

const small = ["--simulate", "40", "--hidden", "12", "--blocks", "1"];
const weights = (folder: string, name: string) => readFileSync(join(folder, name, "weights.safetensors"));

describe("train", () => {
  test("an interrupted training is kept, and goes on to the same bits", async () => {
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-interrupt-"));
    try {
      // Arcs outside the network are weighed before the first epoch.
      const chosen = ["--trust", "full", "--start", "random", "--epochs", "6000"];
      const words = ["train", "ecoli70", "--simulate", "92", ...chosen];
      const { code, err } = await interrupt(folder, ...words, "-o", "m");
      assert.equal(code, 130, err);
      assert.match(err, /epochs\/s.*Go on with: siren-vae train --resume m/s);
      assert.deepEqual(readdirSync(join(folder, "m")), ["checkpoint.json"]);

      const again = run(folder, ...words, "-o", "m");
      assert.equal(again.code, 2);
      assert.match(again.err, /holds an interrupted training/);
      const surplus = run(folder, "train", "--resume", "m", "--rate", "0.1");
      assert.equal(surplus.code, 2);
      assert.match(surplus.err, /--rate/);

      const resumed = run(folder, "train", "--resume", "m", "--quiet");
      assert.equal(resumed.code, 0, resumed.err);
      assert.deepEqual(readdirSync(join(folder, "m")).sort(), ["model.json", "weights.safetensors"]);
      assert.equal(run(folder, ...words, "-o", "whole", "--quiet").code, 0);
      assert.ok(weights(folder, "m").equals(weights(folder, "whole")));
      const finished = run(folder, "train", "--resume", "m");
      assert.equal(finished.code, 2);
      assert.match(finished.err, /finished/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a checkpoint that was changed is refused", () => {
    withFolder((folder) => {
      writeFileSync(
        join(folder, "checkpoint.json"),
        '{"format":"siren-vae/checkpoint","version":1,"sha256":"x","content":"{}"}',
      );
      const changed = run(folder, "train", "--resume", ".");
      assert.equal(changed.code, 2);
      assert.match(changed.err, /changed or cut short/);
      writeFileSync(join(folder, "checkpoint.json"), '{"format":"siren-vae/checkpoint","version":2}');
      assert.match(run(folder, "train", "--resume", ".").err, /version 2/);
      writeFileSync(join(folder, "checkpoint.json"), '{"format":"siren-vae/che');
      assert.equal(run(folder, "train", "--resume", ".").code, 2);
    });
  });

  test("goes on from any folder, and not with another network or other rows", async () => {
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-elsewhere-"));
    const there = (name: string) => join(folder, "there", name);
    try {
      mkdirSync(join(folder, "there"));
      const network = (parents: object) => {
        const node = (own: object) => ({ parents: own, intercept: 0, variance: 1 });
        const nodes = { z: node({}), x: node({ z: 1 }), y: node(parents) };
        return JSON.stringify({
          format: "siren-vae/network",
          version: 1,
          name: "n",
          kind: "linear-gaussian",
          nodes,
        });
      };
      writeFileSync(there("n.json"), network({ z: 1 }));
      assert.equal(run(join(folder, "there"), "simulate", "n.json", "-n", "40", "-o", "d.csv").code, 0);
      const size = ["--hidden", "12", "--blocks", "1", "--start", "random", "--epochs"];
      const words = ["train", "n.json", "--data", "d.csv", ...size, "4000"];
      assert.equal(await interruptAtCheckpoint(there("m"), join(folder, "there"), ...words, "-o", "m"), 130);
      const resume = (where: string, path: string) =>
        run(join(folder, where), "train", "--resume", path, "--quiet");

      writeFileSync(there("n.json"), network({ z: 1, x: 1 }));
      assert.match(resume("there", "m").err, /network that the training in m began with/);
      writeFileSync(there("n.json"), network({ z: 1 }));
      const rows = readFileSync(there("d.csv"), "utf8");
      writeFileSync(there("d.csv"), `${rows}1,1\n`);
      assert.match(resume("there", "m").err, /rows that the training in m began with/);
      writeFileSync(there("d.csv"), rows);
      assert.ok(existsSync(there("m/checkpoint.json")));
      const resumed = resume(".", "there/m");
      assert.equal(resumed.code, 0, resumed.err);
      assert.equal(run(join(folder, "there"), ...words, "-o", "whole", "--quiet").code, 0);
      assert.ok(weights(join(folder, "there"), "m").equals(weights(join(folder, "there"), "whole")));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a checkpoint of another shape is refused, though its digest is right", () => {
    withFolder((folder) => {
      const stored = {
        request: {},
        rows: "r",
        network: "n",
        program: "p",
        checkpoint: { runs: [] as unknown[] },
      };
      const trainer = {
        optimizer: { first: { f64: "" }, second: { f64: "" }, power1: 1, power2: 1 },
        values: { f64: "" },
        buffers: { f64: "" },
        noise: { u32: "" },
        shuffle: { u32: "" },
      };
      const state = { trainer, good: { state: trainer, epoch: 1 }, epoch: 1, retreats: 0, damping: 1 };
      const inRun = (change: object) => ({
        ...stored,
        checkpoint: { runs: [{ epochs: [], scores: [], ended: false, state, ...change }] },
      });
      for (const content of [
        null,
        [],
        "text",
        {},
        { ...stored, rows: 1 },
        { ...stored, checkpoint: {} },
        { ...stored, checkpoint: { runs: [1] } },
        inRun({ ended: "no" }),
        inRun({ scores: ["1"] }),
        inRun({ state: { ...state, trainer: { ...trainer, optimizer: {} } } }),
        inRun({ state: { ...state, trainer: { ...trainer, values: { f32: "" } } } }),
        inRun({ state: { ...state, epoch: "1" } }),
      ]) {
        const text = JSON.stringify(content);
        const sha256 = createHash("sha256").update(text).digest("hex");
        const head = { format: "siren-vae/checkpoint", version: 1, sha256, content: text };
        writeFileSync(join(folder, "checkpoint.json"), JSON.stringify(head));
        assert.throws(
          () => loadCheckpoint(folder),
          /is not as this program writes it. Start the training anew/,
          text,
        );
      }
      const good = JSON.stringify(inRun({}));
      const head = { format: "siren-vae/checkpoint", version: 1, content: good };
      const sha256 = createHash("sha256").update(good).digest("hex");
      writeFileSync(join(folder, "checkpoint.json"), JSON.stringify({ ...head, sha256 }));
      assert.equal(loadCheckpoint(folder).checkpoint.runs.length, 1);
    });
  });

  test("a configuration file says the same as options, and options win", () => {
    withFolder((folder) => {
      const config = {
        network: "arithmetic-circuit",
        simulate: 40,
        hidden: [12],
        blocks: 1,
        epochs: 9,
        start: "random",
        warmUp: 4,
        output: "a",
      };
      writeFileSync(join(folder, "c.json"), JSON.stringify(config));
      assert.equal(run(folder, "train", "--config", "c.json", "--json").code, 0);
      const words = [...small, "--epochs", "9", "--start", "random", "--warm-up", "4", "-o", "b"];
      assert.equal(run(folder, "train", "arithmetic-circuit", ...words, "--json").code, 0);
      assert.ok(weights(folder, "a").equals(weights(folder, "b")));
      const over = run(folder, "train", "--config", "c.json", "--epochs", "3", "-o", "c", "--json");
      assert.equal(JSON.parse(over.out).epochs, 3);
      const { network, simulate, hidden, blocks, output: _, ...tuning } = config;
      const nested = {
        network,
        simulate,
        architecture: { hidden, blocks, normalization: "certified" },
        tuning,
        output: "d",
      };
      writeFileSync(join(folder, "nested.json"), JSON.stringify(nested));
      const power = ["--config", "nested.json", "--normalization", "power", "-o", "power", "--quiet"];
      assert.equal(run(folder, "train", ...power).code, 0);
      assert.ok(!weights(folder, "a").equals(weights(folder, "power")));
      const grouped = run(folder, "train", "--config", "nested.json", "--quiet");
      assert.equal(grouped.code, 0, grouped.err);
      assert.ok(weights(folder, "a").equals(weights(folder, "d")));
    });
  });

  test("options for single columns and nodes leave what a configuration says of others", () => {
    withFolder((folder) => {
      writeFileSync(join(folder, "n.dag"), "dag { h [latent] h -> a h -> b h -> c }");
      const line = (_: unknown, i: number) => `${i},${["low", "mid", "high"][i % 3]},${["yes", "no"][i % 2]}`;
      writeFileSync(join(folder, "t.csv"), `a,b,c\n${Array.from({ length: 40 }, line).join("\n")}\n`);
      const config = {
        network: "n.dag",
        data: "t.csv",
        output: "m",
        hidden: [4],
        epochs: 1,
        kind: { a: "student-t" },
        levels: { b: ["low", "mid", "high"], c: ["yes", "no"] },
      };
      writeFileSync(join(folder, "c.json"), JSON.stringify(config));
      const kindsWith = (...words: string[]) => {
        const { code, out, err } = run(folder, "train", "--config", "c.json", "--json", "--force", ...words);
        assert.equal(code, 0, err);
        const { kinds } = JSON.parse(out);
        return kinds.map(({ kind, levels }: { kind: string; levels?: string[] }) => levels?.join() ?? kind);
      };
      assert.deepEqual(kindsWith(), ["student-t", "low,mid,high", "yes,no"]);
      assert.deepEqual(kindsWith("--levels", "c=no,yes"), ["student-t", "low,mid,high", "no,yes"]);
      assert.deepEqual(kindsWith("--kind", "a=gaussian"), ["gaussian", "low,mid,high", "yes,no"]);
      assert.deepEqual(kindsWith("--kind", "b=ordinal"), ["student-t", "low,mid,high", "yes,no"]);
      const withComma = kindsWith("--levels", 'b=low,mid,"mid, but more",high');
      assert.deepEqual(withComma, ["student-t", "low,mid,mid, but more,high", "yes,no"]);
      writeFileSync(join(folder, "c.json"), JSON.stringify({ ...config, kind: ["a=student-t"] }));
      assert.deepEqual(kindsWith("--kind", "a=gaussian"), ["gaussian", "low,mid,high", "yes,no"]);
    });
  });

  test("mistakes in a configuration are named", () => {
    withFolder((folder) => {
      const refused = (content: object | string, pattern: RegExp) => {
        const text = typeof content === "string" ? content : JSON.stringify(content);
        writeFileSync(join(folder, "c.json"), text);
        const { code, err } = run(folder, "train", "--config", "c.json");
        assert.equal(code, 2, err);
        assert.match(err, pattern);
        assert.ok(!existsSync(join(folder, "m")));
      };
      refused({ network: "ecoli70", simulate: 92, output: "m", warmup: 3 }, /"warmup".*"warmUp"/);
      refused({ network: "ecoli70", simulate: 92, output: "m", blocks: "4" }, /blocks in c\.json to be/);
      refused({ network: "ecoli70", simulate: 92, output: "m", model: "tree" }, /one of true, ind, fc, vae/);
      refused({ simulate: 92, output: "m" }, /Expected a network/);
      refused({ network: "ecoli70", simulate: 92 }, /Give -o FOLDER/);
      refused({ network: "ecoli70", output: "m" }, /--data FILE/);
      refused('{"network": ', /c\.json/);
      refused({ network: "ecoli70", simulate: 92, output: "m", rate: -1 }, /rate/);
      const rest = { network: "ecoli70", simulate: 92, output: "m" };
      refused({ ...rest, tuning: { strt: "random" } }, /"tuning\.strt".*"start"/);
      refused({ ...rest, tuning: { rate: "fast" } }, /tuning\.rate in c\.json to be a number/);
      refused({ ...rest, rate: 0.1, tuning: { rate: 0.1 } }, /rate once in c\.json.*tuning\.rate/);
      refused(
        '{\n  "network": "ecoli70",\n  "tuning": {"rate": "fast"}\n}',
        /tuning\.rate in c\.json to be a number, got "fast" at line 3, column 22\. Correct/,
      );
      refused(
        '{"hidden":\n [8, 8.5]}',
        /hidden\.1 in c\.json to be a whole number, got 8\.5 at line 2, column 6/,
      );
      refused('\ufeff{"warmup": 3}', /"warmup" in c\.json at line 1, column 12\. Did you mean "warmUp"/);
      refused('{"rate": 1,\n"tuning": {"rate": 1}}', /and as tuning\.rate at line 2, column 20\. Leave/);
      refused({ ...rest, anchor: { a: "b" }, anchors: { a: "b" } }, /anchor once/);
      const added = [{ parent: "a", child: "b", chld: "b" }];
      refused({ ...rest, architecture: { added } }, /"architecture\.added\.0\.chld".*child/);
      refused({ ...rest, kind: 3 }, /kind in c\.json to be an object of kinds by column/);
      refused({ ...rest, levels: { a: "low" } }, /levels in c\.json to be an object of lists of labels/);
      refused({ ...rest, trust: 0 }, /trust in c\.json to be auto, full or a number above 0/);
      refused({ ...rest, anchors: ["a=b"] }, /anchors in c\.json to be an object/);
      refused({ ...rest, normalization: "norm" }, /normalization in c\.json to be one of certified, power/);
      refused(
        { ...rest, family: "vae", normalization: "power" },
        /got normalization, which it has no use for/,
      );
      refused(
        { ...rest, architecture: { family: "vae", flow: "spline" } },
        /got flow, which it has no use for/,
      );
    });
  });
});
