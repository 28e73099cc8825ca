import type { ActivationKind } from "../engine/index.ts";
import {
  addLogProduct,
  type BlockTrace,
  gatherWeights,
  linear,
  multiplyRows,
  nodeNormalize,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  pairProduct,
  powerNormalize,
  SparsePattern,
  type StateBuffer,
  spectralNormalize,
  type Tape,
  type Tensor,
  type Weights,
} from "../engine/index.ts";
import { type InputPart, type LayerShape, MaskedNetwork, type Subset } from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";

/**
 * How a block is kept contractive.
 * - `certified`: every layer divided by a bound of its norm that is proved in every pass; what reads the context
 *   is free.
 * - `power`: the published recipe, an estimate by power iteration over all columns, context included.
 * - `node`: for blocks whose hidden units are private to one component: |w_j| |v_j| <= c^2 for every component.
 * - `none`: it need not be; for vector fields of continuous flows.
 */
export type Normalization = "certified" | "power" | "node" | "none";

export interface BlockConfig {
  readonly name: string;
  readonly latents: number;
  /** What may be read beside the running value: names and sizes, numbered after the latents. */
  readonly context: readonly InputPart[];
  /** For each component the inputs that it reads, itself included, ascending. */
  readonly sets: readonly Subset[];
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  /** c: the norm that no layer exceeds. */
  readonly coefficient: number;
  readonly normalization: Normalization;
  /** Every component after all those that read it. */
  readonly childrenFirst: readonly number[];
}

/** What a recorded block offers. */
export interface RecordedBlock {
  readonly output: Tensor;
  /** 1 + dg_j / dz_j, [latents x batch]. */
  readonly diagonal: Tensor;
  /** For the score of the output; only with one hidden layer. */
  readonly trace: BlockTrace | undefined;
}

export interface Spectral {
  readonly parameter: Parameter;
  readonly pattern: SparsePattern;
  readonly side: "rows" | "columns";
  readonly vector: StateBuffer;
}

/**
 * f(z) = z + g(z, context), g = W_L h(... h(W_1 [z, context] + b_1) ...) + b_L with masked weights, equation (6) of
 * Mouton & Kroon. Component j of g reads only the inputs in its set, so the Jacobian is triangular in the graph's
 * order and its determinant is the product of its diagonal, computed exactly for any number of hidden layers.
 */
export class ResidualBlock {
  readonly config: BlockConfig;
  readonly network: MaskedNetwork;
  readonly output: LayerShape;
  readonly outputBias: Parameter;
  readonly spectral: readonly Spectral[];
  readonly #powerVectors: StateBuffer[] = [];
  readonly #paths: PathPlan;

  constructor(list: ParameterList, config: BlockConfig, random: Random, units?: readonly Subset[]) {
    this.config = config;
    const { name, latents } = config;
    this.network = new MaskedNetwork(list, {
      name,
      parts: [{ name: "z", size: latents }, ...config.context],
      sets: config.sets,
      hidden: config.hidden,
      activation: config.activation,
      random,
      units,
    });
    this.output = this.network.outputLayer(config.sets, "output");
    this.outputBias = list.declare(`${name}.output.bias`, "bias", [latents], new Float64Array(latents));
    this.#paths = planPaths(this.network, this.output, latents);
    const spectral: Spectral[] = [];
    const ownLayer = this.network.first.find(({ part }) => part === 0);
    if (config.normalization === "certified") {
      const add = (layer: LayerShape, side: "rows" | "columns", label: string) => {
        const length = side === "rows" ? layer.pattern.rows : layer.pattern.columnCount;
        spectral.push({ ...layer, side, vector: list.declareBuffer(`${name}.${label}.power`, length) });
      };
      if (ownLayer) add(ownLayer, "columns", "layer0");
      this.network.middle.forEach((layer, i) => {
        add(layer, "columns", `layer${i + 1}`);
      });
      add(this.output, "rows", "output");
    } else if (config.normalization === "power") {
      const columns = this.network.first.reduce((sum, { pattern }) => sum + pattern.columnCount, 0);
      this.#powerVectors.push(list.declareBuffer(`${name}.layer0.power`, columns));
      for (const [i, layer] of [...this.network.middle, this.output].entries()) {
        this.#powerVectors.push(list.declareBuffer(`${name}.layer${i + 1}.power`, layer.pattern.columnCount));
      }
    }
    this.spectral = spectral;
  }

  /** The layers whose norms multiply to the block's Lipschitz bound: [first (latent columns), middle..., output]. */
  contractingLayers(): LayerShape[] {
    const own = this.network.first.find(({ part }) => part === 0);
    return [...(own ? [own] : []), ...this.network.middle, this.output];
  }

