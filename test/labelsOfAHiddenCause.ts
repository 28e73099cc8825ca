import { Dag, type Dataset, Random } from "../src/internals.ts";
import { exp } from "../src/numeric/elementary.ts";

const LEVELS = { kind: "binary", levels: ["no", "yes"] } as const;

/** A hidden cause of six columns; two of them also depend on a third, which is a label. */
export const hiddenCause = Dag.create(
  [
    { name: "frailty", parents: [] },
    ...["drug", "visits", "grip", "eats"].map((name) => ({ name, parents: ["frailty"] })),
    ...["days", "fell"].map((name) => ({ name, parents: ["frailty", "drug"] })),
  ],
  ["drug", "visits", "grip", "eats", "days", "fell"],
);

/**
 * Rows of {@link hiddenCause}, and what was hidden. Among its labels, one is likelier the higher the hidden value, one the lower.
 *
 * @param options.weakens by how much drug `a` lowers the grip, which is an arc that the network lacks
 */
export function labelsOfAHiddenCause({ seed = 1, rowCount = 250, weakens = 0 } = {}) {
  const random = new Random(seed);
  const hidden = new Float64Array(rowCount);
  const values = new Float64Array(6 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    const h = random.normal();
    const drug = label(random, [0, 0.8 * h, -0.9 * h - 0.4, -3 + 0.3 * h]);
    const a = drug === 1 ? 1 : 0;
    const b = drug === 2 ? 1 : 0;
    hidden[row] = h;
    values.set(
      [
        drug,
        poisson(random, exp(0.7 + 0.7 * h)),
        30 - 4 * h - weakens * a + 5 * random.normal(),
        label(random, [0, 0.2 - 1.2 * h]),
        poisson(random, exp(1.2 + 0.6 * h - 0.5 * a + 0.3 * b)),
        label(random, [0, -2 + 1.1 * h - 0.8 * a]),
      ],
      6 * row,
    );
  }
  const drugs = { kind: "categorical", levels: ["none", "a", "b", "c"] };
  const table: Dataset = {
    columns: ["drug", "visits", "grip", "eats", "days", "fell"],
    types: [drugs, { kind: "count" }, { kind: "gaussian" }, LEVELS, { kind: "count" }, LEVELS],
    rowCount,
    values,
  };
  return { table, hidden };
}

function label(random: Random, logits: readonly number[]): number {
  const weights = logits.map(exp);
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight);
  return Math.max(
    0,
    weights.findIndex((weight) => {
      left -= weight;
      return left <= 0;
    }),
  );
}

function poisson(random: Random, mean: number): number {
  let left = random.uniform();
  let mass = exp(-mean);
  let count = 0;
  while (left > mass && count < 1000) {
    left -= mass;
    count++;
    mass *= mean / count;
  }
  return count;
}
