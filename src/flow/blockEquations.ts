import type { ParameterStore, Tape, Tensor } from "../engine/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { bracketedNewton, type ScalarOptions, type ScalarOutcome } from "./bracketedNewton.ts";
import { NodeEquation } from "./nodeEquation.ts";
import { NO_OWNER, OwnedUnits } from "./ownedUnits.ts";
import type { ResidualBlock } from "./residualBlock.ts";

/** Equations that are made in a few milliseconds. */
const AT_ONCE = 50;

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

  private constructor(
    running: Tensor,
    lipschitz: number,
    free: NodeEquation,
    equations: readonly NodeEquation[],
  ) {
    this.running = running;
    this.#lipschitz = lipschitz;
    this.#free = free;
    this.#equations = equations;
  }

  /**
   * Made in steps, since there is an equation a component.
   *
   * @param lipschitz an upper bound, below 1, of the Lipschitz constant of y -> f(y) - y.
   * @param layout says the batch.
   */
  static *inSteps(
    store: ParameterStore,
    block: ResidualBlock,
    lipschitz: number,
    layout: Tape,
    context: readonly Tensor[],
  ): Steps<BlockEquations> {
    const running = layout.tensor(block.config.latents, false);
    const owned = new OwnedUnits(block);
    const layers = block.network.sharpness.map(() => layout.tensor(owned.units.length, false));
    const { batch } = layout;
    const shared = { block, store, owned, batch, layers, inputs: [running, ...context] };
    yield;
    const free = new NodeEquation(shared, NO_OWNER);
    const equations: NodeEquation[] = [];
    for (let component = 0; component < block.config.latents; component++) {
      equations.push(new NodeEquation(shared, component));
      if (component % AT_ONCE === 0) yield;
    }
    return new BlockEquations(running, lipschitz, free, equations);
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
