import type { ParameterStore, Tape, Tensor } from "../engine/index.ts";
import { bracketedNewton, type ScalarOptions, type ScalarOutcome } from "./bracketedNewton.ts";
import { NodeEquation } from "./nodeEquation.ts";
import { NO_OWNER, OwnedUnits } from "./ownedUnits.ts";
import type { ResidualBlock } from "./residualBlock.ts";

/** How the equations of a block went, sample by sample. */
export interface BlockOutcome {
  readonly solved: Uint8Array;
  /** Most evaluations of one equation. */
  readonly evaluations: Int32Array;
  readonly bisections: Int32Array;
  /** Of the block: the root of the sum of the equations' squares. */
  readonly residual: Float64Array;
}

/**
 * A residual block as one scalar equation a component, to be solved in the graph's order. Its weights are read when it
 * is made and must be the effective ones.
 */
export class BlockEquations {
  /** The running values: [latents x batch]. */
  readonly running: Tensor;
  readonly #lipschitz: number;
  readonly #free: NodeEquation;
  readonly #equations: readonly NodeEquation[];

  /**
   * @param lipschitz an upper bound, below 1, of the Lipschitz constant of y -> f(y) - y.
   * @param layout says the batch.
   */
  constructor(
    store: ParameterStore,
    block: ResidualBlock,
    lipschitz: number,
    layout: Tape,
    context: readonly Tensor[],
  ) {
    this.running = layout.tensor(block.config.latents, false);
    this.#lipschitz = lipschitz;
    const owned = new OwnedUnits(block);
    const layers = block.network.sharpness.map(() => layout.tensor(owned.units.length, false));
    const { batch } = layout;
    const shared = { block, store, owned, batch, layers, inputs: [this.running, ...context] };
    this.#free = new NodeEquation(shared, NO_OWNER);
    this.#equations = Array.from(
      { length: block.config.latents },
      (_, component) => new NodeEquation(shared, component),
    );
  }

  /** Computes what depends on the context alone: before the first component of a batch. */
  begin(count: number): BlockOutcome {
    this.#free.prepare();
    this.#free.evaluate();
    this.#free.publish();
    return {
      solved: new Uint8Array(count).fill(1),
      evaluations: new Int32Array(count),
      bisections: new Int32Array(count),
      residual: new Float64Array(count),
    };
  }

  /**
   * Brings a component's running value from where it is to where the block's output is `target`, one value a sample, and
   * adds to `outcome` how that went. The components that it reads must have their values.
   */
  solve(
    component: number,
    target: Float64Array,
    options: Omit<ScalarOptions, "lipschitz">,
    outcome: BlockOutcome,
  ): void {
    const equations = this.#equations;
    const lipschitz = this.#lipschitz;
    // So that the block as a whole reaches the tolerance.
    const tolerance = options.tolerance / Math.sqrt(equations.length);
    const one = bracketedNewton(equations[component], target, { ...options, tolerance, lipschitz });
    addOutcome(outcome, one);
  }
}

function addOutcome({ solved, evaluations, bisections, residual }: BlockOutcome, one: ScalarOutcome): void {
  for (let b = 0; b < solved.length; b++) {
    solved[b] &= one.solved[b];
    evaluations[b] = Math.max(evaluations[b], one.evaluations[b]);
    bisections[b] += one.bisections[b];
    residual[b] = Math.sqrt(residual[b] ** 2 + one.residual[b] ** 2);
  }
}
