import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { critiqueText } from "../../src/cli/critiqueText.ts";
import {
  builtInNetwork,
  criticise,
  type Dag,
  dropArcs,
  fitLinearGaussian,
  LinearGaussianNetwork,
  type NamedArc,
  Random,
  rowLogDensities,
  withArcs,
  withoutArcs,
} from "../../src/internals.ts";

const SEEDS = [101, 102, 103, 104, 105];
const DROPPED = 10;
/** Nats a row that the network loses with an arc alone: so much makes it a strong one. */
const STRONG = 0.1;
/** Nats a row below which an arc does nothing. */
const NOTHING = 0.01;

const network = builtInNetwork("ecoli70");
const { dag } = network;
const trainingRows = (rows: number, seed: number) => network.sample(rows, new Random(seed).fork("train"));

/** So many rows that a fit's density is about that of the best parameters of its graph. */
const many = network.sample(20_000, new Random(999).fork("population"));
const known = new Map<string, number>();

/** Mean log-density of the best linear-Gaussian network of a graph, nats a row. */
function worthOf(graph: Dag): number {
  const key = JSON.stringify(graph.toSpecs());
  let worth = known.get(key);
  if (worth === undefined) {
    const options = { kind: "ml", seed: 1, iterations: 300, history: false } as const;
    const rows = rowLogDensities(fitLinearGaussian(graph, many, options), many);
    worth = rows.reduce((sum, value) => sum + value, 0) / rows.length;
    known.set(key, worth);
  }
  return worth;
}

const named = ({ parent, child }: NamedArc) => `${parent} -> ${child}`;

/** What became of one network that lacks arcs. */
interface Outcome {
  readonly asked: number;
  /** Of those asked for, the dropped ones themselves, and those that gain something beside the others. */
  readonly exact: number;
  readonly useful: number;
  /** Of the strong ones among the dropped, those that are named, and those whose loss is made good by what is asked for. */
  readonly strong: number;
  readonly found: number;
  readonly madeGood: number;
  /** Nats a row lost with the arcs, and with those asked for instead. */
  readonly lost: number;
  readonly left: number;
}

async function outcome(rows: number, seed: number): Promise<Outcome> {
  const graph = dropArcs(dag, DROPPED, new Random(seed).fork("graph arcs-dropped"));
  const { requested } = await criticise(graph, trainingRows(rows, seed), { seed });
  const dropped = dag
    .toSpecs()
    .flatMap(({ name, parents }) => parents.map((parent) => ({ parent, child: name })))
    .filter(({ parent, child }) => !graph.hasArc(dag.indexOf(parent), dag.indexOf(child)));
  const amended = withArcs(graph, requested);
  const asked = new Set(requested.map(named));
  const loss = (arc: NamedArc) => worthOf(dag) - worthOf(withoutArcs(dag, [arc]));
  const strong = dropped.filter((arc) => loss(arc) >= STRONG);
  return {
    asked: requested.length,
    exact: dropped.filter((arc) => asked.has(named(arc))).length,
    useful: requested.filter((arc) => worthOf(amended) - worthOf(withoutArcs(amended, [arc])) >= NOTHING)
      .length,
    strong: strong.length,
    found: strong.filter((arc) => asked.has(named(arc))).length,
    madeGood: strong.filter(
      (arc) => asked.has(named(arc)) || worthOf(withArcs(amended, [arc])) - worthOf(amended) < loss(arc) / 2,
    ).length,
    lost: worthOf(dag) - worthOf(graph),
    left: worthOf(dag) - worthOf(amended),
  };
}

describe("the critique over five runs of ECOLI70", () => {
  for (const rows of [92, 460]) {
    test(`asks for nothing of the right network, ${rows} rows`, async (t) => {
      const counts = { requested: 0, needless: 0, unsupported: 0 };
      for (const seed of SEEDS) {
        const critique = await criticise(dag, trainingRows(rows, seed), { seed });
        counts.requested += critique.requested.length;
        counts.needless += critique.needless.length;
        counts.unsupported += critique.unsupported.length;
      }
      t.diagnostic(`${rows} rows, right network, sums of five runs: ${JSON.stringify(counts)}`);
      assert.ok(counts.requested <= 1, `${counts.requested} false requests`);
      assert.ok(counts.needless + counts.unsupported <= 5, JSON.stringify(counts));
    });

    test(`names arcs that were dropped, ${rows} rows`, async (t) => {
      const outcomes: Outcome[] = [];
      for (const seed of SEEDS) {
        outcomes.push(await outcome(rows, seed));
        t.diagnostic(`${rows} rows, seed ${seed}: ${JSON.stringify(outcomes.at(-1))}`);
      }
      const sum = (key: keyof Outcome) => outcomes.reduce((total, one) => total + one[key], 0);
      const share = (part: keyof Outcome, whole: keyof Outcome) => sum(part) / sum(whole);
      const told = {
        precisionExact: share("exact", "asked"),
        precisionUseful: share("useful", "asked"),
        recallExact: share("found", "strong"),
        recallMadeGood: share("madeGood", "strong"),
        repaired: 1 - share("left", "lost"),
      };
      t.diagnostic(`${rows} rows, ${sum("strong")} strong arcs of 50 dropped: ${JSON.stringify(told)}`);
      assert.ok(told.precisionUseful >= (rows === 92 ? 0.8 : 0.9), `${told.precisionUseful}`);
      assert.ok(told.recallMadeGood >= (rows === 92 ? 0.5 : 0.8), `${told.recallMadeGood}`);
    });
  }
});

test("a chain of 150 hidden nodes is held against the arcs that a fit asks for, and one that it lacks is named", async () => {
  const size = 150;
  const nodes = Array.from({ length: size }, (_, i) => [
    {
      name: `h${i}`,
      parents: i === 0 ? {} : { [`h${i - 1}`]: 0.8 },
      intercept: 0,
      variance: i === 0 ? 1 : 0.36,
    },
    {
      name: `x${i}`,
      parents: { [`h${i}`]: 1, ...(i === 100 && { h20: 1.5 }) },
      intercept: 0,
      variance: 0.3,
    },
  ]).flat();
  const chain = new LinearGaussianNetwork({ name: "chain", nodes });
  const rows = chain.sample(300, new Random(5));
  const lacking = withoutArcs(chain.dag, [{ parent: "h20", child: "x100" }]);
  const critique = await criticise(lacking, rows, { folds: 3, resamplings: 4, seed: 1 });
  assert.deepEqual(
    critique.rivals.map(({ name }) => name),
    ["trust", "shrunk"],
  );
  const { possible, tried } = critique.candidates;
  assert.ok(possible > 30_000 && tried < 100, `${tried} of ${possible}`);
  const asked = critique.requested.map(({ parent, child }) => `${parent} -> ${child}`);
  assert.ok(asked.includes("h20 -> x100"), asked.join());
  assert.match(
    critiqueText("chain", critique, []),
    /would take hours; they are left out\. Of 3\d,\d+ arcs .* were tried, at most 75\./,
  );
});
