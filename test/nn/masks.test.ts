import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { SparsePattern } from "../../src/engine/index.ts";
import { hiddenMask, hiddenSubsets, inputMask, outputMask, type Subset } from "../../src/nn/index.ts";

/** The inputs that each row of a stack of masks can hear, by going through all layers. */
function readingSets(layers: readonly SparsePattern[]): Set<number>[] {
  let below = Array.from({ length: layers[0].columnCount }, (_, input) => new Set([input]));
  for (const layer of layers) {
    below = Array.from({ length: layer.rows }, (_, row) => {
      const heard = new Set<number>();
      for (const column of layer.columnsOf(row)) for (const input of below[column]) heard.add(input);
      return heard;
    });
  }
  return below;
}

const problems = fc.integer({ min: 1, max: 8 }).chain((inputs) =>
  fc.record({
    inputs: fc.constant(inputs),
    sets: fc.array(fc.subarray(Array.from({ length: inputs }, (_, i) => i)), {
      minLength: 1,
      maxLength: 8,
    }),
    extra: fc.integer({ min: 0, max: 20 }),
    layers: fc.integer({ min: 1, max: 4 }),
    split: fc.integer({ min: 0, max: inputs }),
  }),
);

function unitsFor(sets: readonly Subset[], extra: number): Subset[] {
  return hiddenSubsets(sets, sets.length + extra, "here");
}

describe("masks", () => {
  test("through any number of layers an output hears its set and nothing else", () => {
    fc.assert(
      fc.property(problems, ({ inputs, sets, extra, layers }) => {
        const units = unitsFor(sets, extra);
        const masks = [inputMask(units, 0, inputs)];
        for (let layer = 1; layer < layers; layer++) masks.push(hiddenMask(units, units));
        masks.push(outputMask(sets, units));
        readingSets(masks).forEach((heard, output) => {
          assert.deepEqual([...heard].sort(), [...sets[output]].sort());
        });
      }),
    );
  });

  test("a unit hears its subset, and reads every unit below whose subset it contains", () => {
    fc.assert(
      fc.property(problems, ({ inputs, sets, extra, layers }) => {
        const units = unitsFor(sets, extra);
        fc.pre(units.length > 0);
        const masks = [inputMask(units, 0, inputs)];
        for (let layer = 1; layer < layers; layer++) masks.push(hiddenMask(units, units));
        readingSets(masks).forEach((heard, unit) => {
          assert.deepEqual([...heard].sort(), [...units[unit]].sort());
        });
        const mask = hiddenMask(units, units);
        for (let b = 0; b < units.length; b++) {
          for (let a = 0; a < units.length; a++) {
            const contained = units[a].every((input) => units[b].includes(input));
            assert.equal(mask.weightIndex(b, a) >= 0, contained);
          }
        }
      }),
    );
  });

  test("input masks of neighbouring parts make up the whole", () => {
    fc.assert(
      fc.property(problems, ({ inputs, sets, extra, split }) => {
        const units = unitsFor(sets, extra);
        const whole = inputMask(units, 0, inputs);
        const parts = [inputMask(units, 0, split), inputMask(units, split, inputs - split)];
        assert.equal(parts[0].size + parts[1].size, whole.size);
        units.forEach((_, unit) => {
          const columns = [...parts[0].columnsOf(unit), ...parts[1].columnsOf(unit).map((c) => c + split)];
          assert.deepEqual(columns, whole.columnsOf(unit));
        });
      }),
    );
  });

  test("equal subsets share one group", () => {
    fc.assert(
      fc.property(problems, ({ inputs, sets, extra }) => {
        const units = unitsFor(sets, extra);
        const kinds = new Set(units.map((unit) => unit.join(","))).size;
        assert.equal(inputMask(units, 0, inputs).groupCount, kinds);
        assert.equal(hiddenMask(units, units).groupCount, kinds);
      }),
    );
  });
});
