import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { named, printable, shellWord } from "../../src/cli/terminal.ts";

describe("words on a terminal", () => {
  test("control characters of names are not obeyed", () => {
    assert.equal(printable("a\u001b[2Jb\0\r\u009b"), "a\uFFFD[2Jb\uFFFD\uFFFD\uFFFD");
    assert.equal(printable("größe\t1\n"), "größe\t1\n");
  });

  test("paths within sentences and commands", () => {
    assert.deepEqual(["m", ".", "a b", "x/y.csv"].map(named), ["m", '"."', '"a b"', "x/y.csv"]);
    if (process.platform === "win32") return;
    assert.deepEqual(["a/b-1.csv", "a b", "it's", "$x", "größe"].map(shellWord), [
      "a/b-1.csv",
      "'a b'",
      "'it'\\''s'",
      "'$x'",
      "'größe'",
    ]);
  });
});
