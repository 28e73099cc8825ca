import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, ParameterList, ParameterStore, Tape } from "../../src/engine/index.ts";
import {
  BatchRows,
  createFlow,
  type Flow,
  type FlowConfig,
  type FlowKind,
  flowKinds,
  flows,
  type InversionReport,
} from "../../src/flow/index.ts";
import { Random } from "../../src/internals.ts";

const config: FlowConfig = {
  name: "density",
  latents: 4,
  context: [],
  parents: [[], [0], [0, 1], [2]],
  parentsFirst: [0, 1, 2, 3],
  blocks: 3,
  hidden: [12],
  activation: "lipswish",
  coefficient: 0.97,
  normalization: "certified",
  factorisation: "paper",
  affine: true,
};

/** A flow whose linear layer knows its components to `spread`, and which is bent before that. */
function sharpFlow(kind: FlowKind, spread: number, given: Partial<FlowConfig> = {}, bent = 0.3) {
  const list = new ParameterList();
  const flow = createFlow(kind, list, { ...config, ...given }, new Random(1));
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, list, false);
  const values = list.initial();
  const random = new Random(2);
  const linear = {
    coefficient: () => 0.5,
    intercepts: [1, -1, 0.5, 2],
    logScales: Array.from({ length: 4 }, () => Math.log(spread)),
  };
  for (const { role, offset, length } of list.parameters)
    if (role === "output-weight") values.fill(0, offset, offset + length);
  flow.start(values, linear, "normalizing");
  for (const { role, offset, length } of list.parameters)
    if (role === "output-weight")
      for (let i = offset; i < offset + length; i++) values[i] += bent * random.normal();
  flow.finish(values, store);
  store.restore(values);
  return { flow, store };
}

function inverted({ flow, store }: { flow: Flow; store: ParameterStore }, size: number, count: number) {
  const random = new Random(3);
  const u = Float64Array.from({ length: 4 * count }, () => size * random.normal());
  const { z, report } = flow.inverter(store, count).invert(u, count, [], { tolerance: 1e-12 });
  return { u, z, report, errors: errorsOf({ flow, store }, z, u, count) };
}

/** Largest errors of the samples' images, relative to what was inverted. */
function errorsOf(
  { flow, store }: { flow: Flow; store: ParameterStore },
  z: Float64Array,
  u: Float64Array,
  count: number,
): number[] {
  const tape = new Tape(store.engine, count, { differentiable: false });
  const input = tape.tensor(4, false);
  const recorded = flow.recordNormalizing(tape, store, input, [], { normalize: false });
  const rows = new BatchRows(tape);
  rows.write(input, z, count);
  tape.forward();
  const image = rows.read(recorded.u, count);
  return Array.from({ length: count }, (_, b) =>
    Math.max(
      ...[0, 1, 2, 3].map((r) => {
        const at = r * count + b;
        return Math.abs(image[at] - u[at]) / Math.max(1, Math.abs(u[at]));
      }),
    ),
  );
}

const all = (field: InversionReport[keyof InversionReport], wanted: number) =>
  field.every((value) => value === wanted);

describe("an inverse is one of the whole flow", () => {
  for (const kind of flowKinds) {
    // A conditional of a hundredth multiplies what the steps before it leave by a hundred.
    for (const size of [1, 5]) {
      test(`${kind}: sharp conditionals, draws of the base times ${size}, all to 1e-10`, () => {
        const { report, errors } = inverted(sharpFlow(kind, 0.01), size, 200);
        assert.ok(Math.max(...errors) <= 1e-10, `off by ${Math.max(...errors)}`);
        assert.ok(all(report.converged, 1) && all(report.nearest, 0));
        assert.ok(report.residual.every((left) => left <= 1e-11));
      });
    }
  }

  for (const kind of ["residual", "residual-exact"] as const) {
    test(`${kind}: strongly bent, far outside of its base, all of many`, () => {
      const { report, errors } = inverted(sharpFlow(kind, 0.01, {}, 1), 20, 2000);
      assert.ok(Math.max(...errors) <= 1e-10, `off by ${Math.max(...errors)}`);
      assert.ok(all(report.converged, 1));
      assert.ok(Math.max(...report.iterations) <= 40, `${Math.max(...report.iterations)} evaluations`);
    });
  }

  test("where no number is near enough, the nearest is found and said to be that", () => {
    for (const kind of ["affine", "residual", "residual-exact"] as const) {
      const { report, errors } = inverted(sharpFlow(kind, 1e-9), 1, 100);
      assert.ok(Math.max(...errors) > 1e-11, "1e9 times the spacing of numbers is left");
      assert.ok(Math.max(...errors) < 1e-5);
      assert.ok(all(report.converged, 1));
      assert.ok(report.nearest.some((one) => one === 1));
      report.nearest.forEach((one, b) => {
        assert.equal(one, report.residual[b] > 1e-11 ? 1 : 0);
      });
    }
  });

  test("a sample's inverse does not depend on those beside it, nor on those before it", () => {
    for (const kind of flowKinds) {
      // The steps of a solver are those of its batch.
      if (flows[kind].tolerance > 0 && kind === "continuous") continue;
      const made = sharpFlow(kind, 0.01);
      const count = 70;
      const { u, z } = inverted(made, 5, count);
      const inverter = made.flow.inverter(made.store, count);
      const chosen = [3, 64, 17];
      const some = Float64Array.from({ length: 12 }, (_, i) => u[Math.floor(i / 3) * count + chosen[i % 3]]);
      for (let time = 0; time < 2; time++) {
        const alone = inverter.invert(some, 3, [], { tolerance: 1e-12 }).z;
        alone.forEach((value, i) => {
          assert.equal(value, z[Math.floor(i / 3) * count + chosen[i % 3]], kind);
        });
        inverter.invert(u, count, [], { tolerance: 1e-12 });
      }
    }
  });

  test("a linear layer whose order is another than the steps', too", () => {
    const other = { affineParents: [[3], [], [], []], affineParentsFirst: [3, 0, 1, 2] };
    for (const kind of ["residual", "affine"] as const) {
      const { report, errors } = inverted(sharpFlow(kind, 0.01, other), 5, 100);
      assert.ok(Math.max(...errors) <= 1e-10, `${kind}: off by ${Math.max(...errors)}`);
      assert.ok(all(report.converged, 1));
    }
  });

  test("a linear layer that reads more than the steps", () => {
    const wide = {
      parents: [[], [], [], []],
      affineParents: [[], [0], [1], [0, 2]],
      factorisation: "exact",
    } as const;
    for (const kind of ["residual-exact", "affine", "spline", "sinh-arcsinh"] as const) {
      const { report, errors } = inverted(sharpFlow(kind, 0.01, wide), 5, 100);
      assert.ok(Math.max(...errors) <= 1e-10, `${kind}: off by ${Math.max(...errors)}`);
      assert.ok(Math.max(...report.iterations) <= 15, `${Math.max(...report.iterations)} evaluations`);
    }
  });
});
