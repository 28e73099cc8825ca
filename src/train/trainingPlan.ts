import { hasGaps } from "../data/index.ts";
import {
  type Architecture,
  defaultArchitecture,
  type FamilyDefinition,
  familyDefinitions,
  familyOf,
} from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import {
  type Candidate,
  crossValidationSplits,
  type Judged,
  type Split,
  validationSplit,
} from "./selection.ts";
import type { WorkshopSetup } from "./workshopTasks.ts";

/** Up to this many rows the choice is made by cross-validation, beyond it by one validation split. */
export const LITTLE_DATA = 600;
/** What is used where a person has set nothing. */
const FOLDS = 5;
const VALIDATION_SHARE = 0.15;
const BATCH = 100;
/**
 * Of the normal prior on the nonlinear weights. Chosen, like the rates, by cross-validation on training rows of
 * nonlinear:ecoli70:1, nonlinear:ecoli70:2 and nonlinear:arth150:1 (seed 101), where 1 to 5 did equally well.
 */
const PRECISION = 2;
/** How much shorter than the longest the trainings with rates that fall as planned are. */
const SHORTER = [16, 4, 1];

/**
 * Of random starts on few rows with columns that are not Gaussian, and how their trials are judged: what levels tell is found
 * late, and by encoders whose scores vary more. Chosen on tables of 74 rows of alarm (seeds 11 to 14) and by the folds of three
 * other tables. With fewer rows than `FEW_ROWS` a quick training wins folds by chance (16 rows of asia, the same seeds).
 */
const QUICK_RATE = 2e-2;
const PATIENT = { mostSamples: 64, leastEpochs: 200 };
const FEW_ROWS = 50;
/** With fewer rows, in folds of less than five, no training is believed: the linear start is what such a table can tell. */
const FEWEST_ROWS = 25;
/**
 * Beside one validation split of a table with columns that are not Gaussian: steps and epochs without gain before the rate falls,
 * and draws of all held-out rows together. On few rows, a score by four draws at a high rate stops falling long before the training
 * does. Chosen on parts of the training rows of a table of 891 passengers; from 2,400 rows on it is as for other tables.
 */
const SPLIT_STEPS = 140;
const SPLIT_EPOCHS = { least: 6, most: 20 };
const SPLIT_DRAWS = { all: 2000, least: 4, most: 16 };

/** Which rows judge, what is tried, and for how long. */
export interface TrainingPlan {
  /** Whether folds judge, not one split. */
  readonly little: boolean;
  readonly splits: readonly Split[];
  /** By which the trust is chosen. */
  readonly judges: readonly Split[];
  readonly everything: Int32Array;
  readonly candidates: readonly Candidate[];
  /** Exactly so many, of the first candidate, where nothing is chosen by held-out rows. */
  readonly epochs?: number;
  readonly maximumEpochs: number;
  /** Rows a step. */
  readonly batch: number;
  /** How a trial is judged by the rows held out of it. */
  readonly judged: (held: Int32Array) => Judged;
}

/** What of the model a plan depends on. */
interface Planned {
  /** Whether it can start from a linear-Gaussian fit. */
  readonly linear: boolean;
  /** Whether all columns are Gaussian. */
  readonly plain: boolean;
}

/** The architecture where a person has set only a part, or nothing. */
export function completeArchitecture({ data, architecture, model }: WorkshopSetup): Architecture {
  const { lacks } = definitionOf({ architecture, model });
  const interacts =
    data.rowCount > LITTLE_DATA && !lacks.includes("interactions") && architecture.affine !== false;
  const given = {
    ...defaultArchitecture,
    widen: architecture.hidden === undefined,
    ...(interacts && { interactions: true }),
    ...architecture,
    model,
  };
  return hasGaps(data) ? { ...given, missing: true } : given;
}

/** One row held out leaves two, of which a mean and a variance can be had. */
const LEAST_TO_CHOOSE = 3;

/**
 * What the preset `recommended` does with a table, where a person has set only a part, or nothing.
 *
 * @throws InputError if what is set fits neither the rows nor the model
 */
