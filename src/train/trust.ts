import {
  bestTrust,
  climbInSteps,
  DoubtfulEm,
  keptArcs,
  type LinearGaussianFit,
  MAP_PRIOR,
  rungsUpTo,
  scoreTrust,
  TRUST_PRECISIONS,
  trustWork,
} from "../gaussian/index.ts";
import { type Dag, type NamedArc, withDoubtfulArcs } from "../graph/index.ts";
import { type Architecture, featureGraph, type LatentModel, type TrustSummary } from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import type { Split } from "./selection.ts";
import type { StartingFits } from "./startingFits.ts";

/**
 * How far data may overrule the network: `auto` lets held-out rows say, `full` is the network as it is, a number is how much
 * more firmly arcs outside the network are held at nothing than those inside.
 */
export type Trust = "auto" | "full" | number;

/** Multiplications that the ladder may cost; networks that need more are trusted in full. */
const MOST_WORK = 1e10;
/** With fewer rows no fold says anything. */
const FEWEST_ROWS = 10;

/** What the use of trust depends on. */
export interface TrustUser extends Partial<Pick<Architecture, "affine" | "family">> {
  readonly model: string;
  readonly preset: string;
}

/** @throws InputError where the trust is none, or the training has no use for it. */
export function checkTrust(
  trust: Trust | undefined,
  { model, preset, affine = true, family = "siren" }: TrustUser,
): void {
  if (trust === undefined || trust === "full") return;
  if (trust !== "auto" && !(typeof trust === "number" && trust > 0 && trust < Number.POSITIVE_INFINITY)) {
    throw new InputError(`Expected trust to be auto, full or a number above 0, got ${trust}.`);
  }
  const idle =
    preset === "paper"
      ? "the preset paper, which trusts the network in full"
      : model !== "true"
        ? `the model ${model}, which does not follow the network`
        : family !== "siren"
          ? `the family ${family}, which follows the network alone`
          : affine
            ? undefined
            : "a model without affine layers, in which there is no place for further arcs";
  if (idle === undefined) return;
  throw new InputError(`Expected no trust other than full with ${idle}, got ${trust}. Leave it out.`);
}

/** What became of the arcs outside the network. */
export interface AddedArcs {
  readonly arcs: readonly NamedArc[];
  /** Of the prior on them; infinity where none may take part. */
  readonly precision: number;
  readonly summary: TrustSummary | undefined;
}

const NOTHING: AddedArcs = { arcs: [], precision: Number.POSITIVE_INFINITY, summary: undefined };

/** What became of them where they had to be given up: held-out rows gained too little by them. */
export function withoutArcs({ summary }: AddedArcs): AddedArcs {
  return { ...NOTHING, summary: summary && { ...summary, precision: null } };
}

/** The ladder of trust on the coded features of a table: every fit made once. */
export class TrustedFits {
  /** The network with all arcs that may take part. */
  readonly allowed: Dag;
  readonly #network: Dag;
  readonly #fits: StartingFits;
  readonly #seed: number;
  readonly #trust: Exclude<Trust, "full">;
  readonly #precisions: readonly number[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #ladders = new WeakMap<Int32Array, LinearGaussianFit[]>();

