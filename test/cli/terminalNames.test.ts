import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { table } from "../../src/cli/terminal.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { mistakeOf } from "./inProcess.ts";

test("a table holds no sign that a terminal obeys, whatever names hold", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  assert.doesNotMatch(table(["node"], [["a\u001b[31m"], ["b\u009b2J"]]), /[\u001b\u009b]/);
});

test("commands of a card can be copied, whatever its folder is called", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "n.dagitty"), "dag { u [latent] u -> x u -> y }");
  writeFileSync(join(folder, "t.csv"), "x,y\n1,2\n2,1\n0,3\n4,4\n1,1\n5,2\n");
  const quick = ["--epochs", "0", "--start", "linear-gaussian", "--trust", "full", "--quiet"];
  assert.equal(
    await mistakeOf(folder, "train", "n.dagitty", "--data", "t.csv", ...quick, "-o", "m"),
    undefined,
  );
  cpSync(join(folder, "m"), join(folder, "it's mine"), { recursive: true });
  assert.equal(await mistakeOf(folder, "card", "it's mine", "-o", "card.md", "--quiet"), undefined);
  const text = readFileSync(join(folder, "card.md"), "utf8");
  assert.match(text, /siren-vae sample '[^\n]*it'\\''s mine' -n 1000/);
});
