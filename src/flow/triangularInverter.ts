import { type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import { BatchRows } from "./batchRows.ts";
import type { Inverter } from "./flow.ts";
import { generationsOf } from "./generations.ts";
import { addBlock, emptyReport, type InverseOptions, type InversionReport } from "./inversionReport.ts";
import { undoLinear, undoLinearRow } from "./linearInverse.ts";
import type { TriangularParts, TriangularStep } from "./triangularParts.ts";

const DEFAULTS = { tolerance: 1e-11, maxIterations: 500 };

/** A step as it is inverted: parameters at the running values, the inverse at the targets. */
interface StepTapes {
  readonly target: Tensor;
  readonly solution: Tensor;
  readonly evaluations: Tensor | undefined;
  readonly solve: Tape;
}

/**
 * Inverts a triangular flow generation by generation of the graph: once all parents of a component have their values, its
 * transform is known and is inverted by itself. Whether a sample counts as inverted is for `RefinedInverter` to say.
 */
export class TriangularInverter implements Inverter {
  readonly batch: number;
  readonly #store: ParameterStore;
  readonly #flow: TriangularParts;
  readonly #rows: BatchRows;
  readonly #context: readonly Tensor[];
  /** What conditioners read: the running values of a step, or the values themselves in an exact flow. */
  readonly #read: Tensor;
  readonly #generations: readonly (readonly number[])[];
  /** Read by the recorded inverses whenever they run. */
  readonly #limits = { ...DEFAULTS };
  readonly #tapes: readonly StepTapes[];

  constructor(store: ParameterStore, flow: TriangularParts, batch: number) {
    this.batch = batch;
    this.#store = store;
    this.#flow = flow;
    const { latents, context, factorisation, parents, parentsFirst } = flow.config;
    const layout = new Tape(store.engine, batch, { differentiable: false });
    this.#rows = new BatchRows(layout);
    this.#context = context.map(({ size }) => layout.tensor(size, false));
    this.#read = layout.tensor(latents, false);
    // Through all steps at once a component also needs what the linear layer reads; step by step that is undone before.
    const read = factorisation === "exact" ? flow.config : { parents };
    this.#generations = generationsOf(read) ?? parentsFirst.map((component) => [component]);
    this.#tapes = flow.steps.map((step) => this.#record(step));
  }

  #record({ conditioner, transformer }: TriangularStep): StepTapes {
    const { engine } = this.#store;
    const layout = { differentiable: false };
    const solve = new Tape(engine, this.batch, layout);
    const target = solve.tensor(this.#read.rows, false);
    const theta = conditioner.record(solve, this.#store, this.#read, this.#context);
    const { y, evaluations } = transformer.recordInverse(solve, this.#store, target, theta, this.#limits);
    solve.seal();
    return { target, solution: y, evaluations, solve };
  }

  invert(
    u: Float64Array,
    count: number,
    context: readonly Float64Array[],
    { tolerance = DEFAULTS.tolerance, maxIterations = DEFAULTS.maxIterations }: InverseOptions = {},
  ): { z: Float64Array; report: InversionReport } {
    Object.assign(this.#limits, { tolerance, maxIterations });
    context.forEach((values, i) => {
      this.#rows.write(this.#context[i], values, count);
    });
    const run = { count, context, report: emptyReport(count) };
    const z = this.#flow.config.factorisation === "exact" ? this.#exact(u, run) : this.#stepwise(u, run);
    return { z, report: run.report };
  }

  /** Step by step from the last: a step's conditioner reads the values before it, which are what is looked for. */
  #stepwise(u: Float64Array, run: Run): Float64Array {
    const { count, context } = run;
    const { linear, config } = this.#flow;
    let targets: Float64Array = linear
      ? undoLinear(linear, this.#store, config, u, context, count)
      : u.slice();
    for (const tapes of [...this.#tapes].reverse()) {
      this.#rows.write(tapes.target, targets, count);
      this.#rows.write(this.#read, targets, count);
      const evaluations = new Int32Array(count);
      for (const generation of this.#generations) {
        tapes.solve.forward();
        for (const component of generation)
          this.#rows.writeRow(this.#read, component, this.#rows.readRow(tapes.solution, component, count));
        this.#countEvaluations(tapes, evaluations);
      }
      this.#report(run.report, evaluations);
      targets = this.#rows.read(this.#read, count);
    }
    return targets;
  }

  /** Component by component through all steps, whose conditioners read the values themselves. */
  #exact(u: Float64Array, run: Run): Float64Array {
    const { count, context } = run;
    const { linear } = this.#flow;
    const z = new Float64Array(u.length);
    const evaluations = this.#tapes.map(() => new Int32Array(count));
    const row = (component: number) => z.subarray(component * count, (component + 1) * count);
    this.#rows.write(this.#read, z, count);
    for (const generation of this.#generations) {
      const values = new Map(
        generation.map((component) => {
          const own = u.slice(component * count, (component + 1) * count);
          return [component, linear ? undoLinearRow(linear, this.#store, component, own, row, context) : own];
        }),
      );
      for (let t = this.#tapes.length - 1; t >= 0; t--) {
        const tapes = this.#tapes[t];
        for (const [component, target] of values) this.#rows.writeRow(tapes.target, component, target);
        tapes.solve.forward();
        this.#countEvaluations(tapes, evaluations[t]);
        for (const component of generation)
          values.set(component, this.#rows.readRow(tapes.solution, component, count));
      }
      for (const [component, value] of values) {
        z.set(value, component * count);
        this.#rows.writeRow(this.#read, component, value);
      }
    }
    for (const taken of evaluations) this.#report(run.report, taken);
    return z;
  }

  #countEvaluations({ evaluations }: StepTapes, most: Int32Array): void {
    const done = evaluations && this.#rows.readRow(evaluations, 0, most.length);
    for (let b = 0; b < most.length; b++) most[b] = Math.max(most[b], done?.[b] ?? 1);
  }

  #report(report: InversionReport, evaluations: Int32Array): void {
    for (let b = 0; b < evaluations.length; b++)
      addBlock(report, b, { converged: true, iterations: evaluations[b], safeguarded: 0, residual: 0 });
  }
}

interface Run {
  readonly count: number;
  readonly context: readonly Float64Array[];
  readonly report: InversionReport;
}
