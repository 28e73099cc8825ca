import { accumulator, type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import { BatchRows } from "./batchRows.ts";
import type { FlowConfig, Inverter } from "./flow.ts";
import { addBlock, emptyReport, type InverseOptions, type InversionReport } from "./inversionReport.ts";
import { undoLinear, undoLinearRow } from "./linearInverse.ts";
import type { TriangularFlow, TriangularStep } from "./triangularFlow.ts";

const DEFAULTS = { tolerance: 1e-11, maxIterations: 500 };

/** A step as it is inverted: parameters at the running values, the inverse at the targets, and the image again. */
interface StepTapes {
  readonly target: Tensor;
  readonly solution: Tensor;
  readonly evaluations: Tensor | undefined;
  readonly image: Tensor;
  readonly solve: Tape;
  readonly check: Tape;
}

/**
 * Inverts a triangular flow generation by generation of the graph: once all parents of a component have their values, its
 * transform is known and is inverted by itself. Afterwards every step is computed forward, and what is left of its target
 * decides whether a sample counts as inverted.
 */
export class TriangularInverter implements Inverter {
  readonly batch: number;
  readonly #store: ParameterStore;
  readonly #flow: TriangularFlow;
  readonly #rows: BatchRows;
  readonly #context: readonly Tensor[];
  /** What conditioners read: the running values of a step, or the values themselves in an exact flow. */
  readonly #read: Tensor;
  /** What the check transforms. */
  readonly #own: Tensor;
  readonly #generations: readonly (readonly number[])[];
  /** Read by the recorded inverses whenever they run. */
  readonly #limits = { ...DEFAULTS };
  readonly #tapes: readonly StepTapes[];

  constructor(store: ParameterStore, flow: TriangularFlow, batch: number) {
    this.batch = batch;
    this.#store = store;
    this.#flow = flow;
    const { latents, context } = flow.config;
    const layout = new Tape(store.engine, batch, { differentiable: false });
    this.#rows = new BatchRows(layout);
    this.#context = context.map(({ size }) => layout.tensor(size, false));
    this.#read = layout.tensor(latents, false);
    this.#own = layout.tensor(latents, false);
    this.#generations = generations(flow.config);
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
    const check = new Tape(engine, this.batch, layout);
    const again = conditioner.record(check, this.#store, this.#read, this.#context);
    const image = transformer.record(check, this.#store, accumulator(check, false), this.#own, again);
    check.seal();
    return { target, solution: y, evaluations, image, solve, check };
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
      const found = this.#rows.read(this.#read, count);
      this.#check(tapes, found, targets, evaluations, run);
      targets = found;
    }
    return targets;
  }

  /** Component by component through all steps, whose conditioners read the values themselves. */
  #exact(u: Float64Array, run: Run): Float64Array {
    const { count, context } = run;
    const { linear } = this.#flow;
    const z = new Float64Array(u.length);
    const evaluations = this.#tapes.map(() => new Int32Array(count));
    const goals = this.#tapes.map(() => new Float64Array(u.length));
    const found = this.#tapes.map(() => new Float64Array(u.length));
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
        for (const [component, target] of values) {
          this.#rows.writeRow(tapes.target, component, target);
          goals[t].set(target, component * count);
        }
        tapes.solve.forward();
        this.#countEvaluations(tapes, evaluations[t]);
        for (const component of generation) {
          const solved = this.#rows.readRow(tapes.solution, component, count);
          values.set(component, solved);
          found[t].set(solved, component * count);
        }
      }
      for (const [component, value] of values) {
        z.set(value, component * count);
        this.#rows.writeRow(this.#read, component, value);
      }
    }
    this.#tapes.forEach((tapes, t) => {
      this.#check(tapes, found[t], goals[t], evaluations[t], run);
    });
    return z;
  }

  #countEvaluations({ evaluations }: StepTapes, most: Int32Array): void {
    const done = evaluations && this.#rows.readRow(evaluations, 0, most.length);
    for (let b = 0; b < most.length; b++) most[b] = Math.max(most[b], done?.[b] ?? 1);
  }

  #check(
    { image, check }: StepTapes,
    found: Float64Array,
    targets: Float64Array,
    evaluations: Int32Array,
    { count, report }: Run,
  ): void {
    this.#rows.write(this.#own, found, count);
    check.forward();
    const values = this.#rows.read(image, count);
    for (let b = 0; b < count; b++) {
      let squares = 0;
      let size = 0;
      for (let at = b; at < values.length; at += count) {
        squares += (values[at] - targets[at]) ** 2;
        size += targets[at] ** 2;
      }
      const residual = Math.sqrt(squares);
      addBlock(report, b, {
        converged: residual <= Math.max(this.#limits.tolerance, 1e-13) * Math.max(1, Math.sqrt(size)),
        iterations: evaluations[b],
        safeguarded: 0,
        residual,
      });
    }
  }
}

interface Run {
  readonly count: number;
  readonly context: readonly Float64Array[];
  readonly report: InversionReport;
}

/** Components whose parents all stand in earlier generations. */
export function generations({ latents, parents, parentsFirst }: FlowConfig): number[][] {
  const generationOf = new Int32Array(latents);
  const result: number[][] = [];
  for (const component of parentsFirst) {
    let generation = 0;
    for (const input of parents[component])
      if (input < latents) generation = Math.max(generation, generationOf[input] + 1);
    generationOf[component] = generation;
    result[generation] ??= [];
    result[generation].push(component);
  }
  return result;
}
