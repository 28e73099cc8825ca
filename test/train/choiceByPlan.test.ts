import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseByPlan, type FallingCandidate, type Trial } from "../../src/train/selection.ts";

const candidates = (["linear-gaussian", "random"] as const).flatMap((name) =>
  [50, 200, 800].map((falling): FallingCandidate => ({ name, falling, rate: 1, warmUp: 0, precision: 2 })),
);
const HELD_OUT = 1000;

/** Scores by start and length; the linear start itself has `before`. */
async function choose(scores: Record<string, number>, before = 10) {
  const asked: string[] = [];
  const leftOut: number[] = [];
  const choices = await chooseByPlan(
    candidates,
    HELD_OUT,
    async (count, ask) => {
      const trials: Trial[] = [];
      for (let i = 0; i < count; i++)
        trials.push(
          await ask(i, async ({ name, falling }, { index }) => {
            assert.equal(candidates[index].name, name);
            assert.equal(candidates[index].falling, falling);
            asked.push(`${name} ${falling}`);
            const start = name === "random" ? Number.POSITIVE_INFINITY : before;
            return { scores: [start, scores[`${name} ${falling}`]], rates: new Array(falling).fill(1) };
          }),
        );
      return trials;
    },
    (places) => leftOut.push(...places),
  );
  const [{ candidate, rates, score }] = choices;
  return { asked, leftOut, chosen: `${candidate.name} ${rates.length}`, score, count: choices.length };
}

const linear = { "linear-gaussian 50": 3, "linear-gaussian 200": 2, "linear-gaussian 800": 1 };

describe("the choice among trainings with rates that fall as planned", () => {
  test("drops a random start that is behind after the second length", async () => {
    const { asked, leftOut, chosen, score, count } = await choose({ ...linear, "random 200": 3 });
    assert.deepEqual(asked, [
      "linear-gaussian 200",
      "random 200",
      "linear-gaussian 50",
      "linear-gaussian 800",
    ]);
    assert.deepEqual(leftOut, [3, 5]);
    assert.equal(chosen, "linear-gaussian 800");
    assert.equal(score, 1);
    assert.equal(count, 4);
  });

  test("takes a random start and a shorter training where held-out rows insist", async () => {
    const scores = { ...linear, "random 50": 0.8, "random 200": 0.5, "random 800": 1.4 };
    const { chosen, leftOut } = await choose(scores);
    assert.equal(chosen, "random 200");
    assert.deepEqual(leftOut, []);
  });

  test("takes the start from a fit where it is behind early and not in the end", async () => {
    const scores = { ...linear, "random 50": 2, "random 200": 1.5, "random 800": 1.2 };
    assert.equal((await choose(scores)).chosen, "linear-gaussian 800");
  });

  test("takes what is noise for noise", async () => {
    // Of 1,000 rows, 4 nats in all.
    const scores = { ...linear, "linear-gaussian 800": 2.004, "random 200": 1.996 };
    const { chosen, score } = await choose(scores);
    assert.equal(chosen, "linear-gaussian 800");
    assert.equal(score, 2.004);
  });

  test("trains not at all where the start is best, and never without numbers", async () => {
    assert.equal((await choose({ ...linear, "random 200": 3 }, 0.5)).chosen, "linear-gaussian 0");
    const lost = {
      "linear-gaussian 50": 3,
      "linear-gaussian 200": Number.NaN,
      "random 50": 3,
      "random 200": 2,
    };
    assert.equal(
      (await choose({ ...lost, "linear-gaussian 800": 4, "random 800": Number.NaN })).chosen,
      "random 200",
    );
  });
});
