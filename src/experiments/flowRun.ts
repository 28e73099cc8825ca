import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { Engine, ParameterStore, Tape } from "../engine/index.ts";
import { BatchRows, type Flow } from "../flow/index.ts";
import { createModel } from "../model/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { TrainedModel } from "../query/index.ts";
import type { FlowConditioning, FlowInversion, FlowMeasures } from "./job.ts";

const SAMPLES = 2000;
const BATCH = 250;
/** Of one step; of the whole ten times as much may be left. */
const TOLERANCE = 1e-12;
/** What an inverse has to reach for its sample to count. */
const REACHED = 1e-10;
/** How much farther out than training rows lie. */
const FAR = 5;
const CONDITIONED = 20;
const STEP = 1e-6;

/** How a trained flow is inverted, at draws of its base and far outside of them, and what small steps do to it. */
export function flowRun(model: TrainedModel, seed: number): FlowMeasures {
  const parts = model.toParts();
  const untrained = createModel(model.dag, parts.architecture, new Random(0), model.coding);
  const flow = untrained.density ?? untrained.prior ?? untrained.encoderFlow;
  if (flow === undefined) {
    throw new ComputationError("Expected a model with a flow to invert, got one without hidden nodes.");
  }
  const store = new ParameterStore(new Engine("float64"), untrained.list, false);
  const values = new Float64Array(untrained.list.length);
  const offsets = new Map(untrained.list.parameters.map(({ name, offset }) => [name, offset]));
  for (const { name, values: stored } of parts.parameters) values.set(stored, offsets.get(name)!);
  store.restore(values);
  return {
    parameters: untrained.list.length,
    near: inversionOf(store, flow, 1, seed),
    far: inversionOf(store, flow, FAR, seed),
    conditioning: conditioning(store, flow, 1, seed),
    conditioningFar: conditioning(store, flow, FAR, seed),
  };
}

function forwardOf(store: ParameterStore, flow: Flow, batch: number) {
  const tape = new Tape(store.engine, batch, { differentiable: false });
  const z = tape.tensor(flow.config.latents, false);
  const context = flow.config.context.map(({ size }) => tape.tensor(size, false));
  const { u } = flow.recordNormalizing(tape, store, z, context, { normalize: false });
  const rows = new BatchRows(tape);
  return (values: Float64Array, count: number): Float64Array => {
    rows.write(z, values, count);
    tape.forward();
    return rows.read(u, count);
  };
}

function draws(flow: Flow, size: number, seed: number, count: number): Float64Array {
  const random = new Random(seed).fork(`flows ${size}`);
  return Float64Array.from({ length: flow.config.latents * count }, () => size * random.normal());
}

function inversionOf(store: ParameterStore, flow: Flow, size: number, seed: number): FlowInversion {
  const inverter = flow.inverter(store, BATCH);
  const forward = forwardOf(store, flow, BATCH);
  const context = flow.config.context.map((part) => new Float64Array(part.size * BATCH));
  let milliseconds = 0;
  let reached = 0;
  let nearest = 0;
  let evaluations = 0;
  let largest = 0;
  for (let done = 0; done < SAMPLES; done += BATCH) {
    const u = draws(flow, size, seed + done, BATCH);
    const begun = performance.now();
    const { z, report } = inverter.invert(u, BATCH, context, { tolerance: TOLERANCE });
    milliseconds += performance.now() - begun;
    const image = forward(z, BATCH);
    for (let b = 0; b < BATCH; b++) {
      let error = 0;
      for (let at = b; at < u.length; at += BATCH) {
        const difference = Math.abs(image[at] - u[at]) / Math.max(1, Math.abs(u[at]));
        if (!(difference <= error)) error = difference;
      }
      if (error <= REACHED) reached++;
      else nearest += report.nearest[b];
      // A flow that loses its numbers has no largest error that could be stored.
      largest = Math.max(largest, Number.isFinite(error) ? error : Number.MAX_VALUE);
      evaluations = Math.max(evaluations, report.iterations[b]);
    }
  }
  return { samples: SAMPLES, reached, nearest, largestError: largest, evaluations, milliseconds };
}

/** Largest singular values of the Jacobian and of its inverse at points that the base leads to. */
function conditioning(store: ParameterStore, flow: Flow, size: number, seed: number): FlowConditioning {
  const K = flow.config.latents;
  const inverter = flow.inverter(store, CONDITIONED);
  const context = flow.config.context.map((part) => new Float64Array(part.size * CONDITIONED));
  const { z } = inverter.invert(draws(flow, size, seed, CONDITIONED), CONDITIONED, context, {
    tolerance: TOLERANCE,
  });
  const forward = forwardOf(store, flow, 2 * K);
  const forwards: number[] = [];
  const backwards: number[] = [];
  for (let b = 0; b < CONDITIONED; b++) {
    const points = new Float64Array(K * 2 * K);
    for (let r = 0; r < K; r++) {
      const value = z[r * CONDITIONED + b];
      for (let c = 0; c < 2 * K; c++) points[r * 2 * K + c] = value;
      points[r * 2 * K + 2 * r] += STEP;
      points[r * 2 * K + 2 * r + 1] -= STEP;
    }
    const image = forward(points, 2 * K);
    const jacobian = Matrix.zeros(K, K);
    for (let r = 0; r < K; r++)
      for (let c = 0; c < K; c++)
        jacobian.set(r, c, (image[r * 2 * K + 2 * c] - image[r * 2 * K + 2 * c + 1]) / (2 * STEP));
    const { forward: one, inverse: other } = growth(jacobian);
    forwards.push(one);
    backwards.push(other);
  }
  return { forward: median(forwards), inverse: median(backwards) };
}

/** What a small step may grow to through a map and through its inverse; beyond all numbers where a point has lost its own. */
export function growth(jacobian: Matrix): FlowConditioning {
  if (jacobian.to1DArray().some((value) => !Number.isFinite(value))) {
    return { forward: Number.MAX_VALUE, inverse: Number.MAX_VALUE };
  }
  const singular = new SingularValueDecomposition(jacobian).diagonal;
  const [largest, smallest] = [Math.max(...singular), Math.min(...singular)];
  return {
    forward: Math.min(largest, Number.MAX_VALUE),
    inverse: Math.min(1 / smallest, Number.MAX_VALUE),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
