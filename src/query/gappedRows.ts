import { rejectFarValues } from "../data/farValues.ts";
import type { Dataset } from "../data/index.ts";
import { hasGaps, measuredPattern, rejectImpossibleValues, rejectInfinite } from "../data/index.ts";
import type { ConditionalNormal } from "../gaussian/index.ts";
import { type CodedTable, codeTable } from "../likelihood/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";

/** What is drawn for a row: the features to be drawn come first, those of densities before those of masses. */
export interface RowDraws extends ConditionalNormal {
  /** How many of the missing features are drawn. */
  readonly count: number;
}

/**
 * Rows with gaps, made ready for a pass. A gap is either *filled* with its conditional mean, which the encoder is told and
 * the likelihood does not count, or *drawn* from its conditional distribution in every pass, as if it were a latent with
 * that proposal: then it counts in the likelihood, and the density of the draw is divided out. Both make the importance
 * weights right; where the model is linear-Gaussian a drawn gap costs no accuracy at all.
 *
 * A model trained on rows with gaps fills, apart from values that other nodes read, which it draws; one trained on complete
 * rows has an encoder that believes all it reads, so it draws everything.
 */
export interface GappedRows {
  readonly table: CodedTable;
  /** For rows with something to draw. */
  readonly draws: ReadonlyMap<number, RowDraws>;
}

/** @throws InputError for infinite numbers and such as no density reaches or the column cannot have, and for gaps where the model cannot fill them. */
export function* gappedRows(context: QueryContext, table: Dataset): Steps<GappedRows> {
  const { coding, fill, model } = context;
  rejectInfinite(table);
  if (!coding.plain)
    rejectImpossibleValues(
      table,
      coding.columns.map(({ type }) => type),
    );
  rejectFarValues(table, coding.scales());
  const { rowCount } = table;
  yield;
  const raw = coding.features(table.values, rowCount);
  yield;
  if (!hasGaps(table)) return { table: codeTable(coding, table, raw), draws: new Map() };
  const width = table.columns.length;
  if (fill === undefined) {
    const at = table.values.findIndex(Number.isNaN);
    if (model.simulate) {
      throw new InputError(
        `The value in row ${Math.floor(at / width) + 1}, column ${table.columns[at % width]} is missing, and the encoder of a given network (family posterior) was trained on complete rows. Leave out rows with gaps, or use the family siren.`,
      );
    }
    throw new InputError(
      `The value in row ${Math.floor(at / width) + 1}, column ${table.columns[at % width]} is missing, and this model ` +
        "holds nothing to fill it from. Fill or leave out rows with gaps, or train the model again on rows with gaps.",
    );
  }
  const drawn = drawnColumns(context);
  const column = coding.columnOfFeature();
  const rank = Uint8Array.from(column, (c) => drawn[c] * (coding.likelihoods[c].discrete ? 1 : 2));
  const features = raw.slice();
  const counted = measuredPattern(table);
  const draws = new Map<number, RowDraws>();
  const size = column.length;
  for (let row = 0; row < rowCount; row++) {
    const at = row * size;
    let gap = false;
    for (let j = at; j < at + size; j++) gap ||= Number.isNaN(raw[j]);
    if (!gap) continue;
    const conditional = fill.condition(raw, at, rank);
    let count = 0;
    conditional.missing.forEach((feature, a) => {
      features[at + feature] = conditional.mean[a];
      if (rank[feature] > 0) {
        counted[row * width + column[feature]] = 1;
        count++;
      }
    });
    if (count > 0) draws.set(row, { ...conditional, count });
    yield;
  }
  return { table: codeTable(coding, table, features, counted), draws };
}

/** 1 for every observed column whose gaps are drawn. */
export function drawnColumns(context: QueryContext): Uint8Array {
  const { architecture, observedNames } = context.model;
  return architecture.missing ? readColumns(context) : new Uint8Array(observedNames.length).fill(1);
}

/** 1 for every observed column that another node reads. */
export function readColumns({ model }: QueryContext): Uint8Array {
  const { graph } = model;
  if (graph === undefined) return new Uint8Array(model.observedNames.length);
  return Uint8Array.from(graph.observed, (node) => (graph.children(node).length > 0 ? 1 : 0));
}
