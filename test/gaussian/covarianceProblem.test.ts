import assert from "node:assert/strict";
import { test } from "node:test";
import { CovarianceProblem } from "../../src/gaussian/covarianceProblem.ts";
import { regressionGraph } from "../../src/gaussian/regressionGraph.ts";
import { Random } from "../../src/internals.ts";
import { sharedIndicator } from "../twoCauses.ts";

test("slope and expected curvature of a covariance's discrepancy are those of small steps", () => {
  const graph = regressionGraph(sharedIndicator.dag);
  const { observedCount: width, size } = graph;
  const random = new Random(2);
  const count = graph.parents.length + width;
  const theta = Float64Array.from({ length: count }, () => 0.5 * random.normal());
  const elsewhere = theta.map((value) => value + 0.1 * random.normal());
  const everywhere = new CovarianceProblem(graph, new Float64Array(width * width));
  const { covariance } = everywhere.evaluate(elsewhere);
  const block = (of: Float64Array) =>
    Float64Array.from({ length: width * width }, (_, at) => of[Math.floor(at / width) * size + (at % width)]);
  const moved = (from: Float64Array, a: number, by: number) =>
    from.map((value, b) => (a === b ? value + by : value));
  const step = 1e-5;
  const off = new CovarianceProblem(graph, block(covariance));
  const { slope } = off.derivatives(off.evaluate(theta));
  slope.forEach((value, a) => {
    const [up, down] = [step, -step].map((by) => off.evaluate(moved(theta, a, by)).value);
    assert.ok(Math.abs(value - (up - down) / (4 * step)) < 1e-6, `${a}: ${value}`);
  });
  // Where the model is right, the curvature is what is expected of it.
  const right = new CovarianceProblem(graph, block(everywhere.evaluate(theta).covariance));
  const { information } = right.derivatives(right.evaluate(theta));
  for (let a = 0; a < count; a++) {
    const [up, down] = [step, -step].map(
      (by) => right.derivatives(right.evaluate(moved(theta, a, by))).slope,
    );
    up.forEach((value, b) => {
      const curvature = (value - down[b]) / (2 * step);
      assert.ok(Math.abs(information[a * count + b] - curvature) < 1e-5, `${a}, ${b}: ${curvature}`);
    });
  }
});
