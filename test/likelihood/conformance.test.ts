import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ColumnType, columnKinds, hasLevels, hasOrder, outsideDomain } from "../../src/data/index.ts";
import { isContinuous, kindFacts } from "../../src/data/kinds/kindNames.ts";
import { accumulator, type Tensor } from "../../src/engine/index.ts";
import {
  type ColumnCoding,
  codingOf,
  type Likelihood,
  likelihoods,
  type Theta,
} from "../../src/likelihood/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { normalCdf } from "../../src/numeric/special.ts";
import { describeOperation, Workbench } from "../engine/gradient.ts";

/** What a new likelihood has to say of itself to be tested: values that a column of its kind may have. */
const columns: Record<string, { type: ColumnType; value: (random: Random) => number; bad?: number }> = {
  gaussian: { type: { kind: "gaussian" }, value: (random) => 4 + 2 * random.normal() },
  "contaminated-normal": {
    type: { kind: "contaminated-normal" },
    value: (random) => 4 + (random.uniform() < 0.02 ? 3 : 1) * random.normal(),
  },
  "student-t": {
    type: { kind: "student-t" },
    value: (random) => 4 + random.normal() / Math.sqrt(random.uniform()),
  },
  "log-normal": {
    type: { kind: "log-normal" },
    value: (random) => Math.exp(1 + 0.5 * random.normal()),
    bad: -1,
  },
  skewed: {
    type: { kind: "skewed" },
    value: (random) => Math.exp(1 + 0.7 * random.normal()) - 3,
  },
  count: { type: { kind: "count" }, value: (random) => Math.floor(9 * random.uniform() ** 2), bad: 1.5 },
  "zero-inflated": {
    type: { kind: "zero-inflated" },
    value: (random) => (random.uniform() < 0.4 ? 0 : Math.floor(9 * random.uniform() ** 2)),
    bad: 1.5,
  },
  "discretized-logistic": {
    type: { kind: "discretized-logistic", least: 0, most: 9 },
    value: (random) => Math.min(Math.max(Math.round(6 + 2.5 * random.normal()), 0), 9),
    bad: 10,
  },
  semicontinuous: {
    type: { kind: "semicontinuous", atom: 0, rest: "log-normal" },
    value: (random) => (random.uniform() < 0.4 ? 0 : Math.exp(1 + 0.5 * random.normal())),
    bad: -1,
  },
  binary: {
    type: { kind: "binary", levels: ["no", "yes"] },
    value: (random) => (random.uniform() < 0.3 ? 1 : 0),
    bad: 2,
  },
  categorical: {
    type: { kind: "categorical", levels: ["red", "green", "blue", "grey"] },
    value: (random) => Math.floor(4 * random.uniform()),
    bad: -1,
  },
  ordinal: {
    type: { kind: "ordinal", levels: ["low", "mid", "high", "top"] },
    value: (random) => Math.floor(4 * random.uniform()),
    bad: 0.5,
  },
};

/** What else columns of some kinds may be, by what their types say. */
const variants: Record<
  string,
  Record<string, { type: ColumnType; value?: (random: Random) => number; bad?: number | undefined }>
> = {
  "log-normal": { "with outliers": { type: { kind: "log-normal", outliers: true } } },
  skewed: { "with outliers": { type: { kind: "skewed", outliers: true } } },
  semicontinuous: {
    "within the others": {
      type: { kind: "semicontinuous", atom: 4, rest: "contaminated-normal" },
      value: (random) => (random.uniform() < 0.2 ? 4 : 5 + 2 * random.normal()),
      bad: undefined,
    },
    "above the others": {
      type: { kind: "semicontinuous", atom: 9, rest: "skewed", step: 0.01 },
      value: (random) => (random.uniform() < 0.3 ? 9 : 8.9 - Math.exp(0.7 * random.normal())),
      bad: undefined,
    },
  },
  "discretized-logistic": {
    "without ends": {
      type: { kind: "discretized-logistic" },
      value: (random) => Math.round(-1 + 2 * random.normal()),
      bad: 0.5,
    },
    "of large numbers": {
      type: { kind: "discretized-logistic", least: 0 },
      value: (random) => Math.max(Math.round(300 + 100 * random.normal()), 0),
      bad: -1,
    },
  },
};

/** Every likelihood, and its variants. */
const cases = likelihoods.flatMap((likelihood) => {
  const plain = { label: likelihood.name, likelihood, ...columns[likelihood.name] };
  const others = Object.entries(variants[likelihood.name] ?? {});
  return [
    plain,
    ...others.map(([words, change]) => ({ ...plain, label: `${plain.label} ${words}`, ...change })),
  ];
});
type Case = (typeof cases)[number];

