import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { openThreads } from "../../src/io/threads.ts";
import { ComputationError, InputError } from "../../src/numeric/errors.ts";
import { Limit } from "../../src/numeric/limit.ts";
import { askAll, inPlace } from "../../src/numeric/work.ts";
import { type OddTask, oddWork } from "./oddWorks.ts";

const module = new URL("./oddThread.js", import.meta.url);
const threads = openThreads({ workers: 2, module });
after(() => threads.close());

describe("threads", () => {
  test("answer in the order of the tasks, as when everything is done here", async () => {
    const ask = (executor: typeof inPlace) => {
      const crew = executor.open(oddWork, { base: 100 });
      return askAll(crew, 5, (to) => crew.run({ kind: "add", to }));
    };
    const answers = await ask(threads);
    assert.deepEqual(answers, [100, 101, 102, 103, 104]);
    assert.deepEqual(await ask(inPlace), answers);
  });

  test("say things on the way, in order and before the answer", async () => {
    const crew = threads.open(oddWork, { base: 0 });
    const heard: string[] = [];
    assert.equal(await crew.run({ kind: "tell", times: 3 }, { tell: (note) => heard.push(note) }), 3);
    assert.deepEqual(heard, ["0", "1", "2"]);
  });

  test("how far a task goes can be said before it begins and while it runs", async () => {
    for (const executor of [threads, inPlace]) {
      const crew = executor.open(oddWork, { base: 0 });
      assert.equal(await crew.run({ kind: "count" }, { limit: new Limit(3) }), 3);
      const limit = new Limit();
      const count = await crew.run({ kind: "count" }, { limit, tell: () => limit.lower(0) });
      assert.ok(count < 5000, `counted to ${count}`);
      limit.lower(5);
      assert.equal(limit.value, 0);
    }
  });

  test("errors arrive as themselves", async () => {
    const crew = threads.open(oddWork, { base: 0 });
    await assert.rejects(crew.run({ kind: "reject" }), (error: Error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.stack!, /oddWorks/);
      return error.message === "Expected a, got b.";
    });
  });

  test("a thread that dies is reported, and another takes its place", async () => {
    const crew = threads.open(oddWork, { base: 1 });
    await assert.rejects(
      crew.run({ kind: "exit" }),
      (error: Error) => error instanceof ComputationError && /died.*code 7/.test(error.message),
    );
    assert.equal(await crew.run({ kind: "add", to: 1 }), 2);
  });

  test("an abort is heard, with what is still said; a task that does not listen is stopped", async () => {
    const crew = threads.open(oddWork, { base: 1 });
    for (const kind of ["wait", "loop"] as const) {
      const controller = new AbortController();
      const heard: string[] = [];
      const task: OddTask = { kind };
      const running = crew.run(task, { signal: controller.signal, tell: (note) => heard.push(note) });
      setTimeout(() => controller.abort(), 50);
      await assert.rejects(running, { name: "AbortError" });
      assert.deepEqual(heard, kind === "wait" ? ["told to end"] : []);
    }
    assert.equal(await crew.run({ kind: "add", to: 2 }), 3);
  });

  test("the first that fails ends those beside it", async () => {
    const crew = threads.open(oddWork, { base: 1 });
    const kinds = ["wait", "reject", "wait"] as const;
    const ask = (index: number, signal: AbortSignal) => crew.run({ kind: kinds[index] }, { signal });
    await assert.rejects(askAll(crew, 3, ask), InputError);
  });

  test("a bad number of them is refused", () => {
    for (const workers of [0, 1.5, Number.NaN]) assert.throws(() => openThreads({ workers }), InputError);
  });
});
