import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { challenge, type Lead, tells } from "../../src/train/challenge.ts";
import type { Candidate, Choice, Split, Trial } from "../../src/train/selection.ts";

const candidates = (["linear-gaussian", "random"] as const).map(
  (name): Candidate => ({ name, rate: 1, warmUp: 0, precision: 2 }),
);
const HELD = 20;
const folds = (count: number): Split[] =>
  Array.from({ length: count }, () => ({ rows: new Int32Array(80), held: new Int32Array(HELD) }));

/** The score of a challenger's candidate on a fold at its two judged epochs; the one that holds has 3 everywhere. */
async function race(
  scores: Record<Candidate["name"], readonly number[]>,
  count = 5,
  wins?: (lead: Lead) => boolean,
) {
  const held: Choice = { candidate: candidates[0], rates: [1], score: 3, bySplit: new Array(count).fill(3) };
  const asked: string[] = [];
  const leftOut: number[] = [];
  const result = await challenge(
    held,
    { candidates, splits: folds(count), maximumEpochs: 10 },
    async (number, ask) => {
      const trials: Trial[] = [];
      for (let i = 0; i < number; i++)
        trials.push(
          await ask(i, async ({ name }, { index, split }) => {
            assert.equal(candidates[Math.floor(index / count)].name, name);
            assert.equal(index % count, split);
            asked.push(`${name} ${split}`);
            return { scores: [9, scores[name][split], 8], rates: [1, 1] };
          }),
        );
      return trials;
    },
    (places) => leftOut.push(...places),
    wins,
  );
  return { ...result, asked, leftOut };
}

describe("a structure that would take the network's place", () => {
  test("is tried no further where the first two folds are against it", async () => {
    const worse = [3.1, 3.2, 1, 1, 1];
    const { won, asked, leftOut, gain } = await race({ "linear-gaussian": worse, random: worse });
    assert.equal(won, false);
    assert.ok(gain < 0);
    assert.deepEqual(asked, ["linear-gaussian 0", "linear-gaussian 1", "random 0", "random 1"]);
    assert.deepEqual(leftOut, [2, 3, 4, 7, 8, 9]);
  });

  test("wins by the best of its starts, those that one fold speaks for", async () => {
    const scores = { "linear-gaussian": [3.1, 3.1, 0, 0, 0], random: [3.1, 2.5, 2.4, 2.6, 2.5] };
    const { won, asked, choice, gain, standardError } = await race(scores);
    assert.equal(won, true);
    assert.equal(choice.candidate.name, "random");
    assert.deepEqual(choice.rates, [1, 1, 1, 1, 1]);
    assert.ok(Math.abs(gain - 0.38) < 1e-12, `${gain}`);
    assert.ok(standardError! > 0.1 && standardError! < 0.13, `${standardError}`);
    assert.ok(!asked.includes("linear-gaussian 2"));
  });

  test("does not win by less than its error, nor by less than five nats in all", async () => {
    const uncertain = [1, 5.5, 2.5, 2.5, 3];
    assert.equal((await race({ "linear-gaussian": uncertain, random: uncertain })).won, false);
    const slight = [2.96, 2.96, 2.96, 2.96, 2.96];
    const { won, gain, standardError } = await race({ "linear-gaussian": slight, random: slight });
    assert.equal(won, false);
    assert.ok(gain > standardError!);
    const clear = [2.94, 2.94, 2.94, 2.94, 2.94];
    assert.equal((await race({ "linear-gaussian": clear, random: clear })).won, true);
  });

  test("of what a standard error has spoken for before, five nats in all decide", async () => {
    const spokenFor = (lead: Lead) => tells(lead, 0);
    const uncertain = [1, 5.5, 2.5, 2.5, 3];
    assert.equal((await race({ "linear-gaussian": uncertain, random: uncertain }, 5, spokenFor)).won, true);
    const slight = [2.96, 2.96, 2.96, 2.96, 2.96];
    assert.equal((await race({ "linear-gaussian": slight, random: slight }, 5, spokenFor)).won, false);
  });

  test("of one split no error is known, and five nats decide", async () => {
    const { won, gain, standardError } = await race({ "linear-gaussian": [2.9], random: [2.7] }, 1);
    assert.equal(standardError, null);
    assert.ok(Math.abs(gain - 0.3) < 1e-12);
    assert.equal(won, true);
    assert.equal((await race({ "linear-gaussian": [2.9], random: [2.8] }, 1)).won, false);
  });
});
