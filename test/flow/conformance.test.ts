import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LuDecomposition, Matrix } from "ml-matrix";
import {
  Engine,
  ParameterList,
  ParameterStore,
  type Precision,
  Tape,
  type Tensor,
} from "../../src/engine/index.ts";
import {
  createFlow,
  type Flow,
  type FlowConfig,
  type FlowKind,
  flowKinds,
  flows,
} from "../../src/flow/index.ts";
import { Random } from "../../src/internals.ts";
import { largestDifference } from "../engine/gradient.ts";

/** Five components: a chain with a shortcut, a second root, one that reads the context, and one that is alone. */
const config: FlowConfig = {
  name: "prior",
  latents: 5,
  context: [{ name: "x", size: 2 }],
  parents: [[], [0], [0, 1, 5], [2, 4], []],
  parentsFirst: [0, 1, 2, 4, 3],
  blocks: 2,
  hidden: [12],
  activation: "lipswish",
  coefficient: 0.97,
  normalization: "certified",
  factorisation: "paper",
  affine: true,
};

const variants: readonly (readonly [string, Partial<FlowConfig>])[] = [
  ["with a linear layer", {}],
  ["without", { affine: false }],
  ["exact factorisation", { factorisation: "exact" }],
  ["means of second order", { interactions: true }],
  ["means of second order, exact factorisation", { interactions: true, factorisation: "exact" }],
  ["two hidden layers", { hidden: [10, 10] }],
  ["independent components", { parents: [[], [], [], [], []], context: [] }],
];

interface Made {
  readonly flow: Flow;
  readonly list: ParameterList;
  readonly store: ParameterStore;
  readonly engine: Engine;
}

/** A flow far from where it starts, finished as a trained one is. */
function make(
  kind: FlowKind,
  given: FlowConfig,
  precision: Precision = "float64",
  seed = 1,
  spread = 1,
): Made {
  const list = new ParameterList();
  const random = new Random(seed);
  const graphless = flows[kind].graph === "none";
  const flow = createFlow(kind, list, { ...given, ...(graphless && { givenContext: true }) }, random);
  const engine = new Engine(precision);
  const store = new ParameterStore(engine, list);
  const values = store.snapshot();
  for (const { name, role, offset, length } of list.parameters) {
    const curved = name.endsWith("weight_pairs");
    const source = curved ? random.fork("pairs") : random;
    const size = curved ? 0.1 : role === "output-weight" ? 0.5 : role === "sharpness" ? 0 : 0.25;
    for (let i = offset; i < offset + length; i++) values[i] += spread * size * source.normal();
  }
  store.restore(values);
  flow.finish(values, store);
  store.restore(values);
  return { flow, list, store, engine };
}

type Side = "normalizing" | "generative";

interface Recorded {
  readonly tape: Tape;
  readonly input: Tensor;
  readonly context: readonly Tensor[];
  readonly output: Tensor;
  readonly logDensity: Tensor;
}

function record({ flow, engine, store }: Made, side: Side, batch: number, differentiable = false): Recorded {
  const tape = new Tape(engine, batch, { differentiable });
  const input = tape.tensor(flow.config.latents, false);
  const context = flow.config.context.map(({ size }) => tape.tensor(size, false));
  const options = { normalize: false, path: false };
  if (side === "normalizing") {
    const { u, logDensity } = flow.recordNormalizing(tape, store, input, context, options);
    return { tape, input, context, output: u, logDensity };
  }
  const { z, logDensity } = flow.recordGenerative(tape, store, input, context, options);
  return { tape, input, context, output: z, logDensity };
}

function view(engine: Engine, tape: Tape, tensor: Tensor) {
  return engine.reals(tensor.pointer, tensor.rows * tape.paddedBatch);
}

function fill({ engine }: Made, { tape, input, context }: Recorded, random: Random, size = 1): void {
  for (const tensor of [input, ...context]) {
    const values = view(engine, tape, tensor);
    for (let i = 0; i < values.length; i++) values[i] = size * random.normal();
  }
}

