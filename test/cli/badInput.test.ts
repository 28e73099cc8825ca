import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertMistake, assertSentence } from "./mistakes.ts";
import { run } from "./run.ts";

const gaussian = (parents: Record<string, number>) => ({ parents, intercept: 0, variance: 1 });
const file = (nodes: Record<string, unknown>, more = {}) =>
  JSON.stringify({
    format: "siren-vae/network",
    version: 1,
    name: "own",
    kind: "linear-gaussian",
    nodes,
    ...more,
  });
const good = { z: gaussian({}), x: gaussian({ z: 1 }), y: gaussian({ z: 1 }) };
const rows = "x,y\n1,2\n2,1\n0,3\n4,4\n1,1\n";

const files: Record<string, string> = {
  "own.json": file(good),
  "cycle.json": file({ a: gaussian({ b: 1 }), b: gaussian({ a: 1 }), x: gaussian({ a: 1 }) }),
  "unknown-parent.json": file({ ...good, x: gaussian({ zz: 1 }) }),
  "observed-unknown.json": file(good, { observed: ["xx"] }),
  "observed-empty.json": file(good, { observed: [] }),
  "negative.json": file({ ...good, z: { parents: {}, intercept: 0, variance: -1 } }),
  "broken.json": '{"format": "siren-vae/network",\n "version": 1,,}',
  "late.json": '{"format": "siren-vae/network",\n "version": one,\n "name": "own"}',
  "lost.json": `{"format": "siren-vae/network", "version": 1, "name": "own", "kind": "linear-gaussian", "nodes": {"__proto__": {}}}`,
  "other.json": '{"hello": 1}',
  "empty.json": "",
  "good.csv": rows,
  "empty.csv": "",
  "header-only.csv": "x,y\n",
  "missing-column.csv": "x,yy\n1,2\n",
  "wide.csv": "x,y\n1,2\n1,2,3\n",
  "narrow.csv": "x,y\n1,2\n1\n",
  "nan.csv": "x,y\n1,2\nNaN,2.5\n3,4\n",
  "infinite.csv": "x,y\n1,2\n3,Infinity\n",
  "gap.csv": "x,y\n1,2\n,2.5\n3,4\n",
  "words.csv": "x,y\n1,2\n3,four\n",
  "hexadecimal.csv": "x,y\n1,2\n3,0x10\n",
  "constant.csv": "x,y\n1,2\n1,3\n1,4\n",
  "one-row.csv": "x,y\n1,2\n",
  "twice.csv": "x,x,y\n1,2,3\n",
  "quote.csv": 'x,y\n1,"2\n3,4\n',
};