const ROWS = 400;

function coded({ likelihood, type, value }: Case): { coding: ColumnCoding; values: Float64Array } {
  const random = new Random(7);
  const values = Float64Array.from({ length: ROWS }, () => value(random));
  return { coding: likelihood.code("x", type, values), values };
}

function thetas(likelihood: Likelihood, type: ColumnType): Theta[] {
  const { locations, scales } = likelihood.shape(type);
  const initial = likelihood.initialShared?.(type) ?? [];
  return [-1.2, 0, 0.8].map((shift, i) => ({
    location: Array.from({ length: locations }, (_, row) => shift + 0.3 * row),
    scale: scales === 1 ? [0.6, 1, 0.3][i] : 1,
    shared: initial.map((value, k) => value + 0.1 * k * shift),
  }));
}

/** log p of targets on a tape at one theta. */
function recorded(likelihood: Likelihood, coding: ColumnCoding, theta: Theta, targets: readonly number[]) {
  const { type } = coding;
  const bench = new Workbench("float64", targets.length);
  const { tape, engine } = bench;
  const sum = accumulator(tape);
  const fill = (tensor: Tensor, value: (row: number, place: number) => number) => {
    const view = engine.reals(tensor.pointer, tensor.rows * tape.paddedBatch);
    for (let row = 0; row < tensor.rows; row++)
      for (let place = 0; place < targets.length; place++)
        view[row * tape.paddedBatch + place] = value(row, place);
    return tensor;
  };
  const { locations, scales, shared } = likelihood.shape(type);
  likelihood.record(tape, sum, {
    target: fill(tape.tensor(1, false), (_, place) => targets[place]),
    location: fill(tape.tensor(locations, false), (row) => theta.location[row]),
    scale: scales === 1 ? fill(tape.tensor(1, false), () => Math.log(theta.scale)) : undefined,
    shared: shared > 0 ? tape.constant(theta.shared) : undefined,
    measured: undefined,
    codings: [coding],
  });
  tape.seal();
  tape.forward();
  return bench.values(sum);
}

test("what a column can be asked to be is what there are likelihoods of, and what is known of kinds is what these say", () => {
  assert.deepEqual(
    likelihoods.map(({ name, levels, ordered, discrete }) => ({ name, levels, ordered, discrete })),
    columnKinds.map((name) => ({
      name,
      levels: hasLevels(name),
      ordered: hasOrder(name),
      discrete: !isContinuous(name) || kindFacts(name).atom === true,
    })),
  );
});

test("every likelihood of the registry is tested here", () => {
  assert.deepEqual(likelihoods.map(({ name }) => name).sort(), Object.keys(columns).sort());
});

