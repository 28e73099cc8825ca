import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { interrupt, run } from "../cli/run.ts";
import { killedAfter, killedAtChange, shapes, weightsOf, writeGaps } from "./interruptedTraining.ts";

describe("a training that is killed goes on to the same bits", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-killed-"));
    writeGaps(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("at three random moments", async () => {
    const words = shapes["cross-validation"];
    const begun = performance.now();
    assert.equal(run(folder, ...words, "-o", "whole").code, 0);
    const milliseconds = performance.now() - begun;
    const random = new Random(1);
    const times = [1, 2, 3].map(() => milliseconds * (0.3 + 0.6 * random.uniform()));
    await killedAfter(folder, words, times, weightsOf(join(folder, "whole")));
    rmSync(join(folder, "model"), { recursive: true });
  });

  test("at changes of its folder: before, within and after its first checkpoints", () => {
    const words = [...shapes["rows with gaps"], "--maximum-epochs", "20"];
    assert.equal(run(folder, ...words, "-o", "whole-gaps").code, 0);
    const expected = weightsOf(join(folder, "whole-gaps"));
    for (const change of [2, 4, 7, 30]) {
      assert.ok(killedAtChange(folder, words, change, expected));
      rmSync(join(folder, "model"), { recursive: true });
    }
  });

  test("an interrupted training that replaces a model keeps what is done beside the old one", async () => {
    const words = shapes["fixed epochs"].filter((word) => word !== "--quiet");
    assert.equal(run(folder, ...words, "--epochs", "3", "-o", "replaced").code, 0);
    const long = ["--epochs", "1000000", "--force", "-o", "replaced"];
    const { code, err } = await interrupt(folder, ...words, ...long);
    assert.equal(code, 130, err);
    const content = ["checkpoint.json", "model.json", "weights.safetensors"];
    assert.deepEqual(readdirSync(join(folder, "replaced")).sort(), content);
  });
});
