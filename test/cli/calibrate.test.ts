import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run, withFolder } from "./run.ts";

describe("calibrate", () => {
  test("tells coverage and draws the ranks; needs no data", () =>
    withFolder((folder) => {
      const trained = run(
        folder,
        "train",
        "arithmetic-circuit",
        "--simulate",
        "30",
        "--model",
        "vae",
        "-o",
        "m",
      );
      assert.equal(trained.code, 0, trained.err);
      const words = ["calibrate", "m", "--simulations", "40", "--draws", "19", "--seed", "3"];
      const { code, out, err } = run(folder, ...words, "--svg", "c.svg");
      assert.equal(code, 0, err);
      assert.match(out, /^z5 +posterior +(yes|NO)/m);
      assert.match(out, /Give --data/);
      assert.match(
        readFileSync(join(folder, "c.svg"), "utf8"),
        /Posterior: ranks of 6 latents in 40 simulations/,
      );
      const json = JSON.parse(run(folder, ...words, "--simulate", "50", "--json").out);
      assert.equal(json.predictive.length, 2);
      assert.equal(json.posterior[0].ecdf.length, 19);
      assert.equal(run(folder, ...words, "--svg", "c.svg").code, 2);
      const both = run(folder, ...words, "--data", "x.csv", "--simulate", "5");
      assert.equal(both.code, 2);
      assert.match(both.err, /one source/);
    }));
});