  /** Every layer that the published normalization divides jointly. */
  firstLayers(): LayerShape[] {
    return [...this.network.first];
  }

  /**
   * @param normalize false where the weights are known to be normalized already.
   * @param throughLogDet whether a gradient will flow through the log-determinant.
   */
  record(
    tape: Tape,
    store: ParameterStore,
    z: Tensor,
    context: readonly Tensor[],
    normalize: boolean,
    throughLogDet: boolean,
  ): RecordedBlock {
    const weightsOf = this.#normalized(tape, store, normalize);
    // The score of the output is taken right after the block, and only of one with one hidden layer.
    const bend = this.network.middle.length === 0 ? "passing bend" : "slope";
    const layers = this.network.record(
      tape,
      store,
      [z, ...context],
      weightsOf,
      throughLogDet ? "bend" : bend,
    );
    const last = layers[layers.length - 1];
    const outputWeights = weightsOf(this.output.parameter);
    tape.scope = `${this.config.name}.output`;
    const output = linear(tape, {
      input: last.value,
      weights: outputWeights,
      pattern: this.output.pattern,
      bias: store.weights(this.outputBias),
      base: z,
    });
    const ones = tape.constant(new Float64Array(this.config.latents).fill(1));
    const own = this.network.first.find(({ part }) => part === 0)!;
    const firstWeights = weightsOf(own.parameter);
    const plan = this.#paths;
    const firstSlope = layers[0].slope!;
    if (layers.length === 1) {
      const products = pairProduct(tape, outputWeights, plan.outputIndex, firstWeights, plan.firstIndex);
      const diagonal = linear(tape, {
        input: firstSlope,
        weights: products,
        pattern: plan.pattern,
        bias: ones,
      });
      return {
        output,
        diagonal,
        trace: {
          slope: firstSlope,
          bend: layers[0].bend,
          diagonal,
          products,
          productPattern: plan.pattern,
          input: { weights: firstWeights, pattern: own.pattern },
          output: { weights: outputWeights, pattern: this.output.pattern },
          childrenFirst: this.config.childrenFirst,
        },
      };
    }
    // Several hidden layers: push the tangent of every latent through, on the pairs (hidden unit, latent) only.
    let tangents = linear(tape, {
      input: firstSlope,
      weights: gatherWeights(tape, firstWeights, plan.firstIndex),
      pattern: plan.pattern,
    });
    plan.middle.forEach((step, i) => {
      const pushed = linear(tape, {
        input: tangents,
        weights: gatherWeights(tape, weightsOf(this.network.middle[i].parameter), step.index),
        pattern: step.pattern,
      });
      tangents = multiplyRows(tape, pushed, layers[i + 1].slope!, step.unitOfPair);
    });
    const diagonal = linear(tape, {
      input: tangents,
      weights: gatherWeights(tape, outputWeights, plan.last!.index),
      pattern: plan.last!.pattern,
      bias: ones,
    });
    return { output, diagonal, trace: undefined };
  }

  #normalized(tape: Tape, store: ParameterStore, normalize: boolean): (parameter: Parameter) => Weights {
    const normalized = normalize ? this.effectiveWeights(tape, store) : new Map<Parameter, Weights>();
    return (parameter) => normalized.get(parameter) ?? store.weights(parameter);
  }

  /** Records the normalization; maps every normalized parameter to the weights that the block computes with. */
  effectiveWeights(tape: Tape, store: ParameterStore): ReadonlyMap<Parameter, Weights> {
    const { coefficient, normalization } = this.config;
    const normalized = new Map<Parameter, Weights>();
    if (normalization === "certified") {
      for (const { parameter, pattern, side, vector } of this.spectral) {
        const weights = store.weights(parameter);
        const at = store.bufferPointer(vector);
        normalized.set(
          parameter,
          spectralNormalize(tape, { weights, pattern, side, coefficient, vector: at }).weights,
        );
      }
    } else if (normalization === "power") {
      const groups = [this.firstLayers(), ...[...this.network.middle, this.output].map((layer) => [layer])];
      groups.forEach((layers, i) => {
        const parts = layers.map(({ parameter, pattern }) => ({
          weights: store.weights(parameter),
          pattern,
        }));
        const vector = store.bufferPointer(this.#powerVectors[i]);
        const result = powerNormalize(tape, { parts, coefficient, vector });
        layers.forEach(({ parameter }, k) => {
          normalized.set(parameter, result.weights[k]);
        });
      });
    } else if (normalization === "node") {
      const own = this.network.first.find(({ part }) => part === 0)!;
      const w = store.weights(own.parameter);
      const v = store.weights(this.output.parameter);
      const counts = this.output.pattern;
      const starts = Array.from({ length: counts.rows }, (_, row) => counts.rowStart(row));
      normalized.set(own.parameter, nodeNormalize(tape, w, v, starts, coefficient * coefficient));
    }
    return normalized;
  }
}

