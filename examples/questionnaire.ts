/**
 * A questionnaire: what lies behind the answers, and what an answer left out would have been.
 *
 * A made-up survey of 220 people: nine statements from 1 (never) to 5 (always), the team and last year's sick days. Two
 * things were never asked: how much strain a person is under, and how much support they get. The network says which
 * statements speak of which, that support eases strain, and that the team matters; `data/questionnaire.csv` also holds the
 * two hidden values behind every row, so that what the model finds can be held against the truth. It never sees them.
 *
 * Answers are levels in an order, the team is a label, sick days are counts: each column gets a likelihood of its kind, and
 * comes back as what it was.
 *
 * Run from the repository's folder: npm run build && node dist/examples/questionnaire.js
 */
import { takeRows, train } from "siren-vae";
import { loadMeasuredTable, loadTable, resolveNetwork } from "siren-vae/io";

const table = "examples/data/questionnaire.csv";
const source = resolveNetwork("examples/data/questionnaire.json");
const { network, data } = await loadMeasuredTable(source, table);
data.types?.forEach(({ kind, levels }, index) => {
  console.log(`${data.columns[index].padEnd(18)} ${kind}${levels ? `: ${levels.join(", ")}` : ""}`);
});

// A hidden node has neither unit nor sign of its own: here more support means more help from colleagues. Without an anchor
// it would raise the first node that depends on it, which is strain.
const model = await train(network.dag, data, { seed: 1, anchors: { support: "colleagues_help" } });
const { latents, mean, standardDeviation } = model.posterior(data, { samples: 500, seed: 1, draws: false });
const { data: truth } = await loadTable(table, ["true_strain", "true_support"]);
for (const [index, name] of ["strain", "support"].entries()) {
  const at = latents.indexOf(name);
  const found = Array.from({ length: data.rowCount }, (_, row) => mean[row * latents.length + at]);
  const hidden = Array.from({ length: data.rowCount }, (_, row) => truth.values[2 * row + index]);
  console.log(`${name}: correlation with the hidden truth ${correlation(found, hidden).toFixed(2)}`);
}
const first = latents.indexOf("strain");
console.log(`strain of the first person: ${mean[first].toFixed(2)} ± ${standardDeviation[first].toFixed(2)}`);

// Three people who left out an answer: every level with its probability.
const { row, column, probabilities } = model.impute(data, { samples: 500, seed: 1 });
for (let gap = 0; gap < 3; gap++) {
  const levels = data.types?.[column[gap]].levels ?? [];
  const shares = levels.map(
    (level, index) => `${level}: ${Math.round(100 * (probabilities[gap]?.[index] ?? 0))} %`,
  );
  console.log(`person ${row[gap] + 1} left out ${data.columns[column[gap]]}; likely ${shares.join(", ")}`);
}

// New people are made of the same levels and whole numbers.
const { data: people } = model.sample(1000, { seed: 2 });
const answers = people.columns.indexOf("tense");
const codes = Array.from(
  { length: 1000 },
  (_, index) => people.values[index * people.columns.length + answers],
);
const whole = codes.every((code) => Number.isInteger(code) && code >= 0 && code < 5);
console.log(`all sampled answers are one of the five levels: ${whole}`);
const unusual = model.score(takeRows(data, [0, 1, 2]), { samples: 500, seed: 1 });
console.log(
  `log-probability of the first three rows: ${Array.from(unusual, (nats) => nats.toFixed(1)).join(", ")}`,
);

function correlation(a: readonly number[], b: readonly number[]): number {
  const average = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [average(a), average(b)];
  const product = average(a.map((value, i) => (value - ma) * (b[i] - mb)));
  const spread = (values: readonly number[], m: number) =>
    Math.sqrt(average(values.map((value) => (value - m) ** 2)));
  return product / spread(a, ma) / spread(b, mb);
}
