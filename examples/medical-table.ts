/**
 * A medical table as it leaves a clinic: labels, a skewed blood value, counts, gaps; and a cause that no instrument reads.
 *
 * Made-up records of 260 patients. Age, sex and smoking are measured causes; inflammation is hidden and shows in a blood
 * value (crp), fever, days of cough, the metres walked in six minutes and whether the patient was admitted. The inflammation
 * behind every row is in `data/clinic.csv` too, for comparison; the model never sees it.
 *
 * What follows from "if nobody smoked" is a statement about causes. It holds as far as the arcs of the network are causes
 * and no common cause was left out; no table can say that.
 *
 * Run from the repository's folder: npm run build && node dist/examples/medical-table.js
 */
import { fitIndependentMarginals, selectColumns, takeRows, train } from "siren-vae";
import { loadMeasuredTable, loadTable, resolveNetwork } from "siren-vae/io";

const table = "examples/data/clinic.csv";
const source = resolveNetwork("examples/data/clinic.json");
const { network, data } = await loadMeasuredTable(source, table);
const gaps = data.values.filter(Number.isNaN).length;
console.log(`${data.rowCount} patients, ${gaps} missing values`);
for (const [index, { kind }] of (data.types ?? []).entries())
  console.log(`  ${data.columns[index]}: ${kind}`);

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const [training, test] = [takeRows(data, rows(0, 200)), takeRows(data, rows(200, data.rowCount))];
const model = await train(network.dag, training, { seed: 1 });
const ours = model.logLikelihood(test, { samples: 300, seed: 1 });
const apart = fitIndependentMarginals(training).logLikelihood(test);
const gains = ours.perRow.map((nats, row) => nats - apart[row]);
const gain = average(gains);
const error = Math.sqrt(average(gains.map((value) => (value - gain) ** 2)) / gains.length);
console.log(
  `${test.rowCount} patients it never saw: ${gain.toFixed(2)} ± ${error.toFixed(2)} nats a row better than every column on its own`,
);

// How ill is each new patient? The posterior of what nobody measured.
const { mean, standardDeviation } = model.posterior(test, { samples: 500, seed: 1, draws: false });
const { data: truth } = await loadTable(table, ["true_inflammation"]);
const hidden = Array.from(mean, (_, row) => truth.values[200 + row]);
console.log(
  `inflammation: correlation with the hidden truth ${correlation(Array.from(mean), hidden).toFixed(2)}`,
);
console.log(`the first new patient: ${mean[0].toFixed(2)} ± ${standardDeviation[0].toFixed(2)}`);

// Gaps of every kind: a label comes with the probability of each level, a number with an interval.
const { completed, row, column, quantiles, probabilities } = model.impute(test, { samples: 500, seed: 1 });
for (const name of ["smoking", "crp"]) {
  const gap = column.findIndex((at) => completed.columns[at] === name);
  const levels = completed.types?.[column[gap]].levels;
  const [low, middle, high] = quantiles.slice(3 * gap, 3 * gap + 3);
  const said = levels
    ? levels
        .map((level, code) => `${level} ${Math.round(100 * (probabilities[gap]?.[code] ?? 0))} %`)
        .join(", ")
    : `${middle.toFixed(1)}, between ${low.toFixed(1)} and ${high.toFixed(1)} in 90 of 100`;
  console.log(`new patient ${row[gap] + 1}, ${name} missing: ${said}`);
}

// What if? Everybody set to one habit, whatever led them to it.
for (const smoking of ["never", "current"]) {
  const { data: patients } = model.intervene({ smoking }, 4000, { seed: 1 });
  const admitted = selectColumns(patients, ["admitted"]);
  const yes = admitted.types?.[0].levels?.indexOf("yes");
  const share = average(admitted.values.map((code) => (code === yes ? 1 : 0)));
  console.log(`admitted if smoking were "${smoking}" for all: ${Math.round(100 * share)} %`);
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [average(a), average(b)];
  const product = average(a.map((value, i) => (value - ma) * (b[i] - mb)));
  const spread = (values: readonly number[], m: number) =>
    Math.sqrt(average(values.map((value) => (value - m) ** 2)));
  return product / spread(a, ma) / spread(b, mb);
}
