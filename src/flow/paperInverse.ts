import { ParameterStore, Tape, type Tensor } from "../engine/index.ts";
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
  readonly #bounds: readonly number[];
  readonly #batch: number;
  /** Made for the first sample that needs it, which most batches have not. */
  #chosen: ChosenSamples | undefined;

  private constructor(
    store: ParameterStore,
    flow: ResidualParts,
    bounds: readonly number[],
    layout: Tape,
    context: readonly Tensor[],
    blocks: readonly NewtonLike[],
  ) {
    this.#store = store;
    this.#flow = flow;
    this.#bounds = bounds;
    this.#batch = layout.batch;
    this.#rows = new BatchRows(layout);
    this.#context = context;
    this.#blocks = blocks;
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
    return new PaperInverse(store, flow, bounds, layout, context, blocks);
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
      y = yield* this.#invertBlock(t, y, samples, options, report);
      yield;
    }
    return { z: y, report };
  }

  *#invertBlock(
    t: number,
    targets: Float64Array,
    samples: Samples,
    options: Required<InverseOptions>,
    report: InversionReport,
  ): Steps<Float64Array> {
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
    if (left.length === 0) return y;
    const few = yield* this.#byNode();
    for (let from = 0; from < left.length; from += few.batch) {
      const chosen = left.slice(from, from + few.batch);
      const done = chosen.reduce((most, b) => Math.max(most, state.iterations[b]), 0);
      const more = { tolerance, maxIterations: maxIterations - done };
      const { y: found, outcome } = few.solve(t, chosen, y, targets, samples, more);
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

  /** In memory of its own: whoever inverts may have given back by then what was allocated after the inverter. */
  *#byNode(): Steps<ChosenSamples> {
    if (this.#chosen === undefined) {
      const { list } = this.#store;
      const store = new ParameterStore(this.#store.engine.fresh(), list, false);
      store.restore(this.#store.snapshot());
      const batch = Math.min(FEW, this.#batch);
      this.#chosen = yield* ChosenSamples.inSteps(store, this.#flow, this.#bounds, batch);
    }
    return this.#chosen;
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
