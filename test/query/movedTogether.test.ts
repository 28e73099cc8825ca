import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, Noise, ParameterStore } from "../../src/engine/index.ts";
import { type Architecture, builtInNetwork, Random } from "../../src/internals.ts";
import { createModel, defaultArchitecture } from "../../src/model/index.ts";
import { toEnd } from "../../src/numeric/turns.ts";
import type { QueryContext } from "../../src/query/context.ts";
import { arcSlopesAt, localConditionals } from "../../src/query/localConditionals.ts";

const network = builtInNetwork("arth150");
const shape = { ...defaultArchitecture, hidden: [60], blocks: 2 };

function contextOf(architecture: Architecture): QueryContext {
  const random = new Random(1);
  const model = createModel(network.dag, architecture, random);
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list, false);
  store.restore(model.list.initial().map((value) => value + 0.1 * random.normal()));
  return {
    dag: network.dag,
    model,
    engine,
    store,
    noise: new Noise(engine, 0),
    coding: model.coding,
    fill: undefined,
  };
}

describe("inputs that are moved together give the slopes of one after the other, to the bit", () => {
  const count = 3;
  for (const [name, architecture, fewer] of [
    ["paper", shape, true],
    ["exact", { ...shape, factorisation: "exact" }, true],
    ["without affine layers", { ...shape, affine: false }, true],
    ["affine", { ...shape, flow: "affine" }, true],
    ["autoregressive", { ...shape, flow: "autoregressive" }, false],
    ["independent latents", { ...shape, model: "ind" }, false],
  ] as const) {
    test(name, () => {
      const conditionals = localConditionals(contextOf(architecture), count);
      const { latents, features, groups } = conditionals;
      const random = new Random(2);
      const inputs = Float64Array.from({ length: (latents + features) * count }, () => random.normal());
      const alone = groups.flat().map((input) => [input]);
      assert.equal(new Set(groups.flat()).size, alone.length);
      if (fewer) assert.ok(groups.length < alone.length / 2, `${groups.length} groups of ${alone.length}`);
      const slopes = toEnd(arcSlopesAt(conditionals, inputs, count));
      assert.deepEqual(slopes, toEnd(arcSlopesAt({ ...conditionals, groups: alone }, inputs, count)));
    });
  }
});
