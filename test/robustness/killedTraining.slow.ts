import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { run } from "../cli/run.ts";
import { killedAfter, killedAtChange, shapes, weightsOf, writeGaps } from "./interruptedTraining.ts";
import { countChanges } from "./killing.ts";

describe("a training that is killed goes on to the same bits", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-killed-"));
    writeGaps(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  Object.entries(shapes).forEach(([name, words], i) => {
    test(`${name}: at four random moments, alone and in turn`, async () => {
      const begun = performance.now();
      assert.equal(run(folder, ...words, "-o", "whole", "--force").code, 0);
      const milliseconds = performance.now() - begun;
      const random = new Random(i + 10);
      const moment = () => milliseconds * (0.2 + 0.8 * random.uniform());
      const expected = weightsOf(join(folder, "whole"));
      for (const times of [[moment()], [moment()], [moment(), moment()]]) {
        await killedAfter(folder, words, times, expected);
        rmSync(join(folder, "model"), { recursive: true });
      }
    });

    test(`${name}: at every change of its folder at the begin and at the end`, () => {
      const short = [...words, ...(name.startsWith("the paper") ? [] : shortened(words))];
      assert.equal(run(folder, ...short, "-o", "whole", "--force").code, 0);
      const expected = weightsOf(join(folder, "whole"));
      const reaches = (change: number) => {
        const reached = killedAtChange(folder, short, change, expected);
        rmSync(join(folder, "model"), { recursive: true });
        return reached;
      };
      const last = countChanges(join(folder, "model"), folder, ...short, "-o", "model");
      rmSync(join(folder, "model"), { recursive: true });
      const changes = [...Array(8).keys()].flatMap((change) => [change + 1, last - change]);
      for (const change of changes) assert.ok(reaches(change), `change ${change} of ${last}`);
    });
  });
});

const shortened = (words: string[]) =>
  words.includes("--epochs") ? ["--epochs", "20"] : ["--maximum-epochs", "20"];
