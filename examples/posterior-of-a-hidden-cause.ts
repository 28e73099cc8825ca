/**
 * The posterior of a hidden variable, on real data: 406 cars of 1970 to 1982 (the table `cars.json` of vega-datasets).
 *
 * Nobody measured how big a car was meant to be. A person who knows cars might draw:
 *
 *     size -> displacement, weight, horsepower          big cars get big engines and weigh more
 *     year -> horsepower, consumption                   the oil crisis and the emission laws fell into these years
 *     horsepower, weight -> acceleration, consumption   acceleration: seconds from 0 to 60 miles an hour
 *
 * `size` is hidden; 14 cars lack a value and stay in. The model is never told a car's name or origin: they are printed to see
 * whether what it found makes sense. A hidden variable has no scale and no sign of its own: about 0 on average, about 1
 * in spread, and turned here such that more size goes with more weight.
 *
 * Run from the repository's folder: npm run build && node dist/examples/posterior-of-a-hidden-cause.js
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { columnMeans, type Dataset, StructureNetwork, train } from "siren-vae";

interface Car {
  readonly Name: string;
  readonly Origin: string;
  readonly Year: string;
  readonly Displacement: number;
  readonly Weight_in_lbs: number;
  readonly Horsepower: number | null;
  readonly Acceleration: number;
  readonly Miles_per_Gallon: number | null;
}

const network = new StructureNetwork({
  name: "cars",
  nodes: [
    { name: "size", parents: [] },
    { name: "year", parents: [] },
    { name: "displacement", parents: ["size"] },
    { name: "weight", parents: ["size"] },
    { name: "horsepower", parents: ["size", "year"] },
    { name: "acceleration", parents: ["horsepower", "weight"] },
    { name: "consumption", parents: ["horsepower", "weight", "year"] },
  ],
  observed: ["year", "displacement", "weight", "horsepower", "acceleration", "consumption"],
});

const file = fileURLToPath(new URL("../data/cars.json", import.meta.resolve("vega-datasets")));
const cars: readonly Car[] = JSON.parse(readFileSync(file, "utf8"));
const data: Dataset = {
  columns: ["year", "displacement", "weight", "horsepower", "acceleration", "consumption"],
  rowCount: cars.length,
  values: Float64Array.from(cars.flatMap(measurements)),
};

const model = await train(network.dag, data, {
  seed: 1,
  architecture: { hidden: [20], blocks: 2 },
  tuning: { maximumEpochs: 60, folds: 3 },
});
const { mean, standardDeviation } = model.posterior(data, { samples: 200, seed: 1, draws: false });
const sign = heavierIsBigger(mean) ? 1 : -1;
const size = mean.map((value) => sign * value);
const bySize = Array.from(cars.keys()).sort((a, b) => size[b] - size[a]);
show("the three biggest", bySize.slice(0, 3));
show("the three smallest", bySize.slice(-3));
const incomplete = bySize.filter((row) => measurements(cars[row]).some(Number.isNaN));
show("three of which a value is missing", incomplete.slice(0, 3));
for (const origin of ["USA", "Europe", "Japan"]) {
  const own = bySize.filter((row) => cars[row].Origin === origin);
  const average = own.reduce((sum, row) => sum + size[row], 0) / own.length;
  console.log(`mean size of the cars from ${origin}: ${average.toFixed(2)}`);
}

/** Litres per 100 km instead of miles per gallon: nearly proportional to weight and power. */
function measurements(car: Car): number[] {
  return [
    Number(car.Year.slice(0, 4)),
    car.Displacement,
    car.Weight_in_lbs,
    car.Horsepower ?? Number.NaN,
    car.Acceleration,
    car.Miles_per_Gallon === null ? Number.NaN : 235.2 / car.Miles_per_Gallon,
  ];
}

/** Whether the hidden variable, whose sign is arbitrary, grows with the weight. */
function heavierIsBigger(hidden: Float64Array): boolean {
  const column = data.columns.indexOf("weight");
  const average = columnMeans(data)[column];
  const weights = cars.map((_, row) => data.values[row * data.columns.length + column] - average);
  return weights.reduce((sum, weight, row) => sum + weight * hidden[row], 0) > 0;
}

function show(title: string, rows: readonly number[]): void {
  console.log(`${title}:`);
  for (const row of rows) {
    const value = `${size[row].toFixed(2)} ± ${standardDeviation[row].toFixed(2)}`;
    console.log(`  ${cars[row].Name} (${cars[row].Year.slice(0, 4)}): ${value}`);
  }
}
