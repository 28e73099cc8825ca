import { type Dataset, firstRows, hasGaps } from "../data/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import type { TrainedModel } from "../query/index.ts";
import type { TrainingOutcome } from "./options.ts";

/** Enough to meet what happens to one draw in some hundreds. */
const DRAWS = 512;
/** Rows whose encoding is looked at. */
const ROWS = 256;
/** Nats a row by which a loss may end above that of the first epoch, and last epochs whose mean it is. */
const LOST_NATS = 2;
const LAST_EPOCHS = 5;

/**
 * Refuses a model that training has driven where its draws or the densities of its rows are no numbers any more, or may soon be.
 * Finite losses do not tell: they are those of rows that the encoder finds, and draws go where no row has been.
 *
 * @param rows some of the rows of the training
 * @throws ComputationError saying what was met, and what to do
 */
export function rejectBroken(model: TrainedModel, rows: Dataset): void {
  const { seed } = model.training;
  rejectLostGround(model);
  if (model.fill !== undefined || !hasGaps(rows)) {
    const bounds = model.elbo(firstRows(rows, ROWS), { samples: 1, seed }).perRow;
    const lost = bounds.findIndex((bound) => !Number.isFinite(bound));
    if (lost >= 0) throw broken(model, `gives row ${lost + 1} a log-density of ${bounds[lost]}`);
  }
  // Rows of a given network say nothing of its encoder; published blocks need not be invertible, which their certificate says.
  const published = model.architecture.normalization === "power";
  if (model.amortises || (published && !(model.certificate().bound < 1))) return;
  const { columns, values } = model.sample(DRAWS, { seed }).data;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const width = columns.length;
  const place = `column "${columns[at % width]}", draw ${Math.floor(at / width) + 1} of ${DRAWS}`;
  throw broken(model, `draws ${values[at]} (${place})`);
}

/**
 * A start that is fitted is a good model, which a rate given by hand may ruin: one draw in thousands is lost then, which no
 * number of draws is sure to meet. Epochs that held-out rows chose are held to what those promised.
 */
function rejectLostGround(model: TrainedModel): void {
  const { start, choices, history } = model.training;
  const last = history.slice(-LAST_EPOCHS);
  // While the KL term counts less, the bound may fall.
  if (start !== "linear-gaussian" || choices.length > 0 || !(last[0]?.klWeight === 1)) return;
  const loss = last.reduce((sum, epoch) => sum + epoch.loss / last.length, 0);
  if (loss > history[0].loss + LOST_NATS)
    throw broken(model, "makes its own rows less likely than its start did");
}

/** @throws ComputationError for weights that are no numbers after the last step, which no loss has seen */
export function rejectLostWeights({ values, history }: TrainingOutcome): void {
  if (values.every(Number.isFinite)) return;
  throw new ComputationError(
    `Training ended with weights that are no numbers${atRate(history[0]?.rate)}. ${ADVICE}`,
  );
}

const ADVICE = "Give a lower rate, or neither rate nor epochs, which held-out rows then choose.";
const ADVICE_AFTER_CHOICE =
  "Held-out rows chose this training, and what they saw was sound: take another flow, fewer hidden units, more rows or another seed.";

function broken({ training: { history, choices } }: TrainedModel, what: string): ComputationError {
  const [first, last] = [history[0], history[history.length - 1]];
  const losses = first
    ? `; its loss was ${first.loss.toFixed(2)} in the first epoch, ${last.loss.toFixed(2)} in the last`
    : "";
  return new ComputationError(
    `Training ended with a model that ${what}${atRate(first?.rate)}${losses}. ${choices.length > 0 ? ADVICE_AFTER_CHOICE : ADVICE}`,
  );
}

function atRate(rate: number | undefined): string {
  return rate === undefined ? "" : `, after it began at a rate of ${Number(rate.toPrecision(6))}`;
}
