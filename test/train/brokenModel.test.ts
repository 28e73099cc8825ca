import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { builtInNetwork } from "../../src/network/index.ts";
import { ComputationError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { TrainedModel } from "../../src/query/index.ts";
import { train } from "../../src/train/index.ts";
import { rejectBroken } from "../../src/train/rejectBroken.ts";

describe("a training that ruins its model", () => {
  it("fails with what was met and what to do, though every loss was a number", async () => {
    for (const [name, flow] of [
      ["ecoli70", "autoregressive"],
      ["mixed:ecoli70:1", "sinh-arcsinh"],
      ["ecoli70", "spline"],
      ["ecoli70", "residual"],
    ] as const) {
      const network = builtInNetwork(name);
      const data = network.sample(92, new Random(1));
      const options = { seed: 1, architecture: { flow }, tuning: { epochs: 50, rate: 10 } } as const;
      await assert.rejects(train(network.dag, data, options), (error: Error) => {
        assert(error instanceof ComputationError);
        assert.match(error.message, /^Training (ended|lost)/);
        assert.match(error.message, /lower rate/);
        return true;
      });
    }
  });

  it("says which column of which draw, and lets a good model pass", async () => {
    const network = builtInNetwork("magic-irri");
    const data = network.sample(60, new Random(1));
    const model = await train(network.dag, data, { tuning: { epochs: 2 } });
    rejectBroken(model, data);
    const parts = model.toParts();
    const last = parts.parameters.findIndex(({ name }) => name.startsWith("decoder.mean.bias"));
    const parameters = parts.parameters.map((one, i) =>
      i === (last < 0 ? parts.parameters.length - 1 : last)
        ? { ...one, values: Float64Array.from(one.values, () => 1e308) }
        : one,
    );
    const ruined = TrainedModel.fromParts({ ...parts, parameters });
    assert.throws(() => rejectBroken(ruined, data), { name: "ComputationError", message: /lower rate/ });
    const choices = [{ candidate: "50 epochs", score: 1 }];
    const chosen = TrainedModel.fromParts({
      ...parts,
      parameters,
      training: { ...parts.training, choices },
    });
    // Whoever left the choice to held-out rows has no rate to lower.
    assert.throws(() => rejectBroken(chosen, data), { name: "ComputationError", message: /another flow/ });
  });
});
