/**
 * Your own network, your own table: from two files to a stored model and back.
 *
 * A made-up greenhouse: the water that a bed gets wets the soil, which two probes measure with some error; the soil feeds
 * the plants' vigour, which nobody can measure but which shows in leaves, height and fruit. `data/greenhouse.json` holds
 * that graph and nothing else; `data/greenhouse.csv` holds 160 beds, its columns in another order, with a column that is no
 * node and a few empty cells.
 *
 * Run from the repository's folder: npm run build && node dist/examples/own-network-and-table.js
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnMeans, takeRows, train } from "siren-vae";
import { loadModel, loadTable, resolveNetwork, saveModel } from "siren-vae/io";

const network = resolveNetwork("examples/data/greenhouse.json");
const { dag } = network;
const measured = dag.observed.map((node) => dag.names[node]);
console.log(`${dag.size} nodes, ${measured.length} measured, hidden: ${names(dag.latent)}`);

const { data, ignored } = await loadTable("examples/data/greenhouse.csv", measured, { missing: "keep" });
const gaps = data.values.filter(Number.isNaN).length;
console.log(`${data.rowCount} rows, ${gaps} missing values, ignored columns: ${ignored.join(", ")}`);

const [training, test] = [takeRows(data, range(0, 120)), takeRows(data, range(120, data.rowCount))];
// Small, so that this ends in two seconds; without `architecture` and `tuning` it takes longer and fits as well or better.
const settings = {
  seed: 1,
  architecture: { hidden: [20], blocks: 2 },
  tuning: { maximumEpochs: 100, folds: 3 },
};
const model = await train(dag, training, settings);
console.log(`chosen by held-out rows: ${model.training.start} start, ${model.training.epochs} epochs`);

// A model is a folder of two files; what comes back is the same to the last bit.
const folder = mkdtempSync(join(tmpdir(), "greenhouse-"));
saveModel(join(folder, "model"), model);
const loaded = loadModel(join(folder, "model")).model;
rmSync(folder, { recursive: true });

const { perRow, mean, standardError } = loaded.logLikelihood(test, { samples: 500, seed: 1 });
const before = model.logLikelihood(test, { samples: 500, seed: 1 }).perRow;
console.log(`stored and loaded again, equal scores: ${perRow.every((nats, row) => nats === before[row])}`);
console.log(
  `log-likelihood of ${test.rowCount} new rows: ${mean.toFixed(2)} ± ${standardError.toFixed(2)} nats a row`,
);
console.log(`every block's Lipschitz bound is below 1: ${loaded.certificate().bound < 1}`);

// Where the arcs are causes, the graph also answers what would happen.
for (const watering of [3, 9]) {
  const { data: beds } = loaded.intervene({ watering }, 2000, { seed: 1 });
  const fruit = columnMeans(beds)[beds.columns.indexOf("fruit_weight")];
  console.log(`fruit weight if every bed got ${watering} litres: ${fruit.toFixed(0)} g on average`);
}

function names(nodes: readonly number[]): string {
  return nodes.map((node) => dag.names[node]).join(", ");
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
