import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InputError } from "../../../src/numeric/errors.ts";
import { ownPort } from "../../../src/numeric/threads/ownPort.ts";
import type { AnyWork } from "../../../src/numeric/threads/serveWork.ts";
import { openPool } from "../../../src/numeric/threads/threadPool.ts";
import { eventTurn } from "../../../src/numeric/turns.ts";
import type { Work } from "../../../src/numeric/work.ts";

interface Setup {
  readonly made: { value: number };
}

/** Counts turns until it is told to end, or at most so many. */
const countingWork: Work<Setup, number, number, number> = {
  name: "counting",
  prepare: ({ made }) => {
    made.value++;
    return async (most, { signal, tell }) => {
      if (most < 0) throw new InputError(`Expected a count, got ${most}.`);
      tell(0);
      let turns = 0;
      for (; turns < most; turns++) {
        signal?.throwIfAborted();
        await eventTurn();
      }
      return turns;
    };
  },
};

const open = () => openPool(1, () => ownPort({ counting: async () => countingWork as AnyWork }));

describe("this thread as one of a pool", () => {
  test("makes ready once, from the very setup, and answers in order", async () => {
    const pool = open();
    const made = { value: 0 };
    const crew = pool.open(countingWork, { made });
    assert.deepEqual(await Promise.all([3, 1, 2].map((most) => crew.run(most))), [3, 1, 2]);
    assert.equal(made.value, 1);
    await pool.close();
  });

  test("hears an abort while it works, and works on afterwards", async () => {
    const pool = open();
    const crew = pool.open(countingWork, { made: { value: 0 } });
    const controller = new AbortController();
    const running = crew.run(Number.POSITIVE_INFINITY, {
      signal: controller.signal,
      tell: () => controller.abort(),
    });
    await assert.rejects(running, { name: "AbortError" });
    assert.equal(await crew.run(2), 2);
    await pool.close();
  });

  test("errors are themselves", async () => {
    const pool = open();
    const crew = pool.open(countingWork, { made: { value: 0 } });
    await assert.rejects(crew.run(-1), InputError);
    await pool.close();
  });
});
