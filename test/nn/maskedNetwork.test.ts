import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { activationKinds, Engine, ParameterList, ParameterStore, Tape } from "../../src/engine/index.ts";
import { MaskedNetwork } from "../../src/nn/index.ts";
import { Random } from "../../src/numeric/random.ts";

const sets = [[0], [0, 1], [2, 4], [1, 3, 4], [3]];
const parts = [
  { name: "z", size: 3 },
  { name: "x", size: 2 },
];

function create(hidden: readonly number[], activation: (typeof activationKinds)[number] = "lipswish") {
  const list = new ParameterList();
  const network = new MaskedNetwork(list, {
    name: "net",
    parts,
    sets,
    hidden,
    activation,
    random: new Random(1),
  });
  return { list, network };
}

describe("MaskedNetwork", () => {
  for (const hidden of [[12], [12, 12], [12, 12, 12]]) {
    for (const kind of activationKinds) {
      test(`${hidden.length} hidden layers, ${kind}: a unit's value depends on its subset and nothing else`, () => {
        const { list, network } = create(hidden, kind);
        const engine = new Engine("float64");
        const store = new ParameterStore(engine, list);
        // One place in the batch for each input that is changed, and one where none is.
        const batch = 6;
        const tape = new Tape(engine, batch);
        const inputs = parts.map(({ size }) => tape.tensor(size, false));
        const layers = network.record(tape, store, inputs, (parameter) => store.weights(parameter), "none");
        parts.forEach(({ size }, part) => {
          const view = engine.reals(inputs[part].pointer, size * batch);
          for (let r = 0; r < size; r++) {
            const input = part * 3 + r;
            for (let b = 0; b < batch; b++) view[r * batch + b] = 0.3 * input - 0.5 + (b === input ? 1 : 0);
          }
        });
        tape.forward();
        const value = engine.reals(layers.at(-1)!.value.pointer, network.units.length * batch);
        network.units.forEach((unit, u) => {
          for (let input = 0; input < 5; input++) {
            const changed = value[u * batch + input] !== value[u * batch + 5];
            assert.equal(changed, unit.includes(input), `unit ${u} on [${unit}], input ${input}`);
          }
        });
      });
    }
  }

  test("parameters are named by layer and part, and only stored weights are counted", () => {
    const { list, network } = create([12, 12]);
    assert.deepEqual(
      list.parameters.map(({ name }) => name),
      [
        "net.layer0.weight_z",
        "net.layer0.weight_x",
        "net.layer0.bias",
        "net.layer0.sharpness",
        "net.layer1.weight",
        "net.layer1.bias",
        "net.layer1.sharpness",
      ],
    );
    const stored = network.units.reduce((sum, unit) => sum + unit.length, 0);
    assert.equal(
      network.first.reduce((sum, { pattern }) => sum + pattern.size, 0),
      stored,
    );
    assert.deepEqual(list.find("net.layer0.weight_x")!.shape, [12, 2]);
  });

  test("a part that no unit reads has no weights", () => {
    const list = new ParameterList();
    const config = { name: "net", parts, sets: [[0], [1, 2]], hidden: [4], random: new Random(1) };
    const network = new MaskedNetwork(list, { ...config, activation: "tanh" });
    assert.deepEqual(
      network.first.map(({ part }) => part),
      [0],
    );
  });

  test("an output layer starts at zero unless it is given a size", () => {
    const { list, network } = create([12]);
    const zero = network.outputLayer(sets, "zero");
    const random = network.outputLayer(sets, "random", 0.3);
    const initial = list.initial();
    const values = ({ parameter }: typeof zero) =>
      initial.subarray(parameter.offset, parameter.offset + parameter.length);
    assert.ok(values(zero).every((value) => value === 0));
    assert.ok(values(random).every((value) => value !== 0));
  });

  test("every sharpness starts at 1", () => {
    const { list } = create([12]);
    const raw = list.initial()[list.find("net.layer0.sharpness")!.offset];
    assert.ok(Math.abs(Math.log1p(Math.exp(raw)) - 1) < 1e-15);
  });
});
