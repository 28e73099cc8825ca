/** Tables, networks and dense algebra for the tests of the baselines; all checks go through ml-matrix. */
import { readFileSync } from "node:fs";
import { inverse, Matrix } from "ml-matrix";
import type { Dataset } from "../../src/data/dataset.ts";
import type { FittedNode, GaussianDensity } from "../../src/gaussian/index.ts";
import { GaussianDensity as Gaussian } from "../../src/gaussian/index.ts";
import { Dag } from "../../src/graph/dag.ts";
import { Random } from "../../src/numeric/random.ts";

export function table(columns: readonly string[], rows: readonly (readonly number[])[]): Dataset {
  return { columns, rowCount: rows.length, values: Float64Array.from(rows.flat()) };
}

/** Rows of correlated columns in very different units: a random square matrix times normal noise. */
export function correlatedTable(columns: readonly string[], rowCount: number, seed: number): Dataset {
  const random = new Random(seed);
  const width = columns.length;
  const mix = Array.from({ length: width * width }, () => random.normal());
  const rows = Array.from({ length: rowCount }, () => {
    const noise = columns.map(() => random.normal());
    return columns.map((_, j) => {
      let value = noise[j];
      for (let k = 0; k < width; k++) value += mix[j * width + k] * noise[k];
      return 10 ** ((j % 4) - 1) * (value + j);
    });
  });
  return table(columns, rows);
}

export function toMatrix(data: Dataset): Matrix {
  return Matrix.from1DArray(data.rowCount, data.columns.length, Array.from(data.values));
}

/** Maximum-likelihood covariance, dividing by the number of rows. */
export function covarianceOf(data: Dataset): Matrix {
  const centred = toMatrix(data).center("column");
  return centred.transpose().mmul(centred).div(data.rowCount);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function assertClose(actual: number, expected: number, tolerance: number, what = "value"): void {
  if (!(Math.abs(actual - expected) <= tolerance)) {
    throw new Error(`${what}: expected ${expected} within ${tolerance}, got ${actual}`);
  }
}

/** Mean and covariance of all nodes by solving x = c + B x + e as one linear system. */
export function momentsOf(network: readonly FittedNode[]): { mean: Matrix; covariance: Matrix } {
  const size = network.length;
  const position = new Map(network.map((node, index) => [node.name, index]));
  const system = Matrix.eye(size, size);
  network.forEach((node, row) => {
    node.parents.forEach((parent, k) => {
      system.set(row, position.get(parent) as number, -node.coefficients[k]);
    });
  });
  const spread = inverse(system);
  const noise = Matrix.diag(network.map((node) => node.variance));
  return {
    mean: spread.mmul(Matrix.columnVector(network.map((node) => node.intercept))),
    covariance: spread.mmul(noise).mmul(spread.transpose()),
  };
}

/** A published network: its graph with the leaves observed and the exact density of the leaves. */
export function publishedNetwork(name: string): { dag: Dag; truth: GaussianDensity } {
  const { nodes } = JSON.parse(readFileSync(`networks/${name}.json`, "utf8")) as {
    nodes: Record<string, { parents: Record<string, number>; intercept: number; variance: number }>;
  };
  const network = Object.entries(nodes).map(([node, { parents, intercept, variance }]) => ({
    name: node,
    parents: Object.keys(parents),
    coefficients: Float64Array.from(Object.values(parents)),
    intercept,
    variance,
  }));
  const dag = Dag.create(network);
  const moments = momentsOf(network);
  const { observed } = dag;
  const truth = new Gaussian(
    name,
    observed.map((node) => dag.names[node]),
    Float64Array.from(observed, (node) => moments.mean.get(node, 0)),
    Float64Array.from(observed.flatMap((a) => observed.map((b) => moments.covariance.get(a, b)))),
    0,
  );
  return { dag, truth };
}
