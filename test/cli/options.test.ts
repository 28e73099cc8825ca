import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dashHint } from "../../src/cli/dashHint.ts";
import { whole } from "../../src/cli/options.ts";
import { run, withFolder } from "./run.ts";

describe("options", () => {
  test("whole numbers are digits, or digits with an exponent", () => {
    assert.equal(whole(1)("12"), 12);
    assert.equal(whole(1)("1e6"), 1_000_000);
    for (const text of ["", "-1", "1.5", "1e-3", "e3", "0", "ten"])
      assert.throws(() => whole(1)(text), /whole number of at least 1/, text);
    assert.throws(() => whole(1, 1e5)("1e6"), /from 1 to 100000/);
  });

  test("of two tables or two lists neither is passed over; of other options the last counts", () => {
    withFolder((folder) => {
      for (const [words, said] of [
        [
          ["train", "asia", "--data", "a.csv", "--data", "b.csv", "-o", "m"],
          "--data once, got it twice, with a.csv and b.csv. Leave one of them out.",
        ],
        [
          ["compare", "asia", "--data", "a.csv", "--models", "true,ind", "--models=fc", "-o", "c"],
          "--models once, got it twice, with true,ind and fc. Give one list, --models true,ind,fc.",
        ],
      ] as const) {
        const { code, err } = run(folder, ...words);
        assert.equal(code, 2);
        assert.ok(err.includes(said), err);
      }
      const last = run(
        folder,
        ...["train", "asia", "--simulate", "9", "--simulate", "40", "--epochs", "0", "-o", "m", "--quiet"],
      );
      assert.equal(last.code, 0, last.err);
    });
  });

  test("one dash before a word says what was meant", () => {
    withFolder((folder) => {
      for (const [words, meant] of [
        [["train", "net.dot", "-data", "t.csv", "-o", "m"], "--data"],
        [["sample", "m", "-n", "5", "-seed=3", "-o", "new.csv"], "--seed"],
        [["inspect", "-net.dot"], "./-net.dot, a file of that name"],
      ] as const) {
        const { code, err } = run(folder, ...words);
        assert.equal(code, 2);
        assert.match(err, /^error: unknown option '-/);
        assert.ok(err.endsWith(`(Did you mean ${meant}?)\n`), err);
      }
      assert.doesNotMatch(run(folder, "inspect", "-xyz").err, /Did you mean/);
    });
    assert.equal(dashHint(["sample", "m", "-n=3", "--set", "x=-1.5", "-1.5"], ["--n"]), undefined);
  });
});
