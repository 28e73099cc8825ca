/**
 * Anomaly scores: rows that are unusual as a whole, though every value in them is ordinary.
 *
 * A made-up pump: its load, which no sensor sees, drives current, flow, vibration and oil temperature; the weather warms
 * oil and inlet. A sensor that comes loose reports what it might have reported at another time: nothing that a
 * limit on one value could catch, but the others contradict it. The log-density of the row can. Rows below the
 * 1 % quantile of ordinary rows raise an alarm; the same is done with each column on its own, as limits would.
 *
 * Run from the repository's folder: npm run build && node dist/examples/anomaly-scores.js
 */
import {
  createDataset,
  fitIndependentGaussian,
  LinearGaussianNetwork,
  Random,
  takeRows,
  train,
} from "siren-vae";

const pump = new LinearGaussianNetwork({
  name: "pump",
  nodes: [
    { name: "load", parents: {}, intercept: 0, variance: 1 },
    { name: "weather", parents: {}, intercept: 15, variance: 36 },
    { name: "current", parents: { load: 2.5 }, intercept: 12, variance: 0.2 },
    { name: "flow", parents: { load: 30 }, intercept: 140, variance: 40 },
    { name: "vibration", parents: { load: 0.4 }, intercept: 2, variance: 0.01 },
    { name: "oil", parents: { load: 6, weather: 0.8 }, intercept: 40, variance: 4 },
    { name: "inlet", parents: { weather: 0.9 }, intercept: 1, variance: 1 },
  ],
});

const random = new Random(1);
const ordinary = pump.sample(200, random);
const further = pump.sample(1000, random); // ordinary as well, but not trained on: they set the threshold
const watched = pump.sample(1000, random);
const width = watched.columns.length;
const loose = new Set(random.permutation(watched.rowCount).slice(0, 50));
const values = watched.values.slice();
for (const row of loose) {
  const sensor = random.integer(width);
  const other = random.integer(watched.rowCount);
  values[row * width + sensor] = watched.values[other * width + sensor];
}
const suspects = createDataset(watched.columns, values);

const model = await train(pump.dag, ordinary, {
  seed: 1,
  architecture: { hidden: [20], blocks: 2 },
  tuning: { maximumEpochs: 60, folds: 3 },
});
const nats = model.score(suspects, { samples: 200, seed: 1 });
report("the row as a whole", model.score(further, { samples: 200, seed: 1 }), nats);

const limits = fitIndependentGaussian(ordinary);
report("column by column", limits.logLikelihood(further), limits.logLikelihood(suspects));

const worst = nats.indexOf(Math.min(...nats));
console.log(
  `\nmost unusual: row ${worst}, ${nats[worst].toFixed(1)} nats (a loose sensor: ${loose.has(worst)})`,
);
for (const [column, name] of suspects.columns.entries()) {
  // Which value does not fit? The one that the others explain worst: take it out, and ask what it should have been.
  const row = takeRows(suspects, [worst]);
  row.values[column] = Number.NaN;
  const { mean, standardDeviation } = model.impute(row, { samples: 400, seed: 1 });
  const off = (suspects.values[worst * width + column] - mean[0]) / standardDeviation[0];
  console.log(
    `  ${name.padEnd(9)} ${off >= 0 ? "+" : "-"}${Math.abs(off).toFixed(1)} standard deviations from what the others say`,
  );
}

function report(title: string, usual: Float64Array, scores: Float64Array): void {
  const threshold = usual.slice().sort()[Math.floor(usual.length / 100)];
  const alarms = Array.from(scores.keys()).filter((row) => scores[row] < threshold);
  const right = alarms.filter((row) => loose.has(row)).length;
  console.log(
    `${title}: ${right} of ${loose.size} loose sensors found, ${alarms.length - right} false alarms in ${scores.length - loose.size} rows`,
  );
}
