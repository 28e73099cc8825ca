import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { BatchRows } from "./batchRows.ts";
import { BlockEquations, type BlockOutcome } from "./blockEquations.ts";
import type { ScalarOptions } from "./bracketedNewton.ts";
import type { ResidualParts } from "./residualParts.ts";

/** Samples of a batch: feature-major arrays [features x count] without padding. */
export interface Samples {
  readonly count: number;
  readonly context: readonly Float64Array[];
}

/** Takes a few samples out of a batch and inverts a block of a `paper` flow for them node by node. */
export class ChosenSamples {
  /** How many can be chosen at once. */
  readonly batch: number;
  readonly #order: readonly number[];
  readonly #rows: BatchRows;
  readonly #context: readonly Tensor[];
  readonly #blocks: readonly BlockEquations[];

  private constructor(
    flow: ResidualParts,
    layout: Tape,
    context: readonly Tensor[],
    blocks: readonly BlockEquations[],
  ) {
    this.batch = layout.batch;
    this.#order = flow.config.parentsFirst;
    this.#rows = new BatchRows(layout);
    this.#context = context;
    this.#blocks = blocks;
  }

  /** @param bounds for every block an upper bound, below 1, of its Lipschitz constant. */
  static *inSteps(
    store: ParameterStore,
    flow: ResidualParts,
    bounds: readonly number[],
    batch: number,
  ): Steps<ChosenSamples> {
    const layout = new Tape(store.engine, batch, { differentiable: false });
    const context = flow.config.context.map(({ size }) => layout.tensor(size, false));
    const blocks: BlockEquations[] = [];
    for (const [t, block] of flow.blocks.entries())
      blocks.push(yield* BlockEquations.inSteps(store, block, bounds[t], layout, context));
    return new ChosenSamples(flow, layout, context, blocks);
  }

  /**
   * y with f_t(y) = target for the chosen samples.
   *
   * @param start where y is looked for first, as `targets` [latents x count].
   * @returns y as [latents x chosen], and how that went, one value a chosen sample.
   */
  solve(
    t: number,
    chosen: readonly number[],
    start: Float64Array,
    targets: Float64Array,
    { count, context }: Samples,
    options: Omit<ScalarOptions, "lipschitz">,
  ): { y: Float64Array; outcome: BlockOutcome } {
    const pick = (values: Float64Array, row: number) =>
      Float64Array.from(chosen, (b) => values[row * count + b]);
    const copy = (tensor: Tensor, values: Float64Array) => {
      for (let r = 0; r < tensor.rows; r++) this.#rows.writeRow(tensor, r, pick(values, r));
    };
    const block = this.#blocks[t];
    this.#context.forEach((tensor, i) => {
      copy(tensor, context[i]);
    });
    copy(block.running, start);
    const outcome = block.begin(chosen.length);
    for (const component of this.#order) block.solve(component, pick(targets, component), options, outcome);
    return { y: this.#rows.read(block.running, chosen.length), outcome };
  }
}