const train = (...words: string[]) => ["train", "own.json", ...words, "-o", "new"];
const cases: [string, string[], RegExp][] = [
  ["an unknown network", ["simulate", "ecolli70", "-n", "5", "-o", "new"], /Did you mean "ecoli70"/],
  ["a network file that is not there", ["simulate", "none.json", "-n", "5", "-o", "new"], /none\.json/],
  ["a cycle", ["simulate", "cycle.json", "-n", "5", "-o", "new"], /(a -> b -> a|b -> a -> b)/],
  ["an unknown parent", ["simulate", "unknown-parent.json", "-n", "5", "-o", "new"], /zz/],
  [
    "an unknown observed node in the file",
    ["simulate", "observed-unknown.json", "-n", "5", "-o", "new"],
    /xx/,
  ],
  ["no observed node in the file", ["simulate", "observed-empty.json", "-n", "5", "-o", "new"], /observed/],
  ["an unknown observed node", ["simulate", "own.json", "--observed", "q", "-n", "5", "-o", "new"], /"q"/],
  ["no observed node", ["simulate", "own.json", "--observed", ",", "-n", "5", "-o", "new"], /observed/],
  ["a negative variance", ["simulate", "negative.json", "-n", "5", "-o", "new"], /variance/],
  [
    "JSON that breaks off",
    ["simulate", "broken.json", "-n", "5", "-o", "new"],
    /broken\.json.*line 2, column/,
  ],
  ["a wrong word in JSON", ["simulate", "late.json", "-n", "5", "-o", "new"], /"o" at line 2, column 13/],
  ["a name that objects lose", ["simulate", "lost.json", "-n", "5", "-o", "new"], /__proto__/],
  ["another JSON file", ["simulate", "other.json", "-n", "5", "-o", "new"], /format/],
  ["an empty network file", ["simulate", "empty.json", "-n", "5", "-o", "new"], /empty\.json/],
  ["zero rows", ["simulate", "own.json", "-n", "0", "-o", "new"], /at least 1/],
  ["rows that are no number", ["simulate", "own.json", "-n", "many", "-o", "new"], /whole number/],
  ["more training rows than memory holds", train("--simulate", "99999999999"), /at most/],
  ["more test rows than memory holds", ["demo", "--test-rows", "99999999999", "-o", "new"], /at most/],
  ["a demonstration over foreign files", ["demo", "-o", "reports"], /report\.html exists.*--force/],
  ["a fraction of rows", ["simulate", "own.json", "-n", "1.5", "-o", "new"], /whole number/],
  ["a negative seed", ["simulate", "own.json", "-n", "5", "--seed", "-1", "-o", "new"], /at least 0/],
  ["no output", ["simulate", "own.json", "-n", "5"], /--output/],
  ["an output that exists", ["simulate", "own.json", "-n", "5", "-o", "good.csv"], /--force/],
  [
    "an unknown seed for a nonlinear network",
    ["simulate", "nonlinear:ecoli70:x", "-n", "5", "-o", "new"],
    /seed/,
  ],
  ["an unknown command", ["tran"], /unknown command/],
  ["no arguments at all", ["train"], /Expected a network/],
  ["an unknown option", train("--data", "good.csv", "--eras", "3"), /--eras/],
  ["no data", train(), /--data/],
  ["two sources of data", train("--data", "good.csv", "--simulate", "9"), /both/],
  ["an unknown model", train("--data", "good.csv", "--model", "tree"), /true/],
  ["an unknown preset", train("--data", "good.csv", "--preset", "best"), /recommended/],
  ["a hidden width of zero", train("--data", "good.csv", "--hidden", "0"), /at least 1/],
  ["an empty hidden width", train("--data", "good.csv", "--hidden", "9,,9"), /at least 1/],
  [
    "an output that is a folder",
    ["simulate", "own.json", "-n", "5", "-o", "folder", "--force"],
    /is a folder/,
  ],
  [
    "a hidden width too small",
    ["train", "ecoli70", "--simulate", "20", "--hidden", "2", "-o", "new"],
    /at least \d+ hidden/,
  ],
  [
    "exact with two layers",
    train("--data", "good.csv", "--factorisation", "exact", "--hidden", "9,9"),
    /one hidden/,
  ],
  ["layers of different widths", train("--data", "good.csv", "--hidden", "8,9,8"), /same width.*9,9,9/],
  ["one simulated row", train("--simulate", "1"), /at least 2/],
  ["a table that is not there", train("--data", "none.csv"), /none\.csv/],
  ["a folder as table", train("--data", "folder"), /folder/],
  ["an empty table", train("--data", "empty.csv"), /header/],
  ["a table without rows", train("--data", "header-only.csv"), /at least one row/],
  ["a missing column", train("--data", "missing-column.csv"), /"y".*Did you mean "yy"/],
  ["a row too wide", train("--data", "wide.csv"), /line 3.*got 3/],
  ["a row too narrow", train("--data", "narrow.csv"), /line 3.*got 1/],
  ["NaN where a preset takes none", train("--data", "nan.csv", "--preset", "paper"), /paper.*missing/s],
  ["infinity", train("--data", "infinite.csv"), /line 3, column "y"/],
  ["an empty cell", train("--data", "gap.csv", "--preset", "paper"), /paper.*missing/s],
  ["a word", train("--data", "words.csv"), /line 3, column "y".*"four"/],
  ["a hexadecimal number", train("--data", "hexadecimal.csv"), /line 3, column "y"/],
  ["a constant column", train("--data", "constant.csv"), /x/],
  ["a single row", train("--data", "one-row.csv"), /2 rows/],
  ["a column twice", train("--data", "twice.csv"), /column once .* got "x"/],
  ["an open quote", train("--data", "quote.csv"), /quote/],
  [
    "an output folder that holds files",
    ["train", "own.json", "--data", "good.csv", "-o", "folder"],
    /--force/,
  ],
  [
    "--force on a foreign folder",
    ["train", "own.json", "--data", "good.csv", "-o", "folder", "--force"],
    /kept\.txt/,
  ],
  [
    "an output folder that is a file",
    ["train", "own.json", "--data", "good.csv", "-o", "good.csv"],
    /is a file/,
  ],
  ["evaluating nothing", ["evaluate", "none", "--simulate", "5"], /model folder/],
  ["evaluating a file", ["evaluate", "good.csv", "--simulate", "5"], /model folder/],
  ["evaluating another folder", ["evaluate", "folder", "--simulate", "5"], /model\.json/],
  ["evaluating without data", ["evaluate", "folder"], /--data/],
  [
    "no importance samples",
    ["evaluate", "folder", "--simulate", "5", "--importance-samples", "0"],
    /at least 1/,
  ],
];

describe("bad input is answered by one sentence and exit code 2, and nothing is written", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-bad-"));
    for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "folder", "kept.txt"), "kept");
    mkdirSync(join(folder, "reports"));
    writeFileSync(join(folder, "reports", "report.html"), "a report of my own");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, words, message] of cases) {
    test(name, () => assertMistake(folder, words, message));
  }

  test("as a command, too: exit code 2, nothing on standard output, no trace of calls", () => {
    for (const words of [
      ["simulate", "cycle.json", "-n", "5", "-o", "new"],
      ["train", "own.json", "--data", "words.csv", "-o", "new"],
      ["train"],
    ]) {
      const { code, out, err } = run(folder, ...words);
      assert.deepEqual([code, out], [2, ""], err);
      assertSentence(err);
    }
  });
});