export function planTraining(setup: WorkshopSetup, { linear, plain }: Planned): TrainingPlan {
  const { rowCount } = setup.data;
  const { seed, tuning } = setup;
  const { folds = FOLDS, batch = BATCH } = tuning;
  const little = rowCount <= LITTLE_DATA;
  if (little && folds > rowCount && tuning.folds !== undefined) {
    throw new InputError(
      `Expected at most as many folds as rows, got ${folds} folds of ${rowCount} rows. Lower the folds.`,
    );
  }
  const isOpen = [tuning.epochs, tuning.maximumEpochs].every((set) => set === undefined);
  const unchosen = rowCount < LEAST_TO_CHOOSE && isOpen && linear && tuning.start !== "random";
  if (rowCount < LEAST_TO_CHOOSE && tuning.epochs === undefined && !unchosen) {
    throw new InputError(
      `Expected at least ${LEAST_TO_CHOOSE} rows to choose start and epochs by held-out rows, got ${rowCount}. Add rows, or set the epochs (--epochs).`,
    );
  }
  if (tuning.start === "linear-gaussian" && !linear) {
    throw new InputError(
      `Expected a model with affine layers for the start linear-gaussian, which the model ${setup.model} does not have. Use the start random.`,
    );
  }
  const splits = little
    ? crossValidationSplits(rowCount, Math.min(folds, rowCount), seed)
    : [validationSplit(rowCount, tuning.validationShare ?? VALIDATION_SHARE, seed)];
  const patient = little && !plain && rowCount >= FEW_ROWS;
  const { candidates, maximumEpochs } = trials(setup, { linear, plain, little, patient, batch });
  // The linear start is what so few rows can tell.
  const epochs = unchosen ? 0 : tuning.epochs;
  return {
    ...(epochs !== undefined && { epochs }),
    little,
    splits,
    // Linear fits cost little, and one part of the rows says little: what an arc gains is small beside what it varies.
    judges: little ? splits : crossValidationSplits(rowCount, FOLDS, seed),
    everything: Int32Array.from({ length: rowCount }, (_, i) => i),
    candidates,
    maximumEpochs,
    batch,
    judged: (held) => ({
      held,
      seed: seed + 1,
      maximumEpochs,
      ...(patient && PATIENT),
      ...(!little && !plain && splitPatience(Math.ceil(rowCount / batch), held.length)),
    }),
  };
}

/** What is tried, and the most epochs of it. */
function trials(
  { data, model, architecture, tuning }: WorkshopSetup,
  {
    linear,
    plain,
    little,
    patient,
    batch,
  }: Planned & Pick<TrainingPlan, "little" | "batch"> & { readonly patient: boolean },
): Pick<TrainingPlan, "candidates" | "maximumEpochs"> {
  const { rowCount } = data;
  const { falling: longest } = definitionOf({ architecture, model });
  const { start, epochs, precision = PRECISION } = tuning;
  const tiny =
    rowCount < FEWEST_ROWS &&
    !plain &&
    linear &&
    [epochs, tuning.maximumEpochs, start].every((set) => set === undefined);
  const enough = little ? Math.max(200, Math.round(2500 / Math.ceil(rowCount / batch))) : (longest ?? 150);
  const maximumEpochs = tiny ? 0 : (tuning.maximumEpochs ?? enough);
  const all: readonly Candidate[] = [
    { name: "linear-gaussian", rate: tuning.rate ?? 3e-3, warmUp: tuning.warmUp ?? 0, precision },
    {
      name: "random",
      rate: tuning.rate ?? (!little ? 1e-2 : patient ? QUICK_RATE : 5e-3),
      warmUp: tuning.warmUp ?? (little ? 50 : 10),
      precision,
    },
  ];
  const starts = all.filter(
    ({ name }) =>
      name === (tiny ? "linear-gaussian" : (start ?? name)) && (linear || name !== "linear-gaussian"),
  );
  // Where the epochs are given there is nothing to choose between.
  const byPlan = longest !== undefined && !little && epochs === undefined;
  const candidates = byPlan
    ? starts.flatMap((one) => fallingLengths(maximumEpochs).map((falling) => ({ ...one, falling })))
    : starts;
  return { candidates, maximumEpochs };
}

function splitPatience(stepsPerEpoch: number, held: number): Pick<Judged, "mostSamples" | "patience"> {
  const epochs = Math.ceil(SPLIT_STEPS / stepsPerEpoch);
  const draws = Math.floor(SPLIT_DRAWS.all / held);
  return {
    patience: Math.min(Math.max(epochs, SPLIT_EPOCHS.least), SPLIT_EPOCHS.most),
    mostSamples: Math.min(Math.max(draws, SPLIT_DRAWS.least), SPLIT_DRAWS.most),
  };
}

/** Epochs of the trainings with rates that fall as planned, different ones. */
function fallingLengths(most: number): number[] {
  return [...new Set(SHORTER.map((factor) => Math.max(1, Math.round(most / factor))))];
}

function definitionOf({
  architecture,
  model,
}: Pick<WorkshopSetup, "architecture" | "model">): FamilyDefinition {
  return familyDefinitions[familyOf({ ...architecture, model })];
}
