import { simulationStream, testStream } from "../../../src/experiments/streams.ts";
import {
  type BayesianNetwork,
  type Dataset,
  InputError,
  Random,
  selectColumns,
  takeRows,
} from "../../../src/index.ts";
import type { StudyData } from "./study.ts";

export const TEST_ROWS = 1000;
const TEST_SHARE = 0.2;

/** Rows drawn from the network: the same as those of the command line for the same seed. */
export function simulateData(network: BayesianNetwork, rows: number, seed: number): StudyData {
  const observed = network.dag.observed.map((node) => network.dag.names[node]);
  const train = network.sample(rows, simulationStream(seed));
  const truth = network.sample(TEST_ROWS, testStream(seed), { includeLatents: true });
  return { train, test: selectColumns(truth, observed), truth };
}

/** A table of a person's own: a fifth of its rows are kept apart for testing. */
export function splitTable(
  table: Dataset,
  observed: readonly string[],
  file: string,
  seed: number,
): StudyData {
  if (table.rowCount < 10) {
    throw new InputError(
      `Expected at least 10 complete rows to train and test on, got ${table.rowCount} in ${file}.`,
    );
  }
  const data = selectColumns(table, observed);
  const order = new Random(seed).fork("test rows").permutation(table.rowCount);
  const tested = Math.max(2, Math.round(TEST_SHARE * table.rowCount));
  const sorted = (rows: Int32Array) => Int32Array.from(rows).sort();
  return {
    file,
    test: takeRows(data, sorted(order.slice(0, tested))),
    train: takeRows(data, sorted(order.slice(tested))),
  };
}
