import { type Signal, signal } from "@preact/signals";
import { familyDefinitions, type ModelKind, type ModelParts } from "../../../src/internals.ts";
import type { NetworkDocument } from "../document/document.ts";
import type { Baselines, CurvePoint, Method, SavedTraining, StudyData } from "../worker/messages.ts";
import type { KindOfModel } from "./kindOfModel.ts";

/** One network with one set of rows: what models can be compared on. */
export interface Study {
  readonly id: string;
  readonly document: NetworkDocument;
  readonly data: StudyData;
  /** What it was made of, so that the same choice joins the study that is there. */
  readonly origin: string;
  readonly baselines: Signal<Baselines | undefined>;
}

export type RunStatus = "waiting" | "running" | "paused" | "done" | "failed";

/** What a person asked to be trained. */
export interface RunSpec {
  readonly model: ModelKind;
  readonly method: Method;
  readonly hidden: number;
  readonly blocks: number;
  readonly seed: number;
  readonly epochs: number;
  readonly start: "linear-gaussian" | "random";
  /** Of the method recommended; where it is absent the default, arcs that the rows ask for. */
  readonly trust?: "auto" | "full";
  /** Absent where it is what everybody gets. */
  readonly kind?: KindOfModel;
}

export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly stepsPerSecond: number;
  /** Seconds that are left, and whether it may well be fewer; undefined until enough is known. */
  readonly left?: number | undefined;
  readonly atMost?: boolean;
}

export interface Run {
  readonly id: string;
  readonly study: Study;
  readonly spec: RunSpec;
  readonly status: Signal<RunStatus>;
  readonly points: Signal<readonly CurvePoint[]>;
  readonly progress: Signal<Progress>;
  readonly parts: Signal<ModelParts | undefined>;
  readonly problem: Signal<string | undefined>;
  /** Where to go on from; changes too often to be a signal that pictures follow. */
  saved: SavedTraining | undefined;
}

export const runs = signal<readonly Run[]>([]);
export const currentStudy = signal<Study | undefined>(undefined);

export function newRun(study: Study, spec: RunSpec, id: string = crypto.randomUUID()): Run {
  return {
    id,
    study,
    spec,
    status: signal<RunStatus>("waiting"),
    points: signal<readonly CurvePoint[]>([]),
    progress: signal<Progress>({ phase: "waiting", done: 0, total: spec.epochs, stepsPerSecond: 0 }),
    parts: signal<ModelParts | undefined>(undefined),
    problem: signal<string | undefined>(undefined),
    saved: undefined,
  };
}

const TITLES: Readonly<Record<ModelKind, string>> = {
  true: "SIReN-VAE true",
  ind: "SIReN-VAE ind",
  fc: "SIReN-VAE fc",
  vae: "plain VAE",
};

export const METHOD_NAMES: Readonly<Record<Method, string>> = {
  watch: "one run",
  recommended: "recommended",
  paper: "as in the paper",
};

function kindTitle({ model, kind }: RunSpec): string {
  return kind?.family ? familyDefinitions[kind.family].title : TITLES[model];
}

/** A name that tells a run from the others of its study. */
export function runTitle(run: Run): string {
  const title = kindTitle(run.spec);
  const alike = runs.value.filter((other) => other.study === run.study && kindTitle(other.spec) === title);
  if (alike.length < 2) return title;
  const differing = [
    ...details(run.spec).filter((one) => alike.some(({ spec }) => !details(spec).includes(one))),
    // The other methods have no use for these.
    ...ownDetails(run.spec).filter((one) =>
      alike.some(({ spec }) => spec.method === run.spec.method && !ownDetails(spec).includes(one)),
    ),
  ];
  // Of runs with the same settings each has a number.
  const twins = alike.filter(({ spec }) => JSON.stringify(spec) === JSON.stringify(run.spec));
  const number = twins.length > 1 ? [`no. ${twins.indexOf(run) + 1}`] : [];
  return `${title} (${[...differing, ...number].join(", ")})`;
}

function details({ method, hidden, blocks, seed }: RunSpec): string[] {
  return [METHOD_NAMES[method], `width ${hidden}`, `${blocks} blocks`, `seed ${seed}`];
}

/** What only runs of the same method have. */
function ownDetails({ method, epochs, start, trust, kind = {} }: RunSpec): string[] {
  if (method === "watch") return [`${epochs} epochs`, start === "random" ? "random start" : "linear start"];
  if (method === "paper") return [];
  return [
    trust === "full" ? "network believed" : "trust chosen",
    kind.flow ?? kind.family ?? "as usual",
    kind.objective ?? "elbo",
  ];
}

/** Colour by model, dash by how many of the same model came before. */
export function runStyle(run: Run): { colour: string; dash: string } {
  const alike = runs.value.filter(
    (other) => other.study === run.study && other.spec.model === run.spec.model,
  );
  const dashes = ["none", "8 3", "3 3", "10 3 2 3"];
  return {
    colour: `var(--model-${run.spec.model})`,
    dash: dashes[Math.max(0, alike.indexOf(run)) % dashes.length],
  };
}
