/**
 * Imputation: what were the values that are missing, and how sure is that?
 *
 * Ninety-two rows of the gene network ECOLI70 (24 measured genes, 22 hidden) with a fifth of all values left out, so that almost
 * no row is complete. The model learns from what is there and fills 200 further rows with the same share of gaps. The
 * values were only hidden here, so the answer can be checked: the error against that of the column's mean, how often the
 * 95 % interval holds the truth, and how near the network's own exact answer comes, which no model can beat on average.
 *
 * Run from the repository's folder: npm run build && node dist/examples/missing-values.js
 */
import {
  builtInNetwork,
  columnMeans,
  columnStandardDeviations,
  type LinearGaussianNetwork,
  missingAtRandom,
  Random,
  train,
} from "siren-vae";

// The built-in networks have known densities: all of them are linear-Gaussian.
const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
const random = new Random(1);
const complete = network.sample(92, random);
const training = missingAtRandom(complete, 0.2, random);
const truth = network.sample(200, random);
const gapped = missingAtRandom(truth, 0.2, random);

const model = await train(network.dag, training, {
  seed: 1,
  architecture: { hidden: [50], blocks: 2 },
  tuning: { start: "linear-gaussian", maximumEpochs: 20, folds: 2 },
});
const filled = model.impute(gapped, { samples: 200, seed: 1, levels: [0.025, 0.5, 0.975] });

const width = truth.columns.length;
const spread = columnStandardDeviations(complete);
const average = columnMeans(complete);
const squares = { model: 0, columnMean: 0, exact: 0 };
let held = 0;
for (const [gap, row] of filled.row.entries()) {
  const column = filled.column[gap];
  const value = truth.values[row * width + column];
  // In units of the column's standard deviation, so that every gene counts the same.
  squares.model += ((filled.mean[gap] - value) / spread[column]) ** 2;
  squares.columnMean += ((average[column] - value) / spread[column]) ** 2;
  squares.exact += ((exactMean(row, column) - value) / spread[column]) ** 2;
  const [low, , high] = filled.quantiles.subarray(gap * 3, gap * 3 + 3);
  if (low <= value && value <= high) held++;
}
const gaps = filled.row.length;
const error = (sum: number) => Math.sqrt(sum / gaps).toFixed(2);
console.log(`${gaps} values filled in ${gapped.rowCount} rows; error in standard deviations of the column:`);
console.log(`  ${error(squares.columnMean)}  the column's mean`);
console.log(`  ${error(squares.model)}  the model`);
console.log(`  ${error(squares.exact)}  the exact conditional mean under the network that made the rows`);
console.log(`95 % intervals that hold the true value: ${Math.round((100 * held) / gaps)} %`);

/** What the true network says of one gap, given what is there in its row. */
function exactMean(row: number, column: number): number {
  const there = gapped.columns.filter((_, at) => !Number.isNaN(gapped.values[row * width + at]));
  const values = gapped.values
    .subarray(row * width, (row + 1) * width)
    .filter((value) => !Number.isNaN(value));
  const conditional = network.withObserved(there);
  const { latents, mean } = conditional.posteriorOf(values);
  return mean[latents.indexOf(gapped.columns[column])];
}
