import { type Dataset, hasGaps, selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { rowDirection, rowName } from "../likelihood/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Steps } from "../numeric/turns.ts";
import { readConditionals } from "./conditionals.ts";
import type { QueryContext } from "./context.ts";
import { movedTogether } from "./movedTogether.ts";

/** An arc between a feature of its parent and a location of its child, as positions of inputs and outputs. */
export interface LocalArc {
  readonly parent: string;
  readonly child: string;
  /** Which of the parent's features: its level, where it has several. */
  readonly parentLevel?: string;
  /** Which of the child's locations: its level, where it has several. */
  readonly childLevel?: string;
  /** Which way the child's values go where this slope is positive and the parent's values rise; 0 where either have no order. */
  readonly rises: -1 | 0 | 1;
  /** Latents first, then features. */
  readonly input: number;
  /** Latents first, then locations of the columns. */
  readonly output: number;
}

/** The conditionals of a model with a graph, to be asked at any values of latents and features; all in coded units. */
export interface LocalConditionals {
  readonly latents: number;
  readonly features: number;
  /** Columns in their order, each with as many locations as its likelihood has; their number at the end. */
  readonly locationStarts: readonly number[];
  /** In the order of the nodes and of their parents. */
  readonly arcs: readonly LocalArc[];
  /** All latents, and what else arcs begin at, in groups whose members may be moved at the same time. */
  readonly groups: readonly (readonly number[])[];
  /** Most places of a call. */
  readonly batch: number;
  /**
   * @param inputs latents, then standardized features, [(latents + features) x count]
   * @returns u of the prior's flow, then the locations of the decoder, [(latents + locations) x count]
   */
  outputs(inputs: Float64Array, count: number): Float64Array;
  /** How far columns lie from each of their locations where outputs were last asked for, squared, [locations x count]. */
  residuals(count: number): Float64Array;
}

const STEP = 1e-4;

/** Records the conditionals of a model that has a graph and a decoder; the caller releases the engine's memory. */
export function localConditionals(context: QueryContext, batch: number): LocalConditionals {
  const { engine, model, store, coding } = context;
  if (model.graph === undefined || model.decoder === undefined) {
    throw new InputError(
      "Expected a model with a conditional for every node of a network, got one without. Train the model true.",
    );
  }
  const K = model.latentNames.length;
  const F = coding.featureCount;
  const D = coding.columns.length;
  const tape = new Tape(engine, batch, { differentiable: false });
  const zTensor = tape.tensor(K, false);
  const xTensor = tape.tensor(F, false);
  const prior =
    K > 0 ? model.prior?.recordNormalizing(tape, store, zTensor, [xTensor], { normalize: false }) : undefined;
  const decoded = model.recordDecoder(tape, store, K > 0 ? zTensor : undefined, xTensor);
  tape.seal();
  const padded = tape.paddedBatch;
  const starts = locationStarts(context);
  const outputs = (inputs: Float64Array, count: number): Float64Array => {
    const fill = (pointer: number, rows: number, first: number) => {
      const target = engine.reals(pointer, rows * padded);
      for (let r = 0; r < rows; r++)
        target.set(inputs.subarray((first + r) * count, (first + r + 1) * count), r * padded);
    };
    fill(zTensor.pointer, K, 0);
    fill(xTensor.pointer, F, K);
    tape.forward();
    const found = new Float64Array((K + starts[D]) * count);
    const copy = (pointer: number, row: number, to: number) =>
      found.set(
        engine.reals(pointer, (row + 1) * padded).subarray(row * padded, row * padded + count),
        to * count,
      );
    if (prior) for (let k = 0; k < K; k++) copy(prior.u.pointer, k, k);
    for (const { group, location } of decoded) {
      group.columns.columns.forEach((c, i) => {
        const from = group.locationStarts[i];
        for (let row = from; row < group.locationStarts[i + 1]; row++)
          copy(location.pointer, row, K + starts[c] + row - from);
      });
    }
    return found;
  };
  const residuals = (count: number): Float64Array => {
    const found = new Float64Array(starts[D] * count);
    const { theta } = readConditionals(engine, padded, coding, decoded);
    coding.likelihoods.forEach((likelihood, c) => {
      for (let l = starts[c]; l < starts[c + 1]; l++)
        for (let b = 0; b < count; b++)
          found[l * count + b] = likelihood.residualVariance(theta(c, b), l - starts[c]);
    });
    return found;
  };
  const arcs = localArcs(context, starts);
  const moved = [...new Set([...Array(K).keys(), ...arcs.map(({ input }) => input)])];
  return {
    latents: K,
    features: F,
    locationStarts: starts,
    arcs,
    groups: movedTogether(context, arcs, moved),
    batch,
    outputs,
    residuals,
  };
}

/**
 * How every output moves with some inputs that move together, by central differences, [outputs x count]; at fixed values of all
 * other inputs.
 */
function* slopesAt(
  conditionals: LocalConditionals,
  inputs: Float64Array,
  count: number,
  group: readonly number[],
): Steps<Float64Array> {
  const moved = (sign: number) => {
    const other = inputs.slice();
    for (const input of group) for (let b = 0; b < count; b++) other[input * count + b] += sign * STEP;
    return conditionals.outputs(other, count);
  };
  const up = moved(1);
  yield;
  const down = moved(-1);
  yield;
  return up.map((value, at) => (value - down[at]) / (2 * STEP));
}

/**
 * The slope of every arc, [arcs x count]. A latent's conditional is given by the prior's flow, u_j = F_j(z): at fixed noise
 * it moves by -(dF_j/dz_i) / (dF_j/dz_j), which in a linear network is the coefficient.
 *
 * @returns `own` as well: dF_k/dz_k of every latent, [latents x count]
 */
export function* arcSlopesAt(
  conditionals: LocalConditionals,
  inputs: Float64Array,
  count: number,
): Steps<{ slopes: Float64Array; own: Float64Array }> {
  const { latents: K, arcs, groups } = conditionals;
  const slopes = new Float64Array(arcs.length * count);
  const own = new Float64Array(K * count);
  for (const group of groups) {
    const moves = yield* slopesAt(conditionals, inputs, count, group);
    const members = new Set(group);
    for (const input of group)
      if (input < K) own.set(moves.subarray(input * count, (input + 1) * count), input * count);
    arcs.forEach((arc, a) => {
      if (members.has(arc.input))
        slopes.set(moves.subarray(arc.output * count, (arc.output + 1) * count), a * count);
    });
  }
  arcs.forEach(({ output }, a) => {
    if (output >= K) return;
    for (let b = 0; b < count; b++) slopes[a * count + b] /= -own[output * count + b];
  });
  return { slopes, own };
}

function localArcs({ model, coding }: QueryContext, starts: readonly number[]): LocalArc[] {
  const graph = model.graph!;
  const K = model.latentNames.length;
  const { names } = graph;
  const latent = new Map(graph.latent.map((node, k) => [node, k]));
  const column = new Map(graph.observed.map((node, c) => [node, c]));
  const inputsOf = (node: number) => {
    const k = latent.get(node);
    if (k !== undefined) return [{ input: k, up: 1 }];
    const c = column.get(node)!;
    const rows = coding.featuresOf(c);
    const { type } = coding.columns[c];
    return rows.map((row, r) => ({
      input: K + row,
      up: rowDirection(coding.columns[c], r),
      ...(rows.length > 1 && { parentLevel: rowName(type, r) }),
    }));
  };
  const outputsOf = (node: number) => {
    const k = latent.get(node);
    if (k !== undefined) return [{ output: k, up: 1 }];
    const c = column.get(node)!;
    const count = starts[c + 1] - starts[c];
    const { type } = coding.columns[c];
    return Array.from({ length: count }, (_, r) => ({
      output: K + starts[c] + r,
      up: rowDirection(coding.columns[c], r),
      ...(count > 1 && { childLevel: rowName(type, r) }),
    }));
  };
  return names.flatMap((child, node) =>
    graph.parents(node).flatMap((parent) =>
      inputsOf(parent).flatMap(({ up: first, ...input }) =>
        outputsOf(node).map(({ up: second, ...output }) => ({
          parent: names[parent],
          child,
          ...input,
          ...output,
          rises: (first * second) as -1 | 0 | 1,
        })),
      ),
    ),
  );
}

function locationStarts({ coding }: Pick<QueryContext, "coding">): number[] {
  const starts = [0];
  coding.columns.forEach(({ type }, c) => {
    starts.push(starts[c] + coding.likelihoods[c].shape(type).locations);
  });
  return starts;
}

/** Inputs at some rows and draws of their latents, [(latents + features) x count]. */
export function inputsOf(
  { coding }: Pick<QueryContext, "coding">,
  latents: number,
  features: Float64Array,
  z: Float64Array,
  draws: number,
  from: number,
  count: number,
): Float64Array {
  const scales = coding.featureScales();
  const F = coding.featureCount;
  const inputs = new Float64Array((latents + F) * count);
  for (let b = 0; b < count; b++) {
    const place = from + b;
    const row = Math.floor(place / draws);
    for (let k = 0; k < latents; k++) inputs[k * count + b] = z[place * latents + k];
    for (let f = 0; f < F; f++)
      inputs[(latents + f) * count + b] = (features[row * F + f] - scales.mean[f]) / scales.deviation[f];
  }
  return inputs;
}

/** Rows without gaps, in the model's order: what is missing is filled by its conditional mean. */
export function completedRows({ coding, fill, model }: QueryContext, data: Dataset): Dataset {
  const rows = selectColumns(data, model.observedNames);
  if (!hasGaps(rows)) return rows;
  const width = rows.columns.length;
  // Rows that are whole say it all, where there are enough of them.
  const whole = Array.from({ length: rows.rowCount }, (_, row) => row).filter((row) => {
    for (let c = 0; c < width; c++) if (Number.isNaN(rows.values[row * width + c])) return false;
    return true;
  });
  if (whole.length >= 20 || !coding.plain || fill === undefined) {
    const values = Float64Array.from(
      whole.flatMap((row) => Array.from(rows.values.subarray(row * width, (row + 1) * width))),
    );
    return { ...rows, rowCount: whole.length, values };
  }
  return fill.fill(rows);
}
