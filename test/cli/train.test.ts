import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { interrupt, run, withFolder } from "./run.ts";

const small = ["--simulate", "40", "--hidden", "12", "--blocks", "1"];
const weights = (folder: string, name: string) => readFileSync(join(folder, name, "weights.safetensors"));

describe("train", () => {
  test("an interrupted training is kept, and goes on to the same bits", async () => {
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-interrupt-"));
    try {
      const words = ["train", "ecoli70", "--simulate", "92", "--start", "random", "--epochs", "6000"];
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
    });
  });
});
