import { simulationStream, testStream } from "../../../src/experiments/streams.ts";
import {
  type BayesianNetwork,
  completeRows,
  type Dataset,
  InputError,
  Random,
  selectColumns,
  takeRows,
} from "../../../src/internals.ts";
import type { StudyData } from "../worker/messages.ts";

export const TEST_ROWS = 1000;
const TEST_SHARE = 0.2;

/** Whether the rows were drawn from the study's network: only then are its floor, posteriors and effects theirs. */
export function isDrawn({ file }: StudyData): boolean {
  return file === undefined;
}

/** Rows drawn from the network: the same as those of the command line for the same seed. */
export function simulateData(
  network: BayesianNetwork,
  rows: number,
  seed: number,
  testSeed = seed,
): StudyData {
  const observed = network.dag.observed.map((node) => network.dag.names[node]);
  const train = network.sample(rows, simulationStream(seed));
  const truth = network.sample(TEST_ROWS, testStream(testSeed), { includeLatents: true });
  return { train, test: selectColumns(truth, observed), truth };
}

/**
 * A table of a person's own: a fifth of its complete rows is kept apart for testing.
 *
 * @param places which of the file's rows the table's are
 */
export function splitTable(
  table: Dataset,
  places: Int32Array,
  observed: readonly string[],
  file: string,
  seed: number,
): StudyData {
  const data = selectColumns(table, observed);
  const rows = Array.from({ length: data.rowCount }, (_, row) => row);
  const complete = completeRows(data);
  if (complete.length < 10) {
    throw new InputError(
      `Expected at least 10 rows without gaps to train and test on, got ${complete.length} in ${file}. Add rows.`,
    );
  }
  const order = new Random(seed).fork("test rows").permutation(complete.length);
  const tested = new Set(
    [...order.slice(0, Math.max(2, Math.round(TEST_SHARE * complete.length)))].map((i) => complete[i]),
  );
  const test = Int32Array.from(rows.filter((row) => tested.has(row)));
  const train = Int32Array.from(rows.filter((row) => !tested.has(row)));
  return {
    file,
    test: takeRows(data, test),
    train: takeRows(data, train),
    places: { test: test.map((row) => places[row]), train: train.map((row) => places[row]) },
  };
}