  /** @param model of the network as it is. */
  constructor(model: LatentModel, fits: StartingFits, seed: number, trust: Exclude<Trust, "full">) {
    const { coding } = model;
    const graph = model.graph!;
    this.#network = model.linearGraph;
    this.allowed = featureGraph(withDoubtfulArcs(graph), coding).graph;
    this.#fits = fits;
    this.#seed = seed;
    this.#trust = trust;
    this.#precisions = typeof trust === "number" ? rungsUpTo(trust * MAP_PRIOR.precision) : TRUST_PRECISIONS;
    const names = new Map(graph.names.map((name) => [name, name]));
    const { observed } = this.#network;
    graph.observed.forEach((node, c) => {
      for (const row of coding.featuresOf(c))
        names.set(this.#network.names[observed[row]], graph.names[node]);
    });
    this.#names = names;
  }

  /** Whether there is anything to be added, and time for it. */
  worthwhile(rowCount: number, folds: number): boolean {
    if (rowCount < FEWEST_ROWS || this.allowed.arcCount === this.#network.arcCount) return false;
    return trustWork(this.allowed) * (folds + 1) * TRUST_PRECISIONS.length <= MOST_WORK;
  }

  /** The fit of the network to some rows, then those of the rungs. */
  climb(rows: Int32Array): readonly LinearGaussianFit[] {
    return toEnd(this.climbInSteps(rows));
  }

  *climbInSteps(rows: Int32Array): Steps<readonly LinearGaussianFit[]> {
    let ladder = this.#ladders.get(rows);
    if (ladder === undefined) {
      const masked = yield* this.#fits.fitInSteps(rows);
      const rungs = yield* climbInSteps(this.#network, this.#fits.rowsOf(rows), masked, {
        precisions: this.#precisions,
        seed: this.#seed,
        allowed: this.allowed,
      });
      ladder = [masked, ...rungs];
      this.#ladders.set(rows, ladder);
    }
    return ladder;
  }

  /** Takes in what {@link climb} gave elsewhere. */
  learn(rows: Int32Array, ladder: readonly Omit<LinearGaussianFit, "dag">[]): void {
    const fits = ladder.map((fit, rung) => ({ ...fit, dag: rung === 0 ? this.#network : this.allowed }));
    this.#fits.learn(rows, fits[0]);
    this.#ladders.set(rows, fits);
  }

  /** @param climbAll makes the ladders of these sets of rows, and has this learn them. */
  async choose(
    splits: readonly Split[],
    everything: Int32Array,
    climbAll: (rows: readonly Int32Array[]) => Promise<void>,
  ): Promise<AddedArcs> {
    const inside = MAP_PRIOR.precision;
    if (typeof this.#trust === "number") {
      const precision = this.#trust * inside;
      await climbAll([everything]);
      const summary = { precision: this.#trust, scores: [] };
      return { arcs: this.#kept(everything, precision), precision, summary };
    }
    await climbAll(splits.map(({ rows }) => rows));
    const scores = scoreTrust(
      splits.map(({ rows, held }) => ({ heldOut: this.#fits.rowsOf(held), fits: this.climb(rows) })),
    );
    const precision = bestTrust(scores);
    const relative = (absolute: number) => (Number.isFinite(absolute) ? absolute / inside : null);
    const summary = {
      precision: relative(precision),
      scores: scores.map((score) => ({
        precision: relative(score.precision),
        gain: score.gain.mean,
        standardError: score.gain.standardError,
      })),
    };
    if (!Number.isFinite(precision)) return { ...NOTHING, summary };
    await climbAll([everything]);
    return { arcs: this.#kept(everything, precision), precision, summary };
  }

  /** The fit to some rows of the network with the arcs that were added. */
  *fit(graph: Dag, rows: Int32Array, precision: number): Steps<LinearGaussianFit> {
    yield* this.climbInSteps(rows);
    return yield* this.amend(graph, rows, precision, this.rung(rows, precision)!);
  }

  /** The same from the rung of the ladder where it begins. */
  *amend(
    graph: Dag,
    rows: Int32Array,
    precision: number,
    start: LinearGaussianFit,
  ): Steps<LinearGaussianFit> {
    const em = new DoubtfulEm(this.#network, this.#fits.rowsOf(rows), this.#seed);
    return yield* em.fitInSteps(graph, { precision, start });
  }

  /** The rung of a precision, once the ladder has been climbed. */
  rung(rows: Int32Array, precision: number): LinearGaussianFit | undefined {
    return this.#ladders.get(rows)?.[this.#precisions.indexOf(precision) + 1];
  }

  #kept(rows: Int32Array, precision: number): NamedArc[] {
    const fit = this.rung(rows, precision)!;
    const arcs = new Map<string, NamedArc>();
    for (const { parent, child } of keptArcs(this.#network, fit)) {
      const arc = { parent: this.#column(parent), child: this.#column(child) };
      arcs.set(`${arc.parent}\n${arc.child}`, arc);
    }
    return [...arcs.values()];
  }

  #column(feature: number): string {
    return this.#names.get(this.#network.names[feature])!;
  }
}

/** Whether a model has a place for arcs outside the network. */
export function wantsTrust({ model, affine, family = "siren" }: Architecture): boolean {
  return model === "true" && affine && family === "siren";
}
