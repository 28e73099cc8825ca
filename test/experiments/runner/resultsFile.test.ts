import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import Papa from "papaparse";
import { experimentJobs } from "../../../src/experiments/experimentJobs.ts";
import type { RunResult } from "../../../src/experiments/job.ts";
import { openResults, toCsv } from "../../../src/experiments/runner/index.ts";
import { inFolder, sampleJobs, sampleResult } from "./samples.ts";

const three = sampleJobs(3).map((job) => sampleResult(job));

function stored(path: string, results: readonly RunResult[] = three): void {
  const file = openResults(experimentJobs, path);
  for (const result of results) file.append(result);
  file.close();
}

describe("a results file", () => {
  test("gives back what was written, to the last bit, and makes its folder", () =>
    inFolder((folder) => {
      const path = join(folder, "new", "results.jsonl");
      stored(path);
      const file = openResults(experimentJobs, path);
      assert.deepEqual(file.all, three);
      assert.deepEqual(file.get(three[1].id), three[1]);
      assert.equal(file.get("another"), undefined);
      file.close();
    }));

  test("takes no line whose fields are of another run than its name says", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      writeFileSync(path, `${JSON.stringify(three[0])}\n${JSON.stringify({ ...three[1], seed: 3 })}\n`);
      assert.throws(() => openResults(experimentJobs, path), {
        name: "InputError",
        message:
          /got line 2 with another content: the field 'id': expected .*seed-3, as its other fields say/,
      });
      const file = openResults(experimentJobs, join(folder, "other.jsonl"));
      assert.throws(() => file.append({ ...three[1], seed: 3 }), { name: "ComputationError" });
      file.close();
    }));

  test("never has two lines for one id", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      const file = openResults(experimentJobs, path);
      assert.equal(file.append(three[0]), true);
      assert.equal(file.append({ ...three[0], nll: 1 }), false);
      file.close();
      stored(path);
      assert.equal(readFileSync(path, "utf8").split("\n").length, 4);
    }));

  test("cut off anywhere keeps the whole lines and takes new ones", () =>
    inFolder((folder) => {
      const whole = `${three.map((result) => JSON.stringify(result)).join("\n")}\n`;
      const path = join(folder, "results.jsonl");
      fc.assert(
        fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
          const text = whole.slice(0, length);
          writeFileSync(path, text);
          const lines = text.split("\n").length - 1;
          const half = !text.endsWith("\n") && text !== "";
          const dropped: number[] = [];
          const file = openResults(experimentJobs, path, { onDropped: (line) => dropped.push(line) });
          assert.deepEqual(dropped, half ? [lines + 1] : []);
          assert.deepEqual(file.all, three.slice(0, lines));
          for (const result of three) file.append(result);
          file.close();
          assert.equal(readFileSync(path, "utf8"), whole);
        }),
      );
    }));

  test("counts bytes, not characters, where it cuts", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      const result = { ...three[0], start: "Zufall – ü 🎲" };
      stored(path, [result]);
      appendFileSync(path, '{"id": "ü🎲');
      openResults(experimentJobs, path).close();
      assert.equal(readFileSync(path, "utf8"), `${JSON.stringify(result)}\n`);
    }));

  test("drops a last line that is no JSON although it ends", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      stored(path);
      appendFileSync(path, '{"id": "tab\n');
      const dropped: [number, string][] = [];
      const file = openResults(experimentJobs, path, {
        onDropped: (line, text) => dropped.push([line, text]),
      });
      assert.deepEqual(dropped, [[4, '{"id": "tab']]);
      assert.equal(file.all.length, 3);
      file.close();
    }));

  test("belongs to one process at a time, and is given back", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      stored(path);
      const text = readFileSync(path, "utf8");
      appendFileSync(path, '{"half');
      const other = `${path}.${process.ppid}.part`;
      writeFileSync(other, "");
      assert.throws(
        () => openResults(experimentJobs, path),
        (error: Error) =>
          error.name === "InputError" && error.message.includes(`process ${process.ppid} is writing it`),
      );
      assert.equal(readFileSync(path, "utf8"), `${text}{"half`);
      assert.deepEqual(readdirSync(folder).sort(), ["results.jsonl", `results.jsonl.${process.ppid}.part`]);
      rmSync(other);
      openResults(experimentJobs, path).close();
      assert.deepEqual(readdirSync(folder), ["results.jsonl"]);
    }));

  test("with garbage in the middle is refused with its line, and left as it was", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      const lines = three.map((result) => JSON.stringify(result));
      const { nll: _, ...without } = three[1];
      const rest = '{"half';
      for (const [bad, why] of [
        ["{not json", /no JSON/],
        ["[1, 2]", /object/],
        [JSON.stringify(without), /'nll'/],
        [JSON.stringify({ ...three[1], nll: null }), /'nll'/],
        [JSON.stringify({ ...three[1], model: "better" }), /'model'/],
      ] as const) {
        const text = [lines[0], bad, lines[2], rest].join("\n");
        writeFileSync(path, text);
        assert.throws(
          () => openResults(experimentJobs, path),
          (error: Error) => {
            assert.equal(error.name, "InputError");
            assert.match(error.message, why);
            assert.ok(error.message.includes(`${path}, got line 2`), error.message);
            assert.match(error.message, /Remove that line/);
            return true;
          },
        );
        assert.equal(readFileSync(path, "utf8"), text);
      }
      // A complete last line that is JSON but no result was not cut off: something else wrote it.
      writeFileSync(path, `${lines[0]}\n{}\n`);
      assert.throws(() => openResults(experimentJobs, path), /line 2/);
    }));

  test("with repeated ids keeps the first and reports the others", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      stored(path);
      appendFileSync(path, `${JSON.stringify({ ...three[0], nll: 7 })}\n\n`);
      const repeated: [number, string][] = [];
      const file = openResults(experimentJobs, path, {
        onDuplicate: (line, id) => repeated.push([line, id]),
      });
      assert.deepEqual(repeated, [[4, three[0].id]]);
      assert.deepEqual(file.all, three);
      file.close();
    }));

  test("refuses numbers that JSON cannot carry", () =>
    inFolder((folder) => {
      const path = join(folder, "results.jsonl");
      const file = openResults(experimentJobs, path);
      for (const change of [
        { nll: Number.NaN },
        { re: Infinity },
        { choices: [{ candidate: "a", score: -Infinity }] },
      ]) {
        assert.throws(() => file.append({ ...three[0], ...change }), {
          name: "ComputationError",
          message: /(nll = NaN|re = Infinity|choices\.0\.score = -Infinity)/,
        });
      }
      file.close();
      assert.equal(readFileSync(path, "utf8"), "");
    }));

  test("that cannot be opened is one sentence", () =>
    inFolder((folder) => {
      const path = join(folder, "taken");
      mkdirSync(path);
      assert.throws(() => openResults(experimentJobs, path), {
        name: "InputError",
        message: /it is a folder/,
      });
      assert.ok(existsSync(path));
    }));
});

test("as CSV: flat columns, empty for null, the same bits", () => {
  const { data, meta } = Papa.parse<Record<string, string>>(toCsv(three), {
    header: true,
    skipEmptyLines: true,
  });
  assert.equal(data.length, 3);
  assert.ok(!meta.fields!.includes("choices") && !meta.fields!.includes("inversion"));
  assert.ok(!meta.fields!.includes("flowMeasures"));
  // Without the two nested ones, and with those that only some experiments fill.
  assert.equal(meta.fields!.length, Object.keys(three[0]).length - 2 + 5);
  assert.equal(data[0].flow, "");
  assert.equal(Number(data[2].nll), three[2].nll);
  assert.equal(data[0].exactNll, "");
  assert.equal(data[0].id, three[0].id);
});
