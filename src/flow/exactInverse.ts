import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { BatchRows } from "./batchRows.ts";
import { BlockEquations } from "./blockEquations.ts";
import { addBlock, emptyReport, type InverseOptions, type InversionReport } from "./inversionReport.ts";
import { undoLinearRow } from "./linearInverse.ts";
import type { ResidualParts } from "./residualParts.ts";

/** Components that are inverted in a few milliseconds. */
const AT_ONCE = 50;

/** Inverts an `exact` flow: every component through all blocks, after its parents, whose values the blocks read. */
export class ExactInverse {
  readonly #store: ParameterStore;
  readonly #flow: ResidualParts;
  readonly #rows: BatchRows;
  readonly #context: readonly Tensor[];
  /** The values found so far: [latents x batch]. */
  readonly #original: Tensor;
  readonly #blocks: readonly BlockEquations[];

  private constructor(
    store: ParameterStore,
    flow: ResidualParts,
    layout: Tape,
    [original, ...context]: readonly Tensor[],
    blocks: readonly BlockEquations[],
  ) {
    this.#store = store;
    this.#flow = flow;
    this.#rows = new BatchRows(layout);
    this.#context = context;
    this.#original = original;
    this.#blocks = blocks;
  }

  /** @param bounds for every block an upper bound, below 1, of its Lipschitz constant. */
  static *make(
    store: ParameterStore,
    flow: ResidualParts,
    bounds: readonly number[],
    batch: number,
  ): Steps<ExactInverse> {
    const layout = new Tape(store.engine, batch, { differentiable: false });
    const context = flow.config.context.map(({ size }) => layout.tensor(size, false));
    const read = [layout.tensor(flow.config.latents, false), ...context];
    const blocks: BlockEquations[] = [];
    for (const [t, block] of flow.blocks.entries())
      blocks.push(yield* BlockEquations.inSteps(store, block, bounds[t], layout, read));
    return new ExactInverse(store, flow, layout, read, blocks);
  }

  /** Shapes as in `Inverter`. */
  *inSteps(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options: Required<InverseOptions>,
  ): Steps<{ z: Float64Array; report: InversionReport }> {
    const { affine } = this.#flow;
    const { latents, parentsFirst } = this.#flow.config;
    const rows = this.#rows;
    const z = new Float64Array(latents * count);
    const row = (component: number) => z.subarray(component * count, (component + 1) * count);
    context.forEach((values, i) => {
      rows.write(this.#context[i], values, count);
    });
    const outcomes = this.#blocks.map((block) => block.begin(count));
    for (const component of parentsFirst) {
      let target = u.slice(component * count, (component + 1) * count);
      if (affine) target = undoLinearRow(affine, this.#store, component, target, row, context);
      for (let t = this.#blocks.length - 1; t >= 0; t--) {
        const { running } = this.#blocks[t];
        rows.writeRow(running, component, target);
        this.#blocks[t].solve(component, target, options, outcomes[t]);
        target = rows.readRow(running, component, count);
      }
      z.set(target, component * count);
      if (component % AT_ONCE === 0) yield;
      rows.writeRow(this.#original, component, target);
    }
    const report = emptyReport(count);
    for (const { solved, evaluations, bisections, residual } of outcomes) {
      for (let b = 0; b < count; b++) {
        addBlock(report, b, {
          converged: solved[b] === 1,
          iterations: evaluations[b],
          safeguarded: bisections[b],
          residual: residual[b],
        });
      }
    }
    return { z, report };
  }
}
