import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type TrainedModel, train } from "../../src/internals.ts";
import { hiddenCause, labelsOfAHiddenCause } from "../labelsOfAHiddenCause.ts";

const options = {
  seed: 1,
  architecture: { hidden: [16], blocks: 1 },
  tuning: { maximumEpochs: 40 },
} as const;

describe("arcs that lines through codes of labels and counts ask for", () => {
  test("are not added to a right network, whose hidden node would be another one with them", async () => {
    const { table } = labelsOfAHiddenCause({ seed: 1 });
    const model = await train(hiddenCause, table, options);
    const { precision, scores } = model.training.trust!;
    assert.ok(
      scores.some(({ gain, standardError }) => gain > standardError),
      "the ladder alone asks for arcs",
    );
    assert.equal(precision, null);
    assert.deepEqual(model.addedArcs(), []);
    const full = await train(hiddenCause, table, { ...options, trust: "full" });
    assert.deepEqual(model.training.choices, full.training.choices);
    assert.deepEqual(model.training.history, full.training.history);
  });

  describe("where the columns themselves gain by them", () => {
    const { table } = labelsOfAHiddenCause({ weakens: 9 });
    let model: TrainedModel;
    before(async () => {
      model = await train(hiddenCause, table, options);
    });

    test("are added, and the choice says so", () => {
      assert.ok(model.addedArcs().some(({ parent, child }) => parent === "drug" && child === "grip"));
      const [taken, ...left] = model.training.choices;
      assert.match(taken.candidate, /^added arcs, /);
      assert.ok(
        left.every(({ candidate, score }) => /^(linear|random)/.test(candidate) && score > taken.score),
      );
      assert.ok(model.training.trust!.precision! > 0);
    });

    test("are taken as they are where a precision is given", async () => {
      const firm = await train(hiddenCause, table, { ...options, trust: 250 });
      assert.ok(firm.addedArcs().length > 0);
      assert.ok(firm.training.choices.every(({ candidate }) => !candidate.startsWith("added arcs")));
    });
  });
});
