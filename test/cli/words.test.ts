import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { named, printable } from "../../src/cli/terminal.ts";
import { shellWord } from "../../src/numeric/shellWord.ts";

describe("words on a terminal", () => {
  test("control characters of names are not obeyed", () => {
    assert.equal(printable("a\u001b[2Jb\0\r\u009b"), "a\uFFFD[2Jb\uFFFD\uFFFD\uFFFD");
    assert.equal(printable("größe\t1\n"), "größe\t1\n");
  });

  test("paths within sentences", () => {
    assert.deepEqual(["m", ".", "a b", "x/y.csv"].map(named), ["m", '"."', '"a b"', "x/y.csv"]);
  });

  test("words of a command reach a program as they were", { skip: process.platform === "win32" }, () => {
    const words = [
      "a/b-1.csv",
      "a b",
      "it's",
      "$x",
      "größe",
      "a\\b",
      `x="it's, well",\`id\``,
      "!1",
      "~",
      "100%",
    ];
    const echoed = execFileSync("sh", [
      "-c",
      `printf '%s\\n' ${words.map((word) => shellWord(word, false)).join(" ")}`,
    ]);
    assert.deepEqual(echoed.toString().split("\n").slice(0, -1), words);
    assert.deepEqual(
      ["a/b-1.csv", "x=1,2"].map((word) => shellWord(word, false)),
      ["a/b-1.csv", "x=1,2"],
    );
    assert.deepEqual(
      ["a\\b", 'say "x"'].map((word) => shellWord(word, true)),
      ["a\\b", '"say \\"x\\""'],
    );
  });
});
