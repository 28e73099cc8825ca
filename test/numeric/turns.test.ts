import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventTurn, inTurns, MOST_WORK, type Steps, toEnd } from "../../src/numeric/turns.ts";

/** So many steps, each of which takes some milliseconds of a clock of its own. */
function* counted(steps: number, work: () => void, ended: () => void): Steps<number> {
  try {
    for (let i = 0; i < steps; i++) {
      work();
      yield;
    }
    return steps;
  } finally {
    ended();
  }
}

describe("work in turns", () => {
  test("gives way before much has been done, and not for every little", async () => {
    for (const each of [0.01, 7, 29, 45]) {
      let [now, since, longest, turns] = [0, 0, 0, 0];
      const work = () => {
        now += each;
        since += each;
        longest = Math.max(longest, since);
      };
      const turn = async () => {
        since = 0;
        turns++;
      };
      assert.equal(
        await inTurns(
          counted(1000, work, () => {}),
          { clock: () => now, turn },
        ),
        1000,
      );
      assert.ok(longest <= MOST_WORK + each, `${longest} ms in steps of ${each}`);
      assert.ok(turns <= now / MOST_WORK, `${turns} turns in ${now} ms`);
    }
  });

  test("lets timers, messages and signals in, and lets go of what it holds where one ends it", async () => {
    const controller = new AbortController();
    let ended = 0;
    // Would go on for ever if nothing came in.
    const steps = counted(
      Number.POSITIVE_INFINITY,
      () => {},
      () => ended++,
    );
    setTimeout(() => controller.abort(new Error("enough")), 1);
    await assert.rejects(inTurns(steps, { signal: controller.signal }), /enough/);
    assert.equal(ended, 1);
    const fails = (function* (): Steps<void> {
      yield;
      throw new RangeError("no");
    })();
    await assert.rejects(inTurns(fails), RangeError);
    await assert.rejects(
      inTurns(
        counted(
          5,
          () => {},
          () => {},
        ),
        { signal: AbortSignal.abort(new Error("before")) },
      ),
      /before/,
    );
  });

  test("all at once is the same", () => {
    assert.equal(
      toEnd(
        counted(
          7,
          () => {},
          () => {},
        ),
      ),
      7,
    );
  });

  test("a turn of the event loop is one in which others run", async () => {
    let heard = false;
    setImmediate(() => {
      heard = true;
    });
    while (!heard) await eventTurn();
  });
});

test("a turn comes to an end though its message is lost", async () => {
  const own = globalThis.MessageChannel;
  const deaf = class {
    readonly port1 = { onmessage: null, close: () => {} };
    readonly port2 = { postMessage: () => {} };
  };
  globalThis.MessageChannel = deaf as unknown as typeof MessageChannel;
  try {
    await eventTurn();
  } finally {
    globalThis.MessageChannel = own;
  }
});
