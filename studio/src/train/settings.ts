import { signal } from "@preact/signals";
import type { ModelKind } from "../../../src/internals.ts";
import type { KindOfModel } from "./kindOfModel.ts";

/** What a person chooses before a training. */
export interface Settings {
  readonly models: readonly ModelKind[];
  /** Rows to simulate; a dropped table brings its own. */
  readonly rows: number;
  readonly hidden: number;
  readonly blocks: number;
  /** Of the training: first weights, order of rows, folds. */
  readonly seed: number;
  /** Of the rows: which are drawn, or which are kept to test on. */
  readonly dataSeed: number;
  /** Trainings of each model, with seeds one after another. */
  readonly repeats: number;
  /** Whether arcs that the network lacks may take part where the rows gain by it. */
  readonly trust: "auto" | "full";
  readonly method: "watch" | "recommended" | "paper";
  /** Epochs of a watched training. */
  readonly epochs: number;
  readonly start: "linear-gaussian" | "random";
  /** Of the method recommended. */
  readonly kind: KindOfModel;
}

export const defaultSettings: Settings = {
  models: ["true", "vae"],
  rows: 500,
  hidden: 100,
  blocks: 4,
  seed: 1,
  dataSeed: 1,
  repeats: 1,
  trust: "auto",
  method: "recommended",
  epochs: 600,
  start: "random",
  kind: {},
};

export const settings = signal<Settings>(defaultSettings);

/** Settings that were kept before there were two seeds had one for both. */
export function withDefaults(kept: Partial<Settings> | undefined): Settings {
  const seed = kept?.seed;
  return { ...settings.peek(), ...(seed !== undefined && { dataSeed: seed }), ...kept };
}

export function setSetting<Key extends keyof Settings>(key: Key, value: Settings[Key]): void {
  settings.value = { ...settings.value, [key]: value };
}
