import { type ParameterList, type ParameterStore, Tape, type Tensor } from "../engine/index.ts";
import {
  hiddenFormula,
  hiddenLayers,
  hiddenSubsets,
  type NamedLayer,
  namedMatrix,
  namedVector,
} from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";
import { BatchRows } from "./batchRows.ts";
import type { FlowCertificate } from "./certificate.ts";
import type { FlowConfig, Inverter } from "./flow.ts";
import { addBlock, emptyReport } from "./inversionReport.ts";
import { undoLinear } from "./linearInverse.ts";
import { OdeSolver } from "./odeSolver.ts";
import { RefinedInverter } from "./refinedInverter.ts";
import { ResidualBlock } from "./residualBlock.ts";
import { contextName } from "./residualFormula.ts";
import { DORMAND_PRINCE_5, DORMAND_PRINCE_8 } from "./rungeKutta.ts";
import { StackedFlow } from "./stackedFlow.ts";

/**
 * How a field is followed, and the error allowed in one step: in training, where noise of batches is larger by far, and
 * afterwards, both ways, so that there and back again agree.
 */
const SOLUTIONS = {
  float32: { method: DORMAND_PRINCE_5, tolerance: 1e-4 },
  float64: { method: DORMAND_PRINCE_8, tolerance: 1e-12 },
} as const;

/**
 * A structured continuous flow (Weilbach et al. 2020): y' = g_t(y; context), t = 1 .. T fields of a unit of time each, masked
 * by the graph. The Jacobian of a masked field is triangular, so its trace, whose integral is the log-determinant, is the sum
 * of its diagonal: exact. Gradients go back through the steps taken (discretize, then optimize): they are exact for what was
 * computed, where an adjoint equation solved on its own would add an error of its own, and need no second tolerance.
 */
export class ContinuousFlow extends StackedFlow {
  readonly #fields: readonly ResidualBlock[];

  constructor(list: ParameterList, config: FlowConfig, random: Random) {
    super("continuous", { ...config, factorisation: "paper" });
    const { name, latents, context, parents, parentsFirst, hidden, activation, coefficient } = config;
    const withSelf = (sets: readonly (readonly number[])[]) =>
      sets.map((set, component) => [...set, component].sort((a, b) => a - b));
    const width = Math.min(...hidden);
    const units =
      config.blocks > 0
        ? hiddenSubsets(withSelf(parents), width, `${name}.field0`, config.widen).map((set) =>
            this.watched(set),
          )
        : [];
    this.#fields = Array.from(
      { length: config.blocks },
      (_, t) =>
        new ResidualBlock(
          list,
          {
            name: `${name}.field${t}`,
            latents,
            context,
            sets: withSelf(this.sets),
            hidden,
            activation,
            coefficient,
            normalization: "none",
            childrenFirst: [...parentsFirst].reverse(),
          },
          random,
          units,
        ),
    );
    this.declareLinear(list);
  }

  protected recordSteps(
    tape: Tape,
    store: ParameterStore,
    sum: Tensor,
    start: Tensor,
    context: readonly Tensor[],
  ): Tensor {
    const { engine, stride } = tape;
    const { kernels } = engine;
    const { method, tolerance } = SOLUTIONS[engine.precision];
    let y = start;
    for (const field of this.#fields) {
      const from = y;
      const out = tape.tensor(from.rows, true);
      const bytes = from.rows * stride;
      const solver = new OdeSolver(engine, store, field, tape.batch, context, tape.differentiable, method);
      tape.scope = field.config.name;
      tape.record({
        name: "differential equation",
        outputs: [out, sum],
        entangled: true,
        forward: () => {
          solver.refresh();
          solver.solve(from.pointer, out.pointer, sum.pointer, 1, tolerance);
        },
        ...(tape.differentiable && {
          backward: (claim) => {
            const accumulate = from.gradient === 0 ? 0 : claim(from);
            return () => {
              solver.back(out.gradient, sum.gradient);
              if (from.gradient !== 0) kernels.scaleAdd(from.gradient, accumulate, out.gradient, 1, bytes);
            };
          },
        }),
      });
      y = out;
    }
    return y;
  }

  inverter(store: ParameterStore, batch: number): Inverter {
    const { latents, context: parts } = this.config;
    const layout = new Tape(store.engine, batch, { differentiable: false });
    const rows = new BatchRows(layout);
    const context = parts.map(({ size }) => layout.tensor(size, false));
    const [target, solution] = [0, 1].map(() => layout.tensor(latents, false));
    const { method, tolerance } = SOLUTIONS.float64;
    const solvers = this.#fields.map(
      (field) => new OdeSolver(store.engine, store, field, batch, context, false, method),
    );
    const { linear, config } = this;
    const inner: Inverter = {
      batch,
      invert(u, count, given) {
        const report = emptyReport(count);
        given.forEach((values, i) => {
          rows.writeAlone(context[i], values, count);
        });
        let targets = linear ? undoLinear(linear, store, config, u, given, count) : u.slice();
        for (const solver of [...solvers].reverse()) {
          // What stands beyond the samples of a smaller batch must not steer the steps.
          rows.writeAlone(target, targets, count);
          solver.refresh();
          const converged = solver.solve(target.pointer, solution.pointer, 0, -1, tolerance);
          targets = rows.read(solution, count);
          const steps = { iterations: solver.steps, safeguarded: 0, residual: 0 };
          for (let b = 0; b < count; b++) addBlock(report, b, { converged, ...steps });
        }
        return { z: targets, report };
      },
    };
    return RefinedInverter.around(store, this, inner);
  }

  certificate(_values: Float64Array): FlowCertificate {
    return {
      guarantee: "construction",
      blocks: [],
      bound: 0,
      statement:
        "Solutions of smooth fields can be followed back in time, so the flow is, up to the solver's tolerance, invertible.",
    };
  }

  protected stepLayers(): NamedLayer[] {
    const { latents, context } = this.config;
    const sizes = [latents, ...context.map(({ size }) => size)];
    return this.#fields.flatMap(({ network, output, outputBias }, t) => {
      const last = `steps.${t}.layers.${network.biases.length}`;
      return [
        ...hiddenLayers(`steps.${t}.`, network, sizes),
        namedMatrix(last, latents, network.units.length, [{ ...output, from: 0 }]),
        namedVector(`${last}.bias`, outputBias),
      ];
    });
  }

  protected stepFormula() {
    const { name, hidden, context } = this.config;
    const where = `${name}.steps.t`;
    const parts = ["y", ...context.map((part) => contextName(part.name))];
    const last = `${where}.layers.${hidden.length}`;
    return {
      lines: [
        "y = where dy/ds = g(y) has brought y after one unit of time s, with",
        ...hiddenFormula(where, parts.length === 1 ? "y" : `concat(${parts.join(", ")})`, hidden.length),
        `g(y) = ${last}.weight @ v + ${last}.bias`,
      ],
      determinant: [
        "# The Jacobian of g is triangular in the graph's order; the sum of its diagonal, integrated over s, is",
        "# log|det| = sum over steps of the integral of sum_j dg_j/dy_j",
      ],
    };
  }
}
