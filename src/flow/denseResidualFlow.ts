import {
  addLogDeterminant,
  addLogDeterminantSeries,
  type BlockTrace,
  linear,
  multiplyRows,
  Noise,
  type ParameterList,
  type ParameterStore,
  pairProduct,
  SparsePattern,
  type StateBuffer,
  Tape,
  type Tensor,
} from "../engine/index.ts";
import { hiddenFormula, hiddenLayers, type NamedLayer, namedMatrix, namedVector } from "../nn/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { Random } from "../numeric/random.ts";
import { BatchRows } from "./batchRows.ts";
import {
  bakeNormalization,
  certifyBlock,
  certifyBlocks,
  type FlowCertificate,
  provenContractions,
} from "./certificate.ts";
import type { FlowConfig, Inverter, RecordOptions } from "./flow.ts";
import { addBlock, emptyReport, type InverseOptions } from "./inversionReport.ts";
import { undoLinear } from "./linearInverse.ts";
import { NewtonLike } from "./newtonLike.ts";
import { RefinedInverter } from "./refinedInverter.ts";
import { ResidualBlock } from "./residualBlock.ts";
import { contextName } from "./residualFormula.ts";
import { StackedFlow } from "./stackedFlow.ts";

/** Terms of the series that are always computed, and the probability of each further one. */
const SURE_TERMS = 8;
const ONE_MORE = 0.8;

/**
 * A residual flow without a graph (Behrmann et al. 2019, Chen et al. 2019): every component reads every other one, so the
 * Jacobian is full. Training estimates its log-determinant without bias by a power series of random length; a finished model
 * computes it exactly. Blocks are contractions beside the identity by proven bounds, and inverted by fixed points.
 */
export class DenseResidualFlow extends StackedFlow {
  readonly blocks: readonly ResidualBlock[];
  override readonly triangular = false;
  /** For every block how many passes have drawn noise. */
  readonly #passes: readonly StateBuffer[];

  /** @throws InputError for several hidden layers, and where a prior is conditioned on measured values */
  constructor(list: ParameterList, config: FlowConfig, random: Random) {
    super("dense-residual", { ...config, factorisation: "paper", normalization: "certified" });
    const { name, latents, context, hidden, activation, coefficient, givenContext } = config;
    if (hidden.length > 1) {
      throw new InputError(
        `Expected one hidden width for the flow dense-residual, got [${hidden.join(", ")}]. Give one, or choose another flow.`,
      );
    }
    if (context.length > 0 && !givenContext) {
      throw new InputError(
        "Expected hidden nodes without measured parents for the flow dense-residual, which has no order in which to read them. Choose another flow.",
      );
    }
    const everything = Array.from(
      { length: latents + context.reduce((sum, { size }) => sum + size, 0) },
      (_, i) => i,
    );
    const sets = Array.from({ length: latents }, () => everything);
    const units = Array.from({ length: hidden[0] }, () => everything);
    this.blocks = Array.from(
      { length: config.blocks },
      (_, t) =>
        new ResidualBlock(
          list,
          {
            name: `${name}.block${t}`,
            latents,
            context,
            sets,
            hidden,
            activation,
            coefficient,
            normalization: "certified",
            childrenFirst: everything.slice(0, latents),
          },
          random,
          units,
        ),
    );
    this.#passes = this.blocks.map((block) => list.declareBuffer(`${block.config.name}.passes`, 1));
    this.declareLinear(list);
  }

