import type { Dataset } from "../data/index.ts";
import type { TrainedModel } from "../query/index.ts";
import { listed } from "../tables/index.ts";
import { note } from "./terminal.ts";

/** In standard deviations of the training rows, of their logarithms where those are modelled; most rows never lie so far from their mean. */
const FAR = 6;
/** Fewer are unusual rows rather than another unit. */
const FEWEST = 3;

function isFar({ coding }: TrainedModel, c: number, value: number): boolean {
  const { mean, deviation } = coding.columns[c];
  return Math.abs(coding.likelihoods[c].feature(coding.columns[c], value, 0) - mean) > FAR * deviation;
}

/** Counts values far from the training rows: where most of a column are, it may have another unit. */
export class FarColumns {
  readonly #model: TrainedModel;
  readonly #far: number[];
  readonly #present: number[];

  constructor(model: TrainedModel) {
    this.#model = model;
    this.#far = model.observedNames.map(() => 0);
    this.#present = model.observedNames.map(() => 0);
  }

  /** @param data columns in the model's order */
  add(data: Dataset): void {
    const { likelihoods } = this.#model.coding;
    const width = likelihoods.length;
    data.values.forEach((value, i) => {
      const c = i % width;
      if (Number.isNaN(value) || likelihoods[c].levels) return;
      this.#present[c]++;
      if (isFar(this.#model, c, value)) this.#far[c]++;
    });
  }

  /** Says which columns are hardly those that the model was trained on. */
  tell(quiet: boolean): void {
    const names = this.#model.observedNames.filter(
      (_, c) => this.#present[c] >= FEWEST && 2 * this.#far[c] > this.#present[c],
    );
    if (names.length === 0) return;
    note(
      `Warning: most values of ${listed(names)} are farther than ${FAR} standard deviations from those that the model was trained on. Is the unit the same?`,
      quiet,
    );
  }
}

/** As {@link FarColumns}, of a table that is there as a whole. */
export function tellOtherUnits(model: TrainedModel, data: Dataset, quiet: boolean): void {
  const columns = new FarColumns(model);
  columns.add(data);
  columns.tell(quiet);
}

/** Says which measured nodes are set to what no row of the training was near; labels are never far. */
export function tellFarSettings(
  model: TrainedModel,
  settings: Readonly<Record<string, number | string>>,
  quiet: boolean,
): void {
  const far = Object.entries(settings).flatMap(([node, value]) => {
    const c = model.observedNames.indexOf(node);
    return c >= 0 && typeof value === "number" && isFar(model, c, value) ? [`${node}=${value}`] : [];
  });
  if (far.length === 0) return;
  note(
    `Warning: ${listed(far)} ${far.length === 1 ? "is" : "are"} farther than ${FAR} standard deviations from what the model was trained on, where nothing holds it to the truth. Is the unit the same?`,
    quiet,
  );
}
