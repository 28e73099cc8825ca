import type { PairedDifference } from "../../numeric/pairedDifference.ts";

/** A rival of the network and how much better the network predicts held-out rows, nats a row. */
export interface Rival {
  readonly name: "trust" | "fc" | "ind" | "shrunk";
  readonly logDensity: number;
  /** Positive where the network as it stands is better. */
  readonly advantage: PairedDifference;
}

/** What held-out rows say of one arc or of all arcs of one node. */
export interface ArcVerdict {
  readonly parent: string;
  readonly child: string;
  /** Standardized coefficient. */
  readonly weight: number;
  /** What the proposed change (adding or taking away) does to the log-density of held-out rows, nats a row. */
  readonly gain: PairedDifference;
  /** Share of the bootstrap resamplings that agree. */
  readonly agreement: number;
}

/** Two measured nodes that depend on each other otherwise than the network says. */
export interface UnexplainedPair {
  readonly first: string;
  readonly second: string;
  readonly correlation: number;
  readonly implied: number;
  /** In standard errors, on Fisher's scale. */
  readonly deviation: number;
}

/** Two measured nodes that the network declares independent and that move together by curves. */
export interface CurvedPair {
  readonly first: string;
  readonly second: string;
  /** Of which of them the square moves with the other, or with the other's square. */
  readonly squared: "first" | "second" | "both";
  /** Of normal scores of the values and of their squares. */
  readonly correlation: number;
  /** In standard errors. */
  readonly deviation: number;
}

/** A hidden node without which held-out rows are predicted as well. */
export interface UnsupportedNode {
  readonly name: string;
  /** Of taking away all arcs to its children. */
  readonly gain: PairedDifference;
}

/** All that is to be said about a network. */
export interface Critique {
  readonly rowCount: number;
  readonly folds: number;
  readonly resamplings: number;
  /** Mean log-density of held-out rows under the network as it stands, nats a row. */
  readonly logDensity: number;
  /** Of every row when it was held out. */
  readonly rowDensities: Float64Array;
  /** Without `fc` and `ind` where the network has so many hidden nodes that their fits would take hours. */
  readonly rivals: readonly Rival[];
  /** Arcs that the network could have beside its own, and how many of them at most took part: of a large network those that a fit asks for most. */
  readonly candidates: { readonly possible: number; readonly tried: number };
  /** Arcs that the data ask for, the most profitable first. */
  readonly requested: readonly ArcVerdict[];
  /** Arcs that the data could do without. */
  readonly needless: readonly ArcVerdict[];
  readonly unexplained: readonly UnexplainedPair[];
  /** What straight lines don't see; empty where values are missing. */
  readonly curved: readonly CurvedPair[];
  readonly unsupported: readonly UnsupportedNode[];
}
