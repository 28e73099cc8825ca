import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { determinant, inverse, Matrix } from "ml-matrix";
import { fitLinearGaussian, inverseRegression } from "../../src/gaussian/index.ts";
import { Dag, type NodeSpec } from "../../src/graph/dag.ts";
import { faithfulInverse } from "../../src/graph/inversion.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { assertClose, correlatedTable } from "./tables.ts";

function fitRandomNetwork(seed: number) {
  const random = new Random(seed);
  const size = 4 + random.integer(6);
  const nodes: NodeSpec[] = Array.from({ length: size }, (_, i) => ({
    name: `n${i}`,
    parents: Array.from({ length: i }, (_, j) => `n${j}`).filter(() => random.uniform() < 0.35),
  }));
  const dag = Dag.create(nodes);
  const columns = dag.observed.map((node) => dag.names[node]);
  const data = correlatedTable(columns, 40, seed);
  return { dag, data, fit: fitLinearGaussian(dag, data, { kind: "map", seed, starts: 1, iterations: 40 }) };
}

describe("inverse regression", () => {
  test("example", () => {
    const dag = Dag.create([
      { name: "z", parents: [] },
      { name: "a", parents: ["z"] },
      { name: "b", parents: ["z"] },
    ]);
    const fit = fitLinearGaussian(dag, correlatedTable(["a", "b"], 9, 1), { kind: "map" });
    const inverse = inverseRegression(fit, new Map([[0, [1, 2]]]));
    assert.equal(inverse.get(0)?.coefficients.length, 2);
  });

  for (const mode of ["topological", "reverse"] as const) {
    test(`along a faithful inverse (${mode}) the product is exactly the posterior`, () => {
      fc.assert(
        fc.property(fc.nat(100000), (seed) => {
          const { dag, data, fit } = fitRandomNetwork(seed);
          const { parents } = faithfulInverse(dag, { mode });
          const regressions = inverseRegression(fit, parents);
          const { observed, latent } = dag;
          if (latent.length === 0) return;
          const joint = Matrix.from1DArray(dag.size, dag.size, Array.from(fit.covariance));
          const soo = joint.selection([...observed], [...observed]);
          const szo = joint.selection([...latent], [...observed]);
          const gain = szo.mmul(inverse(soo));
          const posterior = Matrix.sub(joint.selection([...latent], [...latent]), gain.mmul(szo.transpose()));
          const random = new Random(seed);
          const node = new Float64Array(dag.size);
          observed.forEach((i, j) => {
            node[i] = data.values[j];
          });
          for (const k of latent) node[k] = random.normal();
          let product = 0;
          for (const k of latent) {
            const { coefficients, intercept, residualVariance } = regressions.get(k) ?? assert.fail();
            let centre = intercept;
            parents.get(k)?.forEach((parent, a) => {
              centre += coefficients[a] * node[parent];
            });
            product -=
              0.5 * (Math.log(2 * Math.PI * residualVariance) + (node[k] - centre) ** 2 / residualVariance);
          }
          const observedDeviation = Matrix.columnVector(observed.map((i) => node[i] - fit.mean[i]));
          const d = Matrix.sub(Matrix.columnVector(latent.map((k) => node[k])), gain.mmul(observedDeviation));
          const quadratic = d.transpose().mmul(inverse(posterior)).mmul(d).get(0, 0);
          const normalizer = latent.length * Math.log(2 * Math.PI) + Math.log(determinant(posterior));
          const exact = -0.5 * (normalizer + quadratic);
          assertClose(product, exact, 1e-7 * (1 + Math.abs(exact)));
        }),
        { numRuns: 40 },
      );
    });
  }

  test("a node as its own parent and a node outside the graph are errors", () => {
    const { fit, dag } = fitRandomNetwork(1);
    assert.throws(() => inverseRegression(fit, new Map([[0, [0]]])), InputError);
    assert.throws(() => inverseRegression(fit, new Map([[0, [dag.size]]])), InputError);
  });
});
