import { type ObjectiveKind, objectiveKinds } from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";

export const startKinds = ["linear-gaussian", "random"] as const;
export type StartKind = (typeof startKinds)[number];

/**
 * What a person may set by hand. Everything left out is the preset's own: by default it depends on the number of rows,
 * and the start and the epochs are chosen by held-out rows.
 */
export interface Tuning {
  /** The bound that is raised; `elbo` by default. Recommended preset only. */
  readonly objective?: ObjectiveKind;
  /** Draws of each row in a step; 1 for `elbo` and 5 for the others by default. Recommended preset only. */
  readonly samples?: number;
  /** Rows a step. */
  readonly batch?: number;
  /** Adam's learning rate, the first one where it falls. */
  readonly rate?: number;
  /** Epochs over which the KL term's weight rises to 1. Recommended preset only. */
  readonly warmUp?: number;
  /** Precision of the normal prior on the nonlinear weights, 0 for none. Recommended preset only. */
  readonly precision?: number;
  /** The only start to try. Recommended preset only. */
  readonly start?: StartKind;
  /** Exactly so many epochs, without any choice by held-out rows. Recommended preset only. */
  readonly epochs?: number;
  /** The most epochs that may be chosen. */
  readonly maximumEpochs?: number;
  /** Folds of the cross-validation, used for up to 600 rows. Recommended preset only. */
  readonly folds?: number;
  /** Share of the rows held out where there are more. Recommended preset only. */
  readonly validationShare?: number;
}

const ranges: {
  readonly [K in Exclude<keyof Tuning, "start" | "objective">]-?: readonly [number, number, boolean];
} = {
  samples: [1, 1000, true],
  batch: [1, 1e6, true],
  rate: [1e-9, 10, false],
  warmUp: [0, 1e6, true],
  precision: [0, 1e9, false],
  epochs: [0, 1e6, true],
  maximumEpochs: [1, 1e6, true],
  folds: [2, 100, true],
  validationShare: [0.01, 0.9, false],
};
const RECOMMENDED_ONLY = [
  "objective",
  "samples",
  "warmUp",
  "precision",
  "start",
  "epochs",
  "folds",
  "validationShare",
] as const;
/** What shapes the choice by held-out rows, which a given number of epochs takes the place of. */
const CHOICE_ONLY = ["maximumEpochs", "folds", "validationShare"] as const;

/** @throws InputError naming the setting, its range and what came. */
export function checkTuning(tuning: Tuning, preset: string): void {
  for (const [name, [least, most, whole]] of Object.entries(ranges)) {
    const value = tuning[name as keyof typeof ranges];
    if (value === undefined) continue;
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
      throw new InputError(
        `Expected ${name} to be a ${whole ? "whole " : ""}number from ${least} to ${most}, got ${value}.`,
      );
    }
  }
  if (tuning.start !== undefined && !startKinds.includes(tuning.start)) {
    throw new InputError(`Expected start to be one of ${startKinds.join(", ")}, got "${tuning.start}".`);
  }
  if (tuning.objective !== undefined && !objectiveKinds.includes(tuning.objective)) {
    throw new InputError(
      `Expected the objective to be one of ${objectiveKinds.join(", ")}, got "${tuning.objective}".`,
    );
  }
  if (tuning.epochs !== undefined) {
    const idle = CHOICE_ONLY.find((name) => tuning[name] !== undefined);
    if (idle !== undefined) {
      throw new InputError(
        `Expected epochs alone, since no number of epochs is chosen where it is given, got ${idle} too. Drop one of them.`,
      );
    }
  }
  if (preset === "paper") {
    const foreign = RECOMMENDED_ONLY.find((name) => tuning[name] !== undefined);
    if (foreign !== undefined) {
      throw new InputError(
        `The preset paper trains as published and has no ${foreign}. Leave it out, or use the preset recommended.`,
      );
    }
  }
}
