import { signal } from "@preact/signals";
import type { ModelKind } from "../../../src/internals.ts";

/** What a person chooses before a training. */
export interface Settings {
  readonly models: readonly ModelKind[];
  /** Rows to simulate; a dropped table brings its own. */
  readonly rows: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly seed: number;
  readonly method: "watch" | "recommended" | "paper";
  /** Epochs of a watched training. */
  readonly epochs: number;
  readonly start: "linear-gaussian" | "random";
}

export const defaultSettings: Settings = {
  models: ["true", "vae"],
  rows: 500,
  hidden: 100,
  blocks: 4,
  seed: 1,
  method: "recommended",
  epochs: 600,
  start: "random",
};

export const settings = signal<Settings>(defaultSettings);

export function setSetting<Key extends keyof Settings>(key: Key, value: Settings[Key]): void {
  settings.value = { ...settings.value, [key]: value };
}
