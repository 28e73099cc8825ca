import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DORMAND_PRINCE_5, DORMAND_PRINCE_8, type RungeKutta } from "../../src/flow/rungeKutta.ts";

/** Logistic growth, y' = y (1 - y), beside its own square, so that two components depend on each other. */
function slope([y, z]: readonly number[]): number[] {
  return [y * (1 - y), 2 * z * (1 - y)];
}

function exact(time: number): number[] {
  const y = 1 / (1 + 3 * Math.exp(-time));
  return [y, y * y];
}

/** One step from y, and what its estimate says of the first component's error. */
function stepOf(method: RungeKutta, y: readonly number[], step: number) {
  const slopes: number[][] = [];
  const at = (weights: readonly number[]) =>
    y.map((value, i) => value + step * weights.reduce((sum, weight, j) => sum + weight * slopes[j][i], 0));
  for (const stage of method.stages) slopes.push(slope(at(stage)));
  const next = at(method.weights);
  slopes.push(slope(next));
  const estimates = method.estimates.map((weights) =>
    weights.reduce((sum, weight, j) => sum + step * weight * slopes[j][0], 0),
  );
  return { next, estimate: method.error(estimates) };
}

function follow(method: RungeKutta, steps: number, time: number): number {
  let y = exact(0);
  for (let n = 0; n < steps; n++) y = stepOf(method, y, time / steps).next;
  return Math.max(...exact(time).map((value, i) => Math.abs(value - y[i])));
}

describe("Runge-Kutta methods", () => {
  for (const [name, method, order, steps] of [
    ["order 5", DORMAND_PRINCE_5, 5, 16],
    ["order 8", DORMAND_PRINCE_8, 8, 4],
  ] as const) {
    test(`${name}: twice as many steps leave 2^-${order} of the error`, () => {
      const halvings = [1, 2].map((times) => {
        const [few, many] = [follow(method, steps * times, 4), follow(method, 2 * steps * times, 4)];
        return Math.log2(few / many);
      });
      for (const found of halvings) assert.ok(found > order - 0.6 && found < order + 1.5, `${halvings}`);
    });

    test(`${name}: weights of a slope that is the same everywhere add up to one`, () => {
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum(method.weights) - 1) < 1e-14);
      for (const estimate of method.estimates) {
        assert.equal(estimate.length, method.stages.length + 1);
        assert.ok(Math.abs(sum(estimate)) < 1e-14);
      }
      method.stages.forEach((stage, i) => {
        assert.equal(stage.length, i);
      });
    });

    test(`${name}: the estimate of a step is not below its error`, () => {
      for (const size of [0.25, 0.5]) {
        const { next, estimate } = stepOf(method, exact(0), size);
        const off = Math.abs(next[0] - exact(size)[0]);
        assert.ok(estimate >= off, `${estimate}, ${off}`);
      }
    });
  }
});
