import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { frame, liveView } from "../../src/cli/liveView.ts";
import type { RunUpdate } from "../../src/experiments/runner/index.ts";

const running = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `table1/ecoli70/true/recommended/92-rows/100-test/500-samples/seed-${i}`,
    share: 0.425,
    text: `epoch ${i}, loss 49.12`,
  }));

const update: RunUpdate = { total: 120, done: 30, kept: 10, failed: 1, share: 0.25, running: running(3) };

/** A terminal that shows what it is sent: only the sequences that the view uses. */
function terminal(columns: number, rows: number) {
  let lines = [""];
  return {
    isTTY: true,
    columns,
    rows,
    lines: () => lines,
    write: (text: string) => {
      const up = /^\r#\[(\d+)A#\[J/.exec(text.replaceAll("\u001b", "#"));
      if (up) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ""];
      const [first, ...rest] = text.slice(up?.[0].length ?? 0).split("\n");
      lines = [...lines.slice(0, -1), lines[lines.length - 1] + first, ...rest];
    },
  };
}

describe("the live view", () => {
  test("tells done, failed, rate and times, and a line for each running job", () => {
    const lines = frame(update, 600, 1800, 200, 24);
    assert.equal(
      lines[0],
      "30/120 done, 1 failed, 2.0 a minute, 30 min 0 s left, 10 min 0 s so far, 3 running, 10 from before",
    );
    assert.equal(lines.length, 4);
    assert.match(lines[1], /^ {2}42 % {2}epoch 0, loss 49\.12 +table1\/ecoli70\/true\//);
  });

  test("fits every terminal", () => {
    for (const columns of [1, 20, 80, 300]) {
      for (const rows of [1, 2, 3, 5, 24]) {
        for (const count of [0, 1, 3, 40]) {
          const lines = frame({ ...update, running: running(count) }, 60, undefined, columns, rows);
          assert.ok(lines.length < Math.max(2, rows), `${lines.length} lines in ${rows} rows`);
          for (const line of lines) assert.ok(line.length <= Math.max(1, columns - 1));
        }
      }
    }
    assert.match(frame({ ...update, running: running(40) }, 60, 5, 80, 10).at(-1)!, /and 33 more/);
  });

  test("is redrawn in place and leaves nothing behind", () => {
    const screen = terminal(80, 24);
    screen.write("before\n");
    let time = 0;
    const view = liveView(false, screen, () => time);
    for (const count of [3, 1, 4, 0]) {
      time += 1000;
      view.update({ ...update, running: running(count) });
      assert.equal(screen.lines().length, 1 + 1 + count + 1);
    }
    view.update({ ...update, running: running(2) });
    view.note("a note");
    view.update({ ...update, running: running(1) });
    assert.equal(screen.lines()[1], "a note");
    view.done();
    view.done();
    assert.deepEqual(screen.lines(), ["before", "a note", ""]);
  });

  test("is a plain line every few seconds where it is no terminal, and nothing when quiet", () => {
    let text = "";
    let time = 0;
    const screen = {
      write: (more: string) => {
        text += more;
      },
    };
    const view = liveView(false, screen, () => time);
    for (; time < 12_000; time += 100) view.update(update);
    view.done();
    assert.equal(text.match(/^30\/120 done.*\n/gm)?.length, 3);
    assert.ok(!text.includes("\u001b"));
    text = "";
    liveView(true, screen).update(update);
    assert.equal(text, "");
  });
});
