/**
 * How often the intervals of `siren-vae summary` hold the truth: tables are drawn from a linear-Gaussian network whose numbers
 * are known, a model is trained on each, and its intervals are counted.
 *
 *     node dist/bench/coverage.js --tables 200 --rows 200 --resamplings 200
 *
 * With `--levels 2` (or more) the measurements are cut into so many equally likely levels, yes or no or ordered answers. What lies
 * behind a level is then normal where the model takes it for logistic, and of the raw loadings there is no truth.
 */

import { parseArgs } from "node:util";
import { table as formatTable, progress } from "../src/cli/terminal.ts";
import {
  bootstrapEstimate,
  type ColumnType,
  type Dataset,
  type IntervalKind,
  intervalKinds,
  LinearGaussianNetwork,
  type PathCoefficients,
  Random,
  readingNumbers,
  resampledNumbers,
  train,
} from "../src/internals.ts";
import { normalCdf } from "../src/numeric/special.ts";

/** Three abilities with three measurements each, as in many a published table. */
const LOADINGS = [0.8, 0.7, 0.6];
const network = new LinearGaussianNetwork({
  name: "three abilities",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.5 }, intercept: 0, variance: 0.75 },
    { name: "c", parents: { a: 0.3, b: 0.4 }, intercept: 0, variance: 1 - 0.09 - 0.16 - 0.12 },
    ...["a", "b", "c"].flatMap((ability) =>
      LOADINGS.map((loading, i) => ({
        name: `${ability}${i + 1}`,
        parents: { [ability]: loading },
        intercept: 0,
        variance: 1 - loading * loading,
      })),
    ),
  ],
});
const effects = [["a", "c"]] as const;
const { dag } = network;
const left = network.posterior().covariance;

/** What the network itself says, in the order of `readingNumbers`; every node has variance 1, so that raw is standardized. */
function truthOf(found: PathCoefficients): number[] {
  const explained = (name: string) => 1 - network.nodes.find((node) => node.name === name)!.variance;
  return Array.from(
    readingNumbers({
      ...found,
      paths: found.paths.map((path) => {
        const value = network.nodes.find(({ name }) => name === path.child)!.parents[path.parent];
        return { ...path, raw: value, standardized: value };
      }),
      measured: found.measured.map((node) => ({ ...node, rSquared: explained(node.name) })),
      hidden: found.hidden.map(({ name }, k) => ({
        name,
        reliability: 1 - left.get(k, k),
        rSquared: dag.parents(dag.indexOf(name)).length > 0 ? explained(name) : Number.NaN,
      })),
      effects: found.effects.map((effect) => ({
        ...effect,
        direct: { raw: 0.3, standardized: 0.3 },
        indirect: { raw: 0.2, standardized: 0.2 },
        total: { raw: 0.5, standardized: 0.5 },
      })),
    }),
  );
}

/** What each number is, in the order of `readingNumbers`. */
function groupsOf({ paths, measured, hidden, effects: found }: PathCoefficients): string[] {
  return [
    ...paths.flatMap(({ child }) => {
      const what = dag.roles[dag.indexOf(child)] === "observed" ? "loadings" : "paths between hidden nodes";
      return [`${what}, raw`, `${what}, standardised`];
    }),
    ...measured.map(() => "R squared of measured nodes"),
    ...hidden.flatMap(() => ["reliability", "R squared of hidden nodes"]),
    ...found.flatMap(() =>
      ["direct", "indirect", "total"].flatMap((part) => [`${part} effect`, `${part} effect`]),
    ),
  ];
}

const UNKNOWN_OF_LEVELS = new Set(["loadings, raw", "reliability", "R squared of hidden nodes"]);

/** Standard normal measurements as codes of equally likely levels. */
function cut(data: Dataset, levels: number): Dataset {
  const labels = Array.from({ length: levels }, (_, level) => `${level + 1}`);
  const type: ColumnType = { kind: levels === 2 ? "binary" : "ordinal", levels: labels };
  return {
    ...data,
    types: data.columns.map(() => type),
    values: data.values.map((value) => Math.min(levels - 1, Math.floor(levels * normalCdf(value)))),
  };
}

interface Tally {
  inside: number;
  count: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tables: { type: "string", default: "200" },
      rows: { type: "string", default: "200" },
      resamplings: { type: "string", default: "200" },
      levels: { type: "string", default: "0" },
    },
  });
  const [tables, rows, resamplings] = [values.tables, values.rows, values.resamplings].map(Number);
  const levels = Number(values.levels);
  if (![tables, rows, resamplings].every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error("Expected whole numbers above 0 for --tables, --rows and --resamplings.");
  }
  if (!Number.isInteger(levels) || levels < 0 || levels === 1) {
    throw new Error("Expected a whole number from 2 on for --levels, or 0 for measurements as they are.");
  }
  const tallies = new Map<string, Record<IntervalKind, Tally>>();
  const line = progress("Counting intervals", false);
  for (let table = 0; table < tables; table++) {
    const drawn = network.sample(rows, new Random(table + 1).fork("coverage"));
    const data = levels > 0 ? cut(drawn, levels) : drawn;
    const model = await train(dag, data, {
      trust: "full",
      seed: table,
      anchors: { a: "a1", b: "b1", c: "c1" },
      tuning: { start: "linear-gaussian", epochs: 0 },
    });
    const reference = model.pathCoefficients(data, { effects });
    const found: Float64Array[] = [];
    for (let index = 0; index < resamplings; index++) {
      found.push(await resampledNumbers({ model, data, reference, index, seed: table, effects }));
    }
    const numbers = readingNumbers(reference);
    const groups = groupsOf(reference);
    truthOf(reference).forEach((truth, at) => {
      if (Number.isNaN(truth) || (levels > 0 && UNKNOWN_OF_LEVELS.has(groups[at]))) return;
      const tally =
        tallies.get(groups[at]) ??
        (Object.fromEntries(intervalKinds.map((kind) => [kind, { inside: 0, count: 0 }])) as Record<
          IntervalKind,
          Tally
        >);
      tallies.set(groups[at], tally);
      const resampled = Float64Array.from(found, (one) => one[at]);
      for (const kind of intervalKinds) {
        const { low, high } = bootstrapEstimate(numbers[at], resampled, kind);
        tally[kind].count++;
        if (low <= truth && truth <= high) tally[kind].inside++;
      }
    });
    line.update((table + 1) / tables, `${table + 1} of ${tables} tables`);
  }
  line.done();
  const share = ({ inside, count }: Tally) => `${((100 * inside) / count).toFixed(1)} %`;
  console.log(
    formatTable(
      ["95 % intervals of", ...intervalKinds, "intervals"],
      [...tallies].map(([group, tally]) => [
        group,
        ...intervalKinds.map((kind) => share(tally[kind])),
        `${tally.percentile.count}`,
      ]),
    ),
  );
}

await main();
