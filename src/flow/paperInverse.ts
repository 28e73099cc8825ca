import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { BatchRows } from "./batchRows.ts";
import { ChosenSamples, type Samples } from "./chosenSamples.ts";
import { addBlock, emptyReport, type InverseOptions, type InversionReport } from "./inversionReport.ts";
import { undoLinear } from "./linearInverse.ts";
import { NewtonLike, type NewtonLikeState } from "./newtonLike.ts";
import type { ResidualParts } from "./residualParts.ts";

/** Newton-like steps after which a sample goes node by node; trained flows seldom take more. */
const NEWTON_LIKE_STEPS = 12;
/** Samples that go node by node together: few of a batch have to. */
const FEW = 32;

/** Inverts a `paper` flow: all components of a block together and, where that fails, node by node. */
export class PaperInverse {
  readonly #store: ParameterStore;
  readonly #flow: ResidualParts;
  readonly #rows: BatchRows;
  readonly #context: readonly Tensor[];
  readonly #blocks: readonly NewtonLike[];
  readonly #chosen: ChosenSamples;

  private constructor(
    store: ParameterStore,
    flow: ResidualParts,
    layout: Tape,
    context: readonly Tensor[],
    blocks: readonly NewtonLike[],
    chosen: ChosenSamples,
  ) {
    this.#store = store;
    this.#flow = flow;
    this.#rows = new BatchRows(layout);
    this.#context = context;
    this.#blocks = blocks;
    this.#chosen = chosen;
  }

  /** @param bounds for every block an upper bound, below 1, of its Lipschitz constant. */
  static *make(
    store: ParameterStore,
    flow: ResidualParts,
    bounds: readonly number[],
    batch: number,
  ): Steps<PaperInverse> {
    const layout = new Tape(store.engine, batch, { differentiable: false });
    const context = flow.config.context.map(({ size }) => layout.tensor(size, false));
    const blocks: NewtonLike[] = [];
    for (const [t, block] of flow.blocks.entries()) {
      blocks.push(new NewtonLike(store, block, bounds[t], layout, context));
      yield;
    }
    const chosen = yield* ChosenSamples.inSteps(store, flow, bounds, Math.min(FEW, batch));
    return new PaperInverse(store, flow, layout, context, blocks, chosen);
  }

  /** Shapes as in `Inverter`. */
  *inSteps(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    options: Required<InverseOptions>,
  ): Steps<{ z: Float64Array; report: InversionReport }> {
    const report = emptyReport(count);
    const samples = { count, context };
    context.forEach((values, i) => {
      this.#rows.write(this.#context[i], values, count);
    });
    const { affine, config } = this.#flow;
    let y: Float64Array = affine ? undoLinear(affine, this.#store, config, u, context, count) : u.slice();
    yield;
    for (let t = this.#blocks.length - 1; t >= 0; t--) {
      y = this.#invertBlock(t, y, samples, options, report);
      yield;
    }
    return { z: y, report };
  }

  #invertBlock(
    t: number,
    targets: Float64Array,
    samples: Samples,
    options: Required<InverseOptions>,
    report: InversionReport,
  ): Float64Array {
    const { count } = samples;
    const block = this.#blocks[t];
    const together = options.step === "fixed-point";
    const { maxIterations, tolerance } = options;
    this.#rows.write(block.target, targets, count);
    this.#rows.write(block.trial, targets, count);
    const state = block.run(count, {
      tolerance,
      maxIterations: together ? maxIterations : Math.min(NEWTON_LIKE_STEPS, maxIterations),
      diagonal: !together,
      handOver: !together,
    });
    const y = this.#rows.read(block.best, count);
    const left: number[] = [];
    for (let b = 0; b < count; b++) {
      if (together || state.status[b] === 1 || state.iterations[b] >= maxIterations) add(report, b, state);
      else left.push(b);
    }
    for (let from = 0; from < left.length; from += this.#chosen.batch) {
      const chosen = left.slice(from, from + this.#chosen.batch);
      const done = chosen.reduce((most, b) => Math.max(most, state.iterations[b]), 0);
      const more = { tolerance, maxIterations: maxIterations - done };
      const { y: found, outcome } = this.#chosen.solve(t, chosen, y, targets, samples, more);
      chosen.forEach((b, i) => {
        const better = outcome.residual[i] <= state.residual[b];
        for (let r = b, k = i; better && r < y.length; r += count, k += chosen.length) y[r] = found[k];
        addBlock(report, b, {
          converged: outcome.solved[i] === 1,
          iterations: state.iterations[b] + outcome.evaluations[i],
          safeguarded: state.rejected[b] + outcome.bisections[i],
          residual: Math.min(outcome.residual[i], state.residual[b]),
        });
      });
    }
    return y;
  }
}

function add(report: InversionReport, b: number, state: NewtonLikeState): void {
  addBlock(report, b, {
    converged: state.status[b] === 1,
    iterations: state.iterations[b],
    safeguarded: state.rejected[b],
    residual: state.residual[b],
  });
}
