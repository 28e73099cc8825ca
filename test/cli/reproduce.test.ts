import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { interrupt, run } from "./run.ts";

describe("reproduce", () => {
  test("goes on where it was stopped, redoes nothing, and writes its report", async () => {
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-reproduce-"));
    try {
      const words = [
        "reproduce",
        "flows",
        "--quick",
        "--networks",
        "gaussian-tree",
        "--flows",
        "affine",
        "--runs",
        "1",
      ];
      const stopped = await interrupt(folder, ...words, "-o", "r");
      assert.equal(stopped.code, 130, stopped.err);
      assert.match(stopped.err, /The same command goes on/);
      const file = join(folder, "r", "results.jsonl");
      const before = readFileSync(file, "utf8");
      appendFileSync(file, '{"id":"flows/gaussian-tr');

      const rest = run(folder, ...words, "-o", "r", "--json");
      assert.equal(rest.code, 0, rest.err);
      assert.match(rest.err, /written by half/);
      const { planned, finished, failures } = JSON.parse(rest.out);
      assert.equal(finished, planned);
      assert.deepEqual(failures, []);
      const all = readFileSync(file, "utf8");
      assert.ok(all.startsWith(before));
      assert.equal(all.trim().split("\n").length, planned);
      const time = statSync(file).mtimeMs;

      const again = run(folder, ...words, "-o", "r");
      assert.equal(again.code, 0, again.err);
      assert.equal(statSync(file).mtimeMs, time);
      assert.match(again.out, /report\.html/);
      assert.match(readFileSync(join(folder, "r", "report.md"), "utf8"), /[Qq]uick/);

      const id = JSON.parse(all.split("\n")[0]).id.replace("seed-1", "seed-2");
      const stale = { id: JSON.parse(all.split("\n")[1]).id, problem: "Failed in an earlier session." };
      writeFileSync(
        join(folder, "r", "failures.jsonl"),
        `${JSON.stringify({ id, problem: "It diverged." })}\n${JSON.stringify(stale)}\nno line\n`,
      );
      const more = words.map((word) => (word === "1" ? "2" : word));
      const reported = run(folder, ...more, "--minutes", "0", "-o", "r");
      assert.equal(reported.code, 0, reported.err);
      assert.match(reported.err, /Stopped when the time was up; the same command goes on/);
      assert.match(readFileSync(join(folder, "r", "report.md"), "utf8"), /Unfinished: 2 of 4 planned runs/);
      assert.match(readFileSync(join(folder, "r", "report.md"), "utf8"), /seed-2 \| It diverged\. \|/);
      assert.equal(
        readFileSync(join(folder, "r", "failures.jsonl"), "utf8"),
        `${JSON.stringify({ id, problem: "It diverged." })}\n`,
      );
      assert.equal(statSync(file).mtimeMs, time);
      run(folder, ...words, "-o", "r");
      assert.match(readFileSync(join(folder, "r", "report.html"), "utf8"), /<svg/);
      assert.equal(
        readFileSync(join(folder, "r", "results.csv"), "utf8")
          .trim()
          .split("\n").length,
        planned + 1,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("names what it does not know", () => {
    const wrong = run(".", "reproduce", "table9", "-o", "nowhere");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /table1, figure2, robustness, inversion, flows, families or all, got "table9"/);
    const network = run(".", "reproduce", "figure2", "--networks", "arth150", "-o", "nowhere");
    assert.equal(network.code, 2);
    assert.match(network.err, /among ecoli70, got "arth150"/);
  });
});