interface PathPlan {
  /** One hidden layer: latents x hidden. Several: pairs x hidden. */
  readonly pattern: SparsePattern;
  readonly firstIndex: Int32Array;
  readonly outputIndex: Int32Array;
  readonly middle: readonly { pattern: SparsePattern; index: Int32Array; unitOfPair: Int32Array }[];
  readonly last: { pattern: SparsePattern; index: Int32Array } | undefined;
}

/** By the pattern of the output layer; the blocks of a flow share theirs. */
const plans = new WeakMap<SparsePattern, { first: SparsePattern; layers: number; plan: PathPlan }>();

/** Which weights lie on a path from latent j through the hidden layers back to output j. */
function planPaths(network: MaskedNetwork, output: LayerShape, latents: number): PathPlan {
  const first = network.first.find(({ part }) => part === 0)!.pattern;
  const layers = network.middle.length;
  const kept = plans.get(output.pattern);
  if (kept !== undefined && kept.first === first && kept.layers === layers) return kept.plan;
  const plan = newPaths(network, output, latents);
  plans.set(output.pattern, { first, layers, plan });
  return plan;
}

function newPaths(network: MaskedNetwork, output: LayerShape, latents: number): PathPlan {
  const first = network.first.find(({ part }) => part === 0)!;
  const reads = (latent: number): number[] =>
    [...output.pattern.columnsOf(latent)].filter((unit) => first.pattern.weightIndex(unit, latent) >= 0);
  if (network.middle.length === 0) {
    const rows = Array.from({ length: latents }, (_, latent) => reads(latent));
    const pattern = SparsePattern.fromRows(rows, network.units.length);
    const firstIndex = new Int32Array(pattern.size);
    const outputIndex = new Int32Array(pattern.size);
    for (let k = 0; k < pattern.size; k++) {
      firstIndex[k] = first.pattern.weightIndex(pattern.columnOf[k], pattern.rowOf[k]);
      outputIndex[k] = output.pattern.weightIndex(pattern.rowOf[k], pattern.columnOf[k]);
    }
    return { pattern, firstIndex, outputIndex, middle: [], last: undefined };
  }
  // All hidden layers have the same units, so the same pairs serve every layer.
  const pairs: { unit: number; latent: number }[] = [];
  const pairIndex = new Map<string, number>();
  for (let latent = 0; latent < latents; latent++) {
    for (const unit of reads(latent)) {
      pairIndex.set(`${unit},${latent}`, pairs.length);
      pairs.push({ unit, latent });
    }
  }
  const unitOfPair = Int32Array.from(pairs, ({ unit }) => unit);
  const pattern = SparsePattern.fromRows(
    pairs.map(({ unit }) => [unit]),
    network.units.length,
  );
  const firstIndex = Int32Array.from(pairs, ({ unit, latent }) => first.pattern.weightIndex(unit, latent));
  const middle = network.middle.map((layer) => {
    const step = SparsePattern.fromRows(
      pairs.map(({ unit, latent }) =>
        layer.pattern
          .columnsOf(unit)
          .map((below) => pairIndex.get(`${below},${latent}`) ?? -1)
          .filter((pair) => pair >= 0)
          .sort((a, b) => a - b),
      ),
      pairs.length,
    );
    const index = new Int32Array(step.size);
    for (let k = 0; k < step.size; k++) {
      index[k] = layer.pattern.weightIndex(pairs[step.rowOf[k]].unit, pairs[step.columnOf[k]].unit);
    }
    return { pattern: step, index, unitOfPair };
  });
  const lastPattern = SparsePattern.fromRows(
    Array.from({ length: latents }, (_, latent) =>
      reads(latent).map((unit) => pairIndex.get(`${unit},${latent}`)!),
    ),
    pairs.length,
  );
  const lastIndex = new Int32Array(lastPattern.size);
  for (let k = 0; k < lastPattern.size; k++) {
    lastIndex[k] = output.pattern.weightIndex(lastPattern.rowOf[k], pairs[lastPattern.columnOf[k]].unit);
  }
  return {
    pattern,
    firstIndex,
    outputIndex: new Int32Array(0),
    middle,
    last: { pattern: lastPattern, index: lastIndex },
  };
}

/** Adds a block's log-determinant to one value a row of data. */
export function addBlockLogDet(tape: Tape, sum: Tensor, block: RecordedBlock): void {
  addLogProduct(tape, sum, block.diagonal);
}
