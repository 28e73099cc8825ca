/**
 * What a network is good for whose nodes all have levels, where rows are few: its tables, averaged over what the rows leave open, say
 * more than a training whose hidden nodes are numbers, and can teach it.
 */
import {
  type AveragedDiscrete,
  averagingDiscrete,
  averagingWork,
  type DiscreteNodeShape,
} from "../baselines/index.ts";
import { type ColumnType, type Dataset, takeRows } from "../data/index.ts";
import { Dag } from "../graph/index.ts";
import { familyOf } from "../model/index.ts";
import { InfeasibleError } from "../network/index.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import type { Split } from "./selection.ts";
import type { Tuning } from "./tuning.ts";
import type { Teachers, WorkshopSetup } from "./workshopTasks.ts";

/** Nodes, cells of a sum's largest table and multiplications of an average, at most: some seconds. */
const MOST_NODES = 200;
const MOST_CELLS = 2 ** 14;
const MOST_WORK = 3e9;
/** So little is done between two looks at what else waits. */
const DRAWS_A_STEP = 200;
const ROWS_A_STEP = 5;
/** What a person sets by hand is meant for the ordinary training. */
const ORDINARY: readonly (keyof Tuning)[] = [
  "objective",
  "samples",
  "rate",
  "warmUp",
  "precision",
  "start",
  "epochs",
  "maximumEpochs",
];

/** Beyond these the rows say as much by themselves, or one split of them says too little of how many states there are. */
const MOST_ROWS = { declared: 2000, open: 600 };
/** Numbers of states that hidden nodes are tried with, where the network does not say theirs. */
const STATES = [2, 3, 4];

/**
 * What may teach: nodes with levels, of which a measured one has those of its column and a hidden one those that the network gives it.
 * Where it gives none, as many as held-out rows like.
 *
 * @param types of the network's nodes
 */
export function possibleTeachers(
  { nodes, observed, data, model, architecture, tuning }: Omit<WorkshopSetup, "teachers">,
  types: ReadonlyMap<string, ColumnType> | undefined,
): Teachers | undefined {
  if (data.types === undefined || data.rowCount > MOST_ROWS.declared || nodes.length > MOST_NODES)
    return undefined;
  if (model !== "true" || familyOf({ ...architecture, model }) !== "siren") return undefined;
  if (ORDINARY.some((setting) => tuning[setting] !== undefined)) return undefined;
  const dag = Dag.create(nodes, observed);
  const levels = new Map(data.columns.map((name, c) => [name, data.types![c].levels]));
  const hidden = dag.latent.map((node) => dag.names[node]);
  for (const name of hidden) levels.set(name, types?.get(name)?.levels);
  if (hidden.length === 0 || observed.some((name) => levels.get(name) === undefined)) return undefined;
  const declared = hidden.every((name) => levels.get(name) !== undefined);
  if (!declared && data.rowCount > MOST_ROWS.open) return undefined;
  const shapesWith = (states: number) => {
    const others = Array.from({ length: states }, (_, state) => `${state + 1}`);
    return nodes.map(({ name, parents }) => ({ name, parents, states: levels.get(name) ?? others }));
  };
  const alternatives = declared
    ? [{ shapes: shapesWith(0) }]
    : STATES.map((states) => ({ states, shapes: shapesWith(states) }));
  const feasible = alternatives.filter(({ shapes }) => isFeasible(shapes, data));
  return feasible.length > 0 ? { declared, alternatives: feasible } : undefined;
}

function isFeasible(shapes: readonly DiscreteNodeShape[], data: Dataset): boolean {
  try {
    return averagingWork(shapes, data, MOST_CELLS) <= MOST_WORK;
  } catch (error) {
    if (error instanceof InfeasibleError) return false;
    throw error;
  }
}

/** Fits the averaged network to sets of training rows. */
export class TablesTeacher {
  readonly #shapes: readonly DiscreteNodeShape[];
  readonly #data: Dataset;
  readonly #seed: number;

  constructor(shapes: readonly DiscreteNodeShape[], { data, seed }: Pick<WorkshopSetup, "data" | "seed">) {
    this.#shapes = shapes;
    this.#data = data;
    this.#seed = seed;
  }

  /** The average over tables given some rows. */
  average(rows: Int32Array): Steps<AveragedDiscrete> {
    return averagingDiscrete(this.#shapes, takeRows(this.#data, rows), { seed: this.#seed });
  }

  /** What held-out rows say of the average given others: its negative log-likelihood, nats a row. */
  *score({ rows, held }: Split): Steps<number> {
    const average = yield* this.average(rows);
    return yield* meanNll(average, takeRows(this.#data, held));
  }

  /** Rows drawn from an average, each with the gaps of one of those that it was fitted to. */
  *lesson(average: AveragedDiscrete, count: number): Steps<Dataset> {
    const random = new Random(this.#seed).fork("lesson");
    const { columns, types, rowCount, values: known } = this.#data;
    const width = columns.length;
    const values = new Float64Array(count * width);
    for (let at = 0; at < count; at += DRAWS_A_STEP) {
      const drawn = average.sample(Math.min(DRAWS_A_STEP, count - at), random);
      values.set(drawn.values, at * width);
      yield;
    }
    for (let row = 0; row < count; row++) {
      const from = width * random.integer(rowCount);
      for (let c = 0; c < width; c++) if (Number.isNaN(known[from + c])) values[width * row + c] = Number.NaN;
    }
    return { columns, types, rowCount: count, values };
  }
}

/** Negative log-likelihood, nats a row. */
export function* meanNll(average: AveragedDiscrete, rows: Dataset): Steps<number> {
  let sum = 0;
  for (let at = 0; at < rows.rowCount; at += ROWS_A_STEP) {
    const count = Math.min(ROWS_A_STEP, rows.rowCount - at);
    const some = takeRows(
      rows,
      Int32Array.from({ length: count }, (_, i) => at + i),
    );
    for (const value of average.logLikelihood(some)) sum -= value;
    yield;
  }
  return sum / rows.rowCount;
}