/** d output / d input for the sample in place 0, by central differences over the inputs and the context. */
function jacobian({ engine }: Made, { tape, input, context, output }: Recorded): Matrix {
  const columns: number[][] = [];
  const read = () => {
    tape.forward();
    const values = view(engine, tape, output);
    return Array.from({ length: output.rows }, (_, r) => values[r * tape.paddedBatch]);
  };
  for (const tensor of [input, ...context]) {
    for (let c = 0; c < tensor.rows; c++) {
      const at = c * tape.paddedBatch;
      const original = view(engine, tape, tensor)[at];
      const shifted = (by: number) => {
        view(engine, tape, tensor)[at] = original + by;
        return read();
      };
      const step = 1e-5;
      const [high, low] = [shifted(step), shifted(-step)];
      columns.push(high.map((value, r) => (value - low[r]) / (2 * step)));
      view(engine, tape, tensor)[at] = original;
    }
  }
  tape.forward();
  return new Matrix(columns).transpose();
}

/** Which inputs can reach each component through so many steps along the parents. */
function reach(
  { parents, latents, parentsFirst, context }: FlowConfig,
  kind: FlowKind,
  steps: number,
): Set<number>[] {
  const everything = latents + context.reduce((sum, { size }) => sum + size, 0);
  if (flows[kind].graph === "none") {
    return parents.map(() => new Set(Array.from({ length: everything }, (_, i) => i)));
  }
  let sets = parents.map((own, component) => new Set([component, ...own]));
  if (flows[kind].graph === "order") {
    const before = new Set<number>();
    for (const component of parentsFirst) {
      for (const input of parents[component]) before.add(input);
      before.add(component);
      sets[component] = new Set(before);
    }
    return sets;
  }
  const once = sets;
  for (let step = 1; step < steps; step++) {
    sets = sets.map(
      (set) => new Set([...set].flatMap((input) => (input < latents ? [...once[input]] : [input]))),
    );
  }
  return sets;
}