  protected recordSteps(
    tape: Tape,
    store: ParameterStore,
    sum: Tensor,
    start: Tensor,
    context: readonly Tensor[],
    { normalize, imageOnly }: RecordOptions,
  ): Tensor {
    let y = start;
    this.blocks.forEach((block, t) => {
      const { output, trace } = block.record(tape, store, y, context, normalize, true);
      if (normalize) estimatedLogDeterminant(tape, store, sum, trace!, this.#passes[t]);
      else if (!imageOnly) exactLogDeterminant(tape, sum, trace!);
      y = output;
    });
    return y;
  }

  inverter(store: ParameterStore, batch: number): Inverter {
    const { latents, context: parts } = this.config;
    const { config, linear: layer } = this;
    const layout = new Tape(store.engine, batch, { differentiable: false });
    const rows = new BatchRows(layout);
    const context = parts.map(({ size }) => layout.tensor(size, false));
    const values = store.snapshot();
    const solvers = this.blocks.map(
      (block) =>
        new NewtonLike(store, block, Math.min(certifyBlock(block, values).bound, 1 - 1e-9), layout, context),
    );
    const inner: Inverter = {
      batch,
      invert(u, count, given, { tolerance = 1e-11, maxIterations = 2000 }: InverseOptions = {}) {
        const report = emptyReport(count);
        given.forEach((part, i) => {
          rows.write(context[i], part, count);
        });
        let targets: Float64Array = layer ? undoLinear(layer, store, config, u, given, count) : u.slice();
        for (const solver of [...solvers].reverse()) {
          rows.write(solver.target, targets, count);
          rows.write(solver.trial, targets, count);
          const limits = { tolerance, maxIterations, diagonal: false, handOver: false };
          const state = solver.run(count, limits);
          targets = rows.read(solver.best, count);
          for (let b = 0; b < count; b++) {
            addBlock(report, b, {
              converged: state.status[b] === 1,
              iterations: state.iterations[b],
              safeguarded: state.rejected[b],
              residual: state.residual[b],
            });
          }
        }
        if (targets.length !== latents * count)
          throw new Error("An inverse has another size than its image.");
        return { z: targets, report };
      },
    };
    return RefinedInverter.around(store, this, inner);
  }

  certificate(values: Float64Array): FlowCertificate {
    return certifyBlocks(this.blocks, values);
  }

  contracts(values: Float64Array): boolean {
    return provenContractions(this.blocks, values);
  }

  override finish(values: Float64Array, _store: ParameterStore): void {
    bakeNormalization(this, values);
  }

  protected stepLayers(): NamedLayer[] {
    const { latents, context } = this.config;
    const sizes = [latents, ...context.map(({ size }) => size)];
    return this.blocks.flatMap(({ network, output, outputBias }, t) => {
      const last = `blocks.${t}.layers.1`;
      return [
        ...hiddenLayers(`blocks.${t}.`, network, sizes),
        namedMatrix(last, latents, network.units.length, [{ ...output, from: 0 }]),
        namedVector(`${last}.bias`, outputBias),
      ];
    });
  }

  protected stepFormula() {
    const { name, context } = this.config;
    const where = `${name}.blocks.t`;
    const parts = ["y", ...context.map((part) => contextName(part.name))];
    return {
      lines: [
        ...hiddenFormula(where, parts.length === 1 ? "y" : `concat(${parts.join(", ")})`, 1),
        `y = y + ${where}.layers.1.weight @ v + ${where}.layers.1.bias`,
      ],
      determinant: [
        "# The Jacobian of a block is I + J with J = W1 diag(h'(a)) W0, full:",
        "# log|det| = sum over blocks of log det(I + J)",
      ],
    };
  }
}

/** From all products W2[i, h] W1[h, j], one full Jacobian a row of data. */
function exactLogDeterminant(tape: Tape, sum: Tensor, { slope, input, output }: BlockTrace): void {
  const size = output.pattern.rows;
  const units = slope.rows;
  const inner = new Int32Array(size * size * units);
  const outer = new Int32Array(inner.length);
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let h = 0; h < units; h++, at++) {
        outer[at] = output.pattern.weightIndex(i, h);
        inner[at] = input.pattern.weightIndex(h, j);
      }
    }
  }
  const products = pairProduct(tape, output.weights, outer, input.weights, inner);
  const pattern = SparsePattern.dense(size * size, units);
  addLogDeterminant(tape, sum, linear(tape, { input: slope, weights: products, pattern }), size);
}

function estimatedLogDeterminant(
  tape: Tape,
  store: ParameterStore,
  sum: Tensor,
  { slope, input, output }: BlockTrace,
  passes: StateBuffer,
): void {
  const { engine } = tape;
  const size = output.pattern.rows;
  const noise = tape.tensor(size, false);
  const normals = new Noise(engine, 0);
  const coins = engine.allocate(8 * 32);
  let terms = SURE_TERMS;
  tape.record({
    name: "noise",
    outputs: [],
    entangled: true,
    forward: () => {
      // How many passes there have been belongs to the state of a training, so that it goes on bit for bit.
      const counter = engine.doubles(store.bufferPointer(passes), 1);
      counter[0] += 1;
      normals.reseed(7919 * passes.offset + counter[0]);
      normals.fillNormal(noise.pointer, size * tape.paddedBatch);
      terms = SURE_TERMS + furtherTerms(normals, coins, engine.doubles(coins, 32));
    },
  });
  const inside = linear(tape, { input: noise, weights: input.weights, pattern: input.pattern });
  const each = Int32Array.from({ length: slope.rows }, (_, h) => h);
  const bent = multiplyRows(tape, inside, slope, each);
  const image = linear(tape, { input: bent, weights: output.weights, pattern: output.pattern });
  addLogDeterminantSeries(
    tape,
    sum,
    noise,
    image,
    { slope, input, output },
    {
      draw: () => terms,
      atLeast: (count) => {
        let probability = 1;
        for (let k = SURE_TERMS; k < count; k++) probability *= ONE_MORE;
        return probability;
      },
    },
  );
}

/** A geometric number of further terms. */
function furtherTerms(noise: Noise, pointer: number, view: Float64Array): number {
  let terms = 0;
  for (;;) {
    noise.fillUniform(pointer, view.length);
    for (const value of view) {
      if (value > ONE_MORE) return terms;
      terms++;
    }
  }
}
