import assert from "node:assert/strict";
import { Engine, ParameterStore } from "../../src/engine/index.ts";
import {
  type Architecture,
  bakeNormalization,
  Dag,
  defaultArchitecture,
  Random,
  ResidualFlow,
  SirenVae,
} from "../../src/internals.ts";

/** Four hidden nodes, four measured ones; one measured node is a parent of a hidden and of a measured one. */
export const dag = Dag.create(
  [
    { name: "a", parents: [] },
    { name: "b", parents: ["a"] },
    { name: "o", parents: ["a"] },
    { name: "c", parents: ["a", "b", "o"] },
    { name: "d", parents: ["c"] },
    { name: "x1", parents: ["b"] },
    { name: "x2", parents: ["c", "a"] },
    { name: "x3", parents: ["d", "o"] },
  ],
  ["x1", "x2", "x3", "o"],
);

const base: Architecture = { ...defaultArchitecture, hidden: [12], blocks: 3 };

/** One line a flow: every test of this folder runs over all of them. */
export const architectures: readonly (readonly [string, Architecture])[] = [
  ["one hidden layer", base],
  ["two hidden layers", { ...base, hidden: [10, 11] }],
  ["three hidden layers", { ...base, hidden: [9, 8, 9], blocks: 2 }],
  ["without affine layers", { ...base, affine: false }],
  ["LipMish", { ...base, activation: "lipmish" }],
  ["tanh", { ...base, activation: "tanh" }],
  ["ELU", { ...base, activation: "elu" }],
  ["independent latents", { ...base, model: "ind" }],
  ["fully connected latents", { ...base, model: "fc" }],
  ["exact factorisation", { ...base, factorisation: "exact" }],
  ["power iteration", { ...base, normalization: "power" }],
  ["one block", { ...base, blocks: 1 }],
];

/** Prior and encoder of a model of residual flows. */
export function residualFlows({ flows }: SirenVae): ResidualFlow[] {
  return flows.map((flow) => {
    assert.ok(flow instanceof ResidualFlow);
    return flow;
  });
}

/** A model with large random weights, normalized as a finished model is, in float64. */
export function example(
  architecture: Architecture,
  seed: number,
): { model: SirenVae; engine: Engine; store: ParameterStore } {
  const random = new Random(seed);
  const model = new SirenVae(dag, architecture, random);
  const values = model.list.initial();
  for (const { name, offset, length } of model.list.parameters) {
    const size = /block.*weight/.test(name) && !/_(x|parents)$/.test(name) ? 1.5 : 0.25;
    for (let i = offset; i < offset + length; i++) values[i] += size * random.normal();
  }
  for (const flow of residualFlows(model)) bakeNormalization(flow, values);
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list, false);
  store.restore(values);
  return { model, engine, store };
}