for (const column of cases) {
  const { label, likelihood, type, bad } = column;
  const { coding, values } = coded(column);
  const settings = thetas(likelihood, type);

  if (!likelihood.levels) {
    test(`${label}: numbers that such a column cannot have are those without a density or mass`, () => {
      const distribution = likelihood.distribution(coding, settings[1]);
      for (const value of [-2.5, -1, -0.5, 0, 0.5, 1, 3, 9, 12, 12.5]) {
        const possible = distribution.logProbability(value) > Number.NEGATIVE_INFINITY;
        assert.equal(outsideDomain(value, type) === undefined, possible, `${value}`);
      }
    });
  }

  describeOperation(`${label}: recorded`, (bench) => {
    const sum = accumulator(bench.tape);
    const { locations, scales, shared } = likelihood.shape(type);
    likelihood.record(bench.tape, sum, {
      target: bench.data(1, (random) => likelihood.target(coding, column.value(random))),
      location: bench.tensor(locations),
      scale: scales === 1 ? bench.tensor(1) : undefined,
      shared: shared > 0 ? bench.weights(shared) : undefined,
      measured: bench.data(1, (random) => (random.uniform() < 0.7 ? 1 : 0)),
      codings: [coding],
    });
    return [sum];
  });

  describe(`${label}: of a single value`, () => {
    test("agrees with what is recorded", () => {
      for (const theta of settings) {
        const { logProbability } = likelihood.distribution(coding, theta);
        const some = Array.from(values.subarray(0, 40));
        const onTape = recorded(
          likelihood,
          coding,
          theta,
          some.map((value) => likelihood.target(coding, value)),
        );
        some.forEach((value, i) => {
          const expected = onTape[i] + likelihood.logJacobian(coding, value);
          const found = logProbability(value);
          assert.ok(Math.abs(found - expected) < 1e-8 * (1 + Math.abs(expected)), `${found} ${expected}`);
        });
      }
    });

    test("masses sum and densities integrate to 1, and cdf, quantile and draws belong to them", () => {
      for (const theta of settings) {
        const one = likelihood.distribution(coding, theta);
        if (type.atom !== undefined) {
          const [low, high] = [one.quantile(0.001), one.quantile(0.95)];
          const steps = 20000;
          let total = 0;
          for (let i = 0; i < steps; i++) {
            const x = low + ((i + 0.487) / steps) * (high - low);
            total += (Math.exp(one.logProbability(x)) * (high - low)) / steps;
          }
          const mass = Math.exp(one.logProbability(type.atom));
          const least = low === type.atom ? one.cdf(low) - mass : one.cdf(low);
          const masses = low <= type.atom && type.atom <= high ? mass : 0;
          assert.ok(Math.abs(total + masses - (one.cdf(high) - least)) < 1e-5, `${total} ${masses}`);
          for (const p of [0.01, 0.3, 0.77, 0.99]) {
            const value = one.quantile(p);
            const over = one.cdf(value) - p;
            assert.ok(
              value === type.atom ? over >= 0 && over <= mass : Math.abs(over) < 1e-9,
              `${p} ${over}`,
            );
          }
        } else if (likelihood.discrete) {
          let total = 0;
          const first = Number.isFinite(one.quantile(0)) ? one.quantile(0) : one.quantile(1e-13);
          for (let k = first; k < first + 4000; k++) {
            total += Math.exp(one.logProbability(k));
            if (k < first + 12)
              assert.ok(Math.abs(one.cdf(k) - total) < 1e-9, `${k}: ${one.cdf(k)} ${total}`);
          }
          assert.ok(Math.abs(total - 1) < 1e-9, `${total}`);
          for (const p of [0.01, 0.3, 0.77, 0.99]) {
            const value = one.quantile(p);
            assert.ok(one.cdf(value) >= p - 1e-12 && (value === first || one.cdf(value - 1) < p));
          }
        } else {
          // Between quantiles the integral of the density is the difference of their probabilities.
          const [low, high] = [one.quantile(0.05), one.quantile(0.95)];
          const steps = 20000;
          let total = 0;
          for (let i = 0; i < steps; i++) {
            const x = low + ((i + 0.5) / steps) * (high - low);
            total += (Math.exp(one.logProbability(x)) * (high - low)) / steps;
          }
          assert.ok(Math.abs(total - 0.9) < 1e-6, `${total}`);
          for (const p of [0.01, 0.3, 0.77, 0.99]) assert.ok(Math.abs(one.cdf(one.quantile(p)) - p) < 1e-9);
        }
        for (const e of [-2.1, -0.4, 0.3, 1.9]) {
          assert.ok(
            Math.abs(one.fromNormal(e) - one.quantile(normalCdf(e))) <
              1e-7 * (1 + Math.abs(one.fromNormal(e))),
          );
          const drawn = likelihood.fromTarget(coding, likelihood.drawTarget(coding, theta, e));
          assert.ok(Math.abs(drawn - one.fromNormal(e)) < 1e-7 * (1 + Math.abs(drawn)));
        }
      }
    });

    test("mean, variance and mode are those of its masses or of its draws", () => {
      for (const theta of settings) {
        const one = likelihood.distribution(coding, theta);
        if (!likelihood.ordered) {
          assert.ok(Number.isNaN(one.mean));
          assert.equal(one.mode, one.probabilities!.indexOf(Math.max(...one.probabilities!)));
          continue;
        }
        if (!Number.isFinite(one.variance)) continue;
        let [mean, square, weights] = [0, 0, 0];
        const count = likelihood.discrete ? 40000 : 4001;
        for (let i = 0; i < count; i++) {
          // Of draws from -9 to 9 by their density where these are continuous: far out few quantiles would lie.
          const e = 9 * ((2 * i) / (count - 1) - 1);
          const weight = likelihood.discrete ? 1 : Math.exp(-0.5 * e * e);
          const x = likelihood.discrete ? one.quantile((i + 0.5) / count) : one.fromNormal(e);
          weights += weight;
          mean += weight * x;
          square += weight * x * x;
        }
        mean /= weights;
        assert.ok(Math.abs(mean - one.mean) < 0.02 * Math.sqrt(one.variance), `${mean} ${one.mean}`);
        const variance = square / weights - mean * mean;
        assert.ok(Math.abs(variance / one.variance - 1) < 0.05, `${variance} ${one.variance}`);
        if (type.atom !== undefined) {
          const isLikely = one.logProbability(type.atom) >= Math.log(0.5);
          assert.equal(one.mode === type.atom, isLikely);
          if (isLikely) continue;
        }
        for (const other of [one.quantile(0.2), one.quantile(0.8)])
          if (other !== type.atom)
            assert.ok(one.logProbability(one.mode) >= one.logProbability(other) - 1e-12);
      }
    });
  });

  describe(`${label}: coded`, () => {
    test("features are standardized, targets come back, values that it cannot have are refused", () => {
      const rows = likelihood.features(type);
      for (let row = 0; row < rows; row++) {
        let [mean, square] = [0, 0];
        for (const value of values) {
          const feature = (likelihood.feature(coding, value, row) - coding.mean) / coding.deviation;
          mean += feature / ROWS;
          square += (feature * feature) / ROWS;
        }
        // A column with heavy tails is centred on its median.
        const robust = ["contaminated-normal", "student-t"].includes(type.rest ?? likelihood.name);
        assert.ok(Math.abs(mean) < (robust ? 0.5 : 0.02), `${mean}`);
        // At the one value nothing is read of the others.
        const share = row === 0 ? (coding.type.share ?? 0) : 0;
        const variance = square - mean * mean;
        assert.ok(Math.abs(variance + share - 1) < (robust ? 3 : 0.05), `${variance}`);
      }
      for (const value of values.subarray(0, 20)) {
        const back = likelihood.fromTarget(coding, likelihood.target(coding, value));
        assert.ok(Math.abs(back - value) < 1e-12 * (1 + Math.abs(value)));
      }
      if (bad !== undefined)
        assert.throws(() => likelihood.code("x", type, Float64Array.of(...values, bad)), InputError);
    });

    test("its own fit is better than others, and finite", () => {
      const theta = likelihood.marginal(coding, values);
      const score = (t: Theta) => {
        const { logProbability } = likelihood.distribution(coding, t);
        return values.reduce((sum, value) => sum + logProbability(value), 0);
      };
      const fitted = score(theta);
      assert.ok(Number.isFinite(fitted));
      const moved = { ...theta, location: theta.location.map((value) => value + 1) };
      assert.ok(fitted > score(moved));
    });

    test("what is proposed for a gap has the mass that it says", () => {
      const features = Array.from({ length: likelihood.features(type) }, (_, row) => 0.4 - 0.3 * row);
      if (type.atom !== undefined) {
        const proposed = (u: number) => likelihood.propose(coding, features, u);
        const us = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 2000);
        const atoms = us.filter((u) => proposed(u).value === type.atom);
        assert.ok(atoms.length > 20 && atoms.length < 1980);
        assert.ok(Math.abs(Math.exp(proposed(atoms[0]).logMass) - atoms.length / 2000) < 1e-3);
        // The others come first, and have the density of their feature.
        const { logMass, densities } = proposed(0.001);
        assert.deepEqual(densities, [0]);
        const near = (shift: number) =>
          likelihood.target(coding, likelihood.propose(coding, [0.4 + shift, 0.1], 0.001).value);
        const slope = (near(1e-4) - near(-1e-4)) / 2e-4;
        assert.ok(Math.abs(logMass - Math.log(1 - atoms.length / 2000) + Math.log(slope)) < 1e-3);
        return;
      }
      if (!likelihood.discrete) {
        const near = (shift: number) =>
          likelihood.target(coding, likelihood.propose(coding, [features[0] + shift], 0.5).value);
        const { logMass } = likelihood.propose(coding, features, 0.5);
        const slope = (near(1e-4) - near(-1e-4)) / 2e-4;
        assert.ok(Math.abs(logMass + Math.log(slope)) < 1e-6);
        return;
      }
      const shares = new Map<number, number>();
      const masses = new Map<number, number>();
      const count = 20000;
      for (let i = 0; i < count; i++) {
        const { value, logMass } = likelihood.propose(coding, features, (i + 0.5) / count);
        shares.set(value, (shares.get(value) ?? 0) + 1 / count);
        masses.set(value, Math.exp(logMass));
      }
      for (const [value, share] of shares) assert.ok(Math.abs(share - masses.get(value)!) < 2 / count + 1e-4);
    });
  });
}

test("a column whose values repeat has a floor under its scale", () => {
  const values = Float64Array.from({ length: 40 }, (_, i) => Math.round(i / 20));
  const coding = codingOf({ columns: ["x"], rowCount: 40, values, types: [{ kind: "gaussian", step: 1 }] });
  const [floor] = coding.floors(coding.groups[0])!;
  assert.ok(Math.abs(Math.exp(floor) * coding.columns[0].deviation - 1 / Math.sqrt(12)) < 1e-9);
});