for (const kind of flowKinds) {
  const { graph, tolerance } = flows[kind];
  describe(`${kind} keeps what every flow promises`, () => {
    for (const [name, variant] of variants) {
      const given = { ...config, ...variant };
      const exact = given.factorisation === "exact" && flows[kind].exact;
      if (!flows[kind].deep && given.hidden.length > 1) continue;

      test(`${name}: the log-determinant is that of the full Jacobian, whose zeros are the graph's`, () => {
        const made = make(kind, given);
        for (const side of ["normalizing", "generative"] as const) {
          const recorded = record(made, side, 3);
          fill(made, recorded, new Random(2));
          const full = jacobian(made, recorded);
          const { latents } = given;
          const square = full.subMatrix(0, latents - 1, 0, latents - 1);
          const logDeterminant = Math.log(Math.abs(new LuDecomposition(square).determinant));
          const base = side === "normalizing" ? recorded.output : recorded.input;
          const values = view(made.engine, recorded.tape, base);
          let normal = 0;
          for (let r = 0; r < latents; r++)
            normal -= 0.5 * (values[r * recorded.tape.paddedBatch] ** 2 + Math.log(2 * Math.PI));
          const density = made.engine.reals(recorded.logDensity.pointer, 1)[0];
          const said = side === "normalizing" ? density - normal : normal - density;
          assert.ok(
            Math.abs(said - logDeterminant) < Math.max(1e-6, 10 * tolerance) * (1 + Math.abs(logDeterminant)),
            `${side}: said ${said}, is ${logDeterminant}`,
          );
          if (graph === "none") continue;
          const linearFirst = side === "generative" && given.affine;
          const steps =
            exact && !linearFirst ? 1 : linearFirst || !flows[kind].local ? latents + 3 : given.blocks + 1;
          reach(given, kind, steps).forEach((allowed, row) => {
            for (let c = 0; c < full.columns; c++)
              // A solver's steps depend on all components, within its tolerance.
              if (!allowed.has(c)) {
                const entry = Math.abs(full.get(row, c));
                assert.ok(
                  entry <= (flows[kind].local ? 0 : 1e4 * tolerance),
                  `${side}: component ${row}, input ${c}`,
                );
              }
          });
        }
      });

      test(`${name}: the inverse undoes the flow, and the flow its inverse`, () => {
        const made = make(kind, given);
        const count = 40;
        const recorded = record(made, "normalizing", count);
        fill(made, recorded, new Random(3));
        recorded.tape.forward();
        const copy = (tensor: Tensor) => Float64Array.from(view(made.engine, recorded.tape, tensor));
        const [z, u] = [copy(recorded.input), copy(recorded.output)];
        const context = recorded.context.map(copy);
        const inverter = made.flow.inverter(made.store, count);
        const { z: back, report } = inverter.invert(u, count, context, { tolerance: 1e-12 });
        assert.deepEqual(
          report.converged.filter((one) => one === 0),
          new Uint8Array(0),
          `largest residual ${Math.max(...report.residual)}`,
        );
        for (const field of Object.values(report)) assert.equal(field.length, count);
        assert.ok(report.iterations.every((count) => count >= 1));
        // A mean that is large beside its component takes its last digits.
        const lost = 1e-15 * Math.max(...u.map(Math.abs));
        assert.ok(largestDifference(back, z) < Math.max(3e-8, 100 * tolerance, lost));
        view(made.engine, recorded.tape, recorded.input).set(back);
        recorded.tape.forward();
        assert.ok(largestDifference(copy(recorded.output), u) < Math.max(1e-9, 100 * tolerance, lost));
      });

      test(`${name}: gradients are those of finite differences`, () => {
        const made = make(kind, given);
        const { engine, store, list } = made;
        for (const side of ["normalizing", "generative"] as const) {
          const batch = 4;
          const recorded = record(made, side, batch, true);
          const { tape, logDensity, output } = recorded;
          fill(made, recorded, new Random(4));
          const seed = new Random(5);
          const directions = [logDensity, output].map(({ rows }) =>
            Float64Array.from({ length: rows * tape.paddedBatch }, () => seed.normal()),
          );
          tape.record({
            name: "seed",
            outputs: [],
            forward: () => {},
            backward: (claim) => {
              claim(logDensity);
              claim(output);
              return () => {
                [logDensity, output].forEach((tensor, i) => {
                  engine.reals(tensor.gradient, directions[i].length).set(directions[i]);
                });
              };
            },
          });
          tape.seal();
          const loss = () => {
            tape.forward();
            let sum = 0;
            [logDensity, output].forEach((tensor, i) => {
              view(engine, tape, tensor).forEach((value, k) => {
                sum += value * directions[i][k];
              });
            });
            return sum;
          };
          loss();
          store.clearGradients();
          tape.backward();
          const gradient = store.gradientSnapshot();
          const values = store.snapshot();
          const order = new Random(6).permutation(list.length).subarray(0, 40);
          for (const k of order) {
            const h = 1e-5;
            const at = (shift: number) => {
              const changed = Float64Array.from(values);
              changed[k] += shift;
              store.restore(changed);
              return loss();
            };
            const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
            const name = list.parameters.findLast(({ offset }) => offset <= k)!.name;
            assert.ok(
              Math.abs(slope - gradient[k]) < Math.max(1e-6, 1e4 * tolerance) * (1 + Math.abs(slope)),
              `${side}, ${name}: gradient ${gradient[k]}, finite difference ${slope}`,
            );
          }
          store.restore(values);
        }
      });
    }

    test("the density integrates to 1", () => {
      const plane: FlowConfig = {
        ...config,
        latents: 2,
        context: [],
        parents: [[], [0]],
        parentsFirst: [0, 1],
      };
      const made = make(kind, plane, "float64", 3, 0.5);
      // A solver takes many steps for every point, and what it gives is smooth.
      const points = kind === "continuous" ? 160 : 300;
      // z = 3 sinh(t): dense where most of the mass is, and far out enough for what is left.
      const place = (i: number) => 5 * ((2 * i + 1) / points - 1);
      const at = (i: number) => 3 * Math.sinh(place(i));
      const width = (i: number) => (3 * Math.cosh(place(i)) * 10) / points;
      const recorded = record(made, "normalizing", points);
      let total = 0;
      for (let i = 0; i < points; i++) {
        const values = view(made.engine, recorded.tape, recorded.input);
        for (let j = 0; j < points; j++) {
          values[j] = at(i);
          values[recorded.tape.paddedBatch + j] = at(j);
        }
        recorded.tape.forward();
        made.engine.reals(recorded.logDensity.pointer, points).forEach((value, j) => {
          total += Math.exp(value) * width(i) * width(j);
        });
      }
      assert.ok(Math.abs(total - 1) < 1e-2, `${total}`);
    });

    test("weights by name are the flow: what is stored and read again computes the same", () => {
      const made = make(kind, config);
      const values = made.store.snapshot();
      const stored = new Map(
        made.list.parameters.map(({ name, offset, length }) => [name, values.slice(offset, offset + length)]),
      );
      assert.equal(stored.size, made.list.parameters.length, "names are unique");
      const other = make(kind, config, "float64", 77);
      const read = new Float64Array(other.list.length);
      for (const { name, offset } of other.list.parameters) read.set(stored.get(name)!, offset);
      other.store.restore(read);
      const images = [made, other].map((each) => {
        const recorded = record(each, "normalizing", 5);
        fill(each, recorded, new Random(8));
        recorded.tape.forward();
        return Float64Array.from(view(each.engine, recorded.tape, recorded.output));
      });
      assert.deepEqual(images[0], images[1]);
    });

    test("its certificate proves something, or says that nothing does", () => {
      const made = make(kind, config);
      const { guarantee, statement, blocks, bound } = made.flow.certificate(made.store.snapshot());
      assert.ok(statement.length > 20);
      if (guarantee === "lipschitz") {
        assert.ok(blocks.length > 0 && bound < 1);
        const larger = made.store.snapshot().map((value) => 30 * value);
        assert.equal(made.flow.certificate(larger).guarantee, "none");
      } else assert.equal(blocks.length, 0);
    });

    test("its formula names every weight, and its layers hold every parameter once", () => {
      const made = make(kind, config);
      const layers = made.flow.layers();
      const parameters = layers.flatMap((layer) =>
        layer.kind === "vector" ? [layer.parameter] : layer.pieces.map(({ parameter }) => parameter),
      );
      assert.deepEqual(
        new Set(parameters.map(({ name }) => name)),
        new Set(made.list.parameters.map(({ name }) => name)),
      );
      assert.equal(parameters.length, made.list.parameters.length);
      for (const direction of ["normalizing", "generative"] as const) {
        const text = made.flow.formula(direction).join("\n");
        assert.ok(text.includes("log|det|"));
        for (const { name } of layers) {
          const written = name.replace(/^(blocks|steps)\.\d+/, "$1.t");
          assert.ok(text.includes(`prior.${written}`), `${direction}: ${written}`);
        }
      }
    });

    test("in float32 it is the same flow, up to rounding", () => {
      const exact = make(kind, config, "float64");
      const single = make(kind, config, "float32");
      single.store.restore(exact.store.snapshot());
      const images = [exact, single].map((made) => {
        const recorded = record(made, "normalizing", 8);
        fill(made, recorded, new Random(9));
        recorded.tape.forward();
        return Float64Array.from(
          [recorded.output, recorded.logDensity].flatMap((tensor) =>
            Array.from(view(made.engine, recorded.tape, tensor)),
          ),
        );
      });
      const scale = Math.max(...images[0].map(Math.abs));
      assert.ok(largestDifference(images[0], images[1]) < 1e-4 * scale);
    });

    test("a linear-Gaussian network is where it may start", () => {
      const made = make(kind, config);
      assert.equal(made.flow.startsLinear, true);
      const values = made.list.initial();
      for (const { role, offset, length } of made.list.parameters)
        if (role === "output-weight") values.fill(0, offset, offset + length);
      const weight = (component: number, input: number) => 0.3 + 0.1 * component - 0.2 * input;
      const intercepts = [1, -1, 0.5, 2, 0];
      const logScales = [0.1, -0.2, 0.3, 0, -0.5];
      made.flow.start(values, { coefficient: weight, intercepts, logScales }, "normalizing");
      made.flow.finish(values, made.store);
      made.store.restore(values);
      const recorded = record(made, "normalizing", 1);
      fill(made, recorded, new Random(10));
      recorded.tape.forward();
      const { paddedBatch } = recorded.tape;
      const [z, x] = [recorded.input, recorded.context[0]].map((tensor) =>
        Array.from(
          { length: tensor.rows },
          (_, r) => view(made.engine, recorded.tape, tensor)[r * paddedBatch],
        ),
      );
      let expected = 0;
      const sets = made.flow.config.parents;
      z.forEach((value, component) => {
        let mean = intercepts[component];
        for (const input of sets[component]) mean += weight(component, input) * [...z, ...x][input];
        const e = (value - mean) * Math.exp(-logScales[component]);
        expected -= 0.5 * (e * e + Math.log(2 * Math.PI)) + logScales[component];
      });
      const density = made.engine.reals(recorded.logDensity.pointer, 1)[0];
      assert.ok(Math.abs(density - expected) < 1e-9, `${density}, expected ${expected}`);
    });
  });
}
