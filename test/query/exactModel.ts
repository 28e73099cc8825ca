import {
  createModel,
  defaultArchitecture,
  LinearGaussianNetwork,
  Random,
  type SirenVae,
  TrainedModel,
} from "../../src/internals.ts";

/** Two hidden causes, five measurements, one measured parent of a measured and one of a hidden node. */
export const toy = new LinearGaussianNetwork({
  name: "toy",
  nodes: [
    { name: "o", parents: {}, intercept: 1, variance: 2 },
    { name: "a", parents: { o: 0.5 }, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.8 }, intercept: 0.5, variance: 0.5 },
    { name: "x1", parents: { a: 1.2 }, intercept: 10, variance: 0.3 },
    { name: "x2", parents: { a: -0.7, b: 1 }, intercept: 0, variance: 0.4 },
    { name: "x3", parents: { b: 0.9 }, intercept: -3, variance: 0.5 },
    { name: "x4", parents: { b: 1.1, x3: 0.4 }, intercept: 0, variance: 0.6 },
  ],
  observed: ["o", "x1", "x2", "x3", "x4"],
});

/** A model that *is* a linear-Gaussian network, its encoder the exact posterior; latents in the network's own units. */
export function exactModel(
  network: LinearGaussianNetwork,
  options: {
    missing?: boolean;
    factorisation?: "paper" | "exact";
    fill?: boolean;
    change?: (name: string, values: Float64Array) => void;
  } = {},
): TrainedModel {
  const { dag } = network;
  const mean = network.mean();
  const covariance = network.covariance();
  const observed = dag.observed;
  const scales = {
    mean: Float64Array.from(observed, (node) => mean[node]),
    deviation: Float64Array.from(observed, (node) => Math.sqrt(covariance.get(node, node))),
  };
  // The same network with standardized observed nodes.
  const shift = (node: number) => (observed.includes(node) ? mean[node] : 0);
  const unit = (node: number) => (observed.includes(node) ? scales.deviation[observed.indexOf(node)] : 1);
  const standardized = new LinearGaussianNetwork({
    name: "standardized",
    observed: observed.map((node) => dag.names[node]),
    nodes: network.nodes.map((node, i) => {
      let intercept = node.intercept - shift(i);
      const parents = Object.entries(node.parents).map(([parent, coefficient]) => {
        const p = dag.indexOf(parent);
        intercept += coefficient * shift(p);
        return [parent, (coefficient * unit(p)) / unit(i)];
      });
      return {
        name: node.name,
        parents: Object.fromEntries(parents),
        intercept: intercept / unit(i),
        variance: node.variance / unit(i) ** 2,
      };
    }),
  });
  const { missing, factorisation = "paper" } = options;
  const architecture = {
    ...defaultArchitecture,
    hidden: [20],
    blocks: 2,
    factorisation,
    ...(missing && { missing }),
  };
  const model = createModel(dag, architecture, new Random(1)) as SirenVae;
  const values = model.start!({
    dag,
    kind: "ml",
    network: standardized.nodes.map(({ name, parents, intercept, variance }) => ({
      name,
      parents: Object.keys(parents),
      coefficients: Float64Array.from(Object.values(parents)),
      intercept,
      variance,
    })),
    mean: standardized.mean(),
    covariance: Float64Array.from(standardized.covariance().to1DArray()),
    logLikelihood: 0,
    history: new Float64Array(0),
  });
  const pick = (nodes: readonly number[]) => nodes.flatMap((i) => nodes.map((j) => covariance.get(i, j)));
  return TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed: model.observedNames,
    architecture,
    scales,
    ...((options.fill ?? true) && {
      fill: { mean: scales.mean, covariance: Float64Array.from(pick(observed)) },
    }),
    parameters: model.list.parameters.map(({ name, shape, offset, length }) => {
      const part = values.slice(offset, offset + length);
      options.change?.(name, part);
      return { name, shape, values: part };
    }),
    training: {
      preset: "test",
      seed: 0,
      rows: 1,
      start: "linear-gaussian",
      epochs: 0,
      seconds: 0,
      history: [],
      choices: [],
    },
  });
}

/** Rows with a share of the values missing, at random, at least one left in every row. */
export function withGaps<T extends { columns: readonly string[]; rowCount: number; values: Float64Array }>(
  data: T,
  share: number,
  random: Random,
): T {
  const width = data.columns.length;
  const values = data.values.map((value) => (random.uniform() < share ? Number.NaN : value));
  for (let at = 0; at < values.length; at += width)
    if (values.subarray(at, at + width).every(Number.isNaN)) values[at] = data.values[at];
  return { ...data, values };
}

/** The exact conditional of every node given the values that a row has, in the network's node order. */
export function exactConditional(
  network: LinearGaussianNetwork,
  columns: readonly string[],
  row: ArrayLike<number>,
): { names: readonly string[]; mean: Float64Array; deviation: Float64Array } {
  const present = columns.filter((_, c) => !Number.isNaN(row[c]));
  const conditioned = network.withObserved(present);
  const order = conditioned.dag.observed.map((node) => conditioned.dag.names[node]);
  const { latents, mean, covariance } = conditioned.posteriorOf(
    order.map((name) => row[columns.indexOf(name)]),
  );
  const deviation = Float64Array.from(latents, (_, k) => Math.sqrt(covariance.get(k, k)));
  return { names: latents, mean, deviation };
}
