import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random, train } from "../../src/internals.ts";
import { codingOf } from "../../src/likelihood/index.ts";
import { createModel, defaultArchitecture } from "../../src/model/index.ts";
import { arithmeticCircuit } from "../../src/network/arithmeticCircuit.ts";
import { Relevance } from "../../src/train/relevance.ts";

const circuit = arithmeticCircuit();
const measured = circuit.withObserved(circuit.dag.names);
const density = { family: "flow", flow: "residual-exact", hidden: [30], blocks: 1 } as const;

describe("relevance", () => {
  test("is of densities with means of second order alone, and leaves the other weights as they are held", () => {
    const coding = codingOf(measured.sample(50, new Random(1)));
    const make = (interactions: boolean) =>
      createModel(
        measured.dag,
        { ...defaultArchitecture, ...density, ...(interactions && { interactions }) },
        new Random(1),
        coding,
      );
    assert.equal(Relevance.of(make(false)), undefined);
    const model = make(true);
    const relevance = Relevance.of(model)!;
    const values = new Float64Array(model.list.length).fill(0.1);
    const least = new Float64Array(values.length).fill(2);
    const precisions = relevance.precisions(values, least);
    for (const { name, role, offset, length } of model.list.parameters) {
      const moved = role === "output-weight" && !name.endsWith("pairs");
      for (let i = offset; i < offset + length; i++)
        assert.ok(moved ? precisions[i] > 99.9 && precisions[i] < 100.1 : precisions[i] === 2, name);
    }
    assert.equal(Math.max(...relevance.precisions(new Float64Array(values.length), least)), 1e6);
  });

  test("lets hidden layers fade where products say it all", async () => {
    const model = await train(measured.dag, measured.sample(1500, new Random(3)), {
      seed: 1,
      architecture: density,
      trust: "full",
      tuning: { maximumEpochs: 250, batch: 50, start: "linear-gaussian" },
    });
    const { architecture, parameters } = model.toParts();
    const { density: flow } = createModel(measured.dag, architecture, new Random(1), model.coding);
    const [matrix] = flow!.layers().filter(({ name }) => name === "blocks.0.layers.1");
    assert.ok(matrix.kind === "matrix");
    const [{ pattern, parameter }] = matrix.pieces;
    const { values } = parameters.find(({ name }) => name === parameter.name)!;
    const largest = (node: string) => {
      const row = model.observedNames.indexOf(node);
      return Math.max(...Array.from(values, (value, k) => (pattern.rowOf[k] === row ? Math.abs(value) : 0)));
    };
    // x1 is z5 with noise, and z5 a hyperbolic tangent.
    assert.ok(largest("x1") < 0.05 * largest("z5"), `${largest("x1")} and ${largest("z5")}`);
  });
});
