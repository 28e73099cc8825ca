import { type Dataset, hasGaps, selectColumns } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import { readConditionals } from "./conditionals.ts";
import { QUERY_BATCH, type QueryContext } from "./context.ts";
import { encode } from "./encoding.ts";

/** How much a child's location moves with a parent, averaged over rows, in coded units (latents in their own). */
export interface ArcSlope {
  readonly parent: string;
  readonly child: string;
  /** Which of the parent's features: its level, where it has several. */
  readonly parentLevel?: string;
  /** Which of the child's locations: its level, where it has several. */
  readonly childLevel?: string;
  readonly slope: number;
}

const STEP = 1e-4;

/**
 * Average slopes of every conditional at the rows' measured values and one draw of their hidden ones. A latent's
 * conditional is given by the prior's flow, u_j = F_j(z): at fixed noise it moves by -(dF_j/dz_i) / (dF_j/dz_j), which in a
 * linear network is the coefficient.
 */
export function averageSlopes(
  context: QueryContext,
  data: Dataset,
  options: { seed?: number } = {},
): ArcSlope[] {
  const { engine, model, coding } = context;
  const { graph } = model;
  if (graph === undefined || model.decoder === undefined) return [];
  const K = model.latentNames.length;
  const rows = completed(context, data);
  const z = K > 0 ? encode(context, rows, { samples: 1, seed: options.seed }).samples : new Float64Array(0);
  const features = coding.features(rows.values, rows.rowCount);
  const scales = coding.featureScales();
  const F = coding.featureCount;
  const arcs = readArcs(context);
  const sums = new Float64Array(arcs.length);
  const mark = engine.mark();
  try {
    const at = recordBoth(context, Math.min(QUERY_BATCH, rows.rowCount));
    for (let from = 0; from < rows.rowCount; from += QUERY_BATCH) {
      const count = Math.min(QUERY_BATCH, rows.rowCount - from);
      const inputs = new Float64Array((K + F) * count);
      for (let b = 0; b < count; b++) {
        for (let k = 0; k < K; k++) inputs[k * count + b] = z[(from + b) * K + k];
        for (let f = 0; f < F; f++) {
          const value = features[(from + b) * F + f];
          inputs[(K + f) * count + b] = (value - scales.mean[f]) / scales.deviation[f];
        }
      }
      const slopeOf = (input: number) => {
        const move = (sign: number) => {
          const moved = inputs.slice();
          for (let b = 0; b < count; b++) moved[input * count + b] += sign * STEP;
          return at(moved, count);
        };
        const [up, down] = [move(1), move(-1)];
        return (output: number, b: number) =>
          (up[output * count + b] - down[output * count + b]) / (2 * STEP);
      };
      const own = Array.from({ length: K }, (_, k) => {
        const slope = slopeOf(k);
        return Float64Array.from({ length: count }, (_, b) => slope(k, b));
      });
      const inputsRead = new Set(arcs.map(({ input }) => input));
      for (const input of inputsRead) {
        const slope = slopeOf(input);
        arcs.forEach((arc, a) => {
          if (arc.input !== input) return;
          for (let b = 0; b < count; b++) {
            const value = slope(arc.output, b);
            sums[a] += arc.output < K ? -value / own[arc.output][b] : value;
          }
        });
      }
    }
  } finally {
    engine.release(mark);
  }
  return arcs.map(({ input: _, output: __, ...arc }, a) => ({ ...arc, slope: sums[a] / rows.rowCount }));
}

interface ReadArc extends Omit<ArcSlope, "slope"> {
  /** Latents first, then features. */
  readonly input: number;
  /** Latents first, then locations of the columns. */
  readonly output: number;
}

function readArcs({ model, coding }: QueryContext): ReadArc[] {
  const graph = model.graph!;
  const K = model.latentNames.length;
  const { names } = graph;
  const latent = new Map(graph.latent.map((node, k) => [node, k]));
  const column = new Map(graph.observed.map((node, c) => [node, c]));
  const starts = locationStarts({ model, coding });
  const inputsOf = (node: number) => {
    const k = latent.get(node);
    if (k !== undefined) return [{ input: k }];
    const c = column.get(node)!;
    const rows = coding.featuresOf(c);
    const { levels } = coding.columns[c].type;
    return rows.map((row, r) => ({
      input: K + row,
      ...(rows.length > 1 && { parentLevel: levels?.[r + 1] ?? `${r + 1}` }),
    }));
  };
  const outputsOf = (node: number) => {
    const k = latent.get(node);
    if (k !== undefined) return [{ output: k }];
    const c = column.get(node)!;
    const count = starts[c + 1] - starts[c];
    const { levels } = coding.columns[c].type;
    return Array.from({ length: count }, (_, r) => ({
      output: K + starts[c] + r,
      ...(count > 1 && { childLevel: levels?.[r + 1] ?? `${r + 1}` }),
    }));
  };
  return names.flatMap((child, node) =>
    graph
      .parents(node)
      .flatMap((parent) =>
        inputsOf(parent).flatMap((input) =>
          outputsOf(node).map((output) => ({ parent: names[parent], child, ...input, ...output })),
        ),
      ),
  );
}

/** Columns in their order, each with as many locations as its likelihood has. */
function locationStarts({ coding }: Pick<QueryContext, "model" | "coding">): number[] {
  const starts = [0];
  coding.columns.forEach(({ type }, c) => {
    starts.push(starts[c] + coding.likelihoods[c].shape(type).locations);
  });
  return starts;
}

/** u of the prior's flow and the locations of the decoder, [(latents + locations) x count], at given inputs. */
function recordBoth(context: QueryContext, batch: number) {
  const { engine, model, store, coding } = context;
  const K = model.latentNames.length;
  const F = coding.featureCount;
  const tape = new Tape(engine, batch, { differentiable: false });
  const zTensor = tape.tensor(K, false);
  const xTensor = tape.tensor(F, false);
  const prior =
    K > 0 ? model.prior?.recordNormalizing(tape, store, zTensor, [xTensor], { normalize: false }) : undefined;
  const decoded = model.recordDecoder(tape, store, K > 0 ? zTensor : undefined, xTensor);
  tape.seal();
  const padded = tape.paddedBatch;
  const starts = locationStarts(context);
  return (inputs: Float64Array, count: number): Float64Array => {
    const fill = (pointer: number, rows: number, first: number) => {
      const target = engine.reals(pointer, rows * padded);
      for (let r = 0; r < rows; r++)
        for (let b = 0; b < count; b++) target[r * padded + b] = inputs[(first + r) * count + b];
    };
    fill(zTensor.pointer, K, 0);
    fill(xTensor.pointer, F, K);
    tape.forward();
    const out = new Float64Array((K + starts[starts.length - 1]) * count);
    if (prior) {
      const u = engine.reals(prior.u.pointer, K * padded);
      for (let k = 0; k < K; k++) for (let b = 0; b < count; b++) out[k * count + b] = u[k * padded + b];
    }
    const { theta } = readConditionals(engine, padded, coding, decoded);
    coding.columns.forEach((_, c) => {
      for (let b = 0; b < count; b++) {
        theta(c, b).location.forEach((value, r) => {
          out[(K + starts[c] + r) * count + b] = value;
        });
      }
    });
    return out;
  };
}

/** Rows without gaps, in the model's order: what is missing is filled by its conditional mean. */
function completed({ coding, fill, model }: QueryContext, data: Dataset): Dataset {
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
