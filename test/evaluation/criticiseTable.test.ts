import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RareLevel } from "../../src/evaluation/rareLevels.ts";
import {
  type ArcVerdict,
  type Critique,
  criticise,
  criticiseTable,
  Dag,
  Random,
} from "../../src/internals.ts";

const REGIONS = ["north", "south", "east", "west"];
const LEVELS = [0, 1, 2, 3];

/** One hidden cause of three numbers and a region, on which a fourth number depends; two regions are as likely under any cause. */
function table(rows: number) {
  const random = new Random(11);
  const columns = ["a", "b", "c", "region", "d"];
  const values = new Float64Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    const z = random.normal();
    const scores = [0, 0, 1.6 * z, -1.6 * z].map((score) => score - Math.log(-Math.log(random.uniform())));
    const region = scores.indexOf(Math.max(...scores));
    const noise = () => 0.6 * random.normal();
    const cells = [
      z + noise(),
      -z + noise(),
      z + noise(),
      LEVELS[region],
      (region === 1 ? 1.5 : 0) + noise(),
    ];
    values.set(cells, row * columns.length);
  }
  const types = columns.map((name) =>
    name === "region" ? { kind: "categorical" as const, levels: REGIONS } : { kind: "gaussian" as const },
  );
  return { columns, rowCount: rows, values, types };
}

const data = table(600);
const quick = { resamplings: 4, seed: 1 };
const network = (parents: Record<string, readonly string[]>) =>
  Dag.create(
    ["z", ...data.columns].map((name) => ({ name, parents: parents[name] ?? ["z"] })),
    data.columns,
  );
const named = (arcs: readonly ArcVerdict[]) => arcs.map(({ parent, child }) => `${parent} -> ${child}`);
const against = ({ rivals }: Critique, rival: string) => rivals.find(({ name }) => name === rival)!.advantage;

describe("a critique by a table with a column of four labels", () => {
  test("leaves a right network as it is: labels that exclude each other are no fault of it", async () => {
    const critique = await criticiseTable(network({ z: [], d: ["region"] }), data, quick);
    assert.deepEqual(named(critique.requested), []);
    assert.deepEqual(named(critique.needless), []);
    assert.deepEqual(critique.unexplained, []);
    assert.deepEqual(critique.unsupported, []);
    const { mean, standardError } = against(critique, "shrunk");
    assert.ok(mean > -2 * standardError, `${mean} ± ${standardError}`);
  });

  test("takes a label of one row for the commonest, and says so, where it is the same in all rows but those of one fold", async () => {
    const values = data.values.slice();
    values[7 * data.columns.length + 3] = 4;
    const types = data.types.map((type) =>
      type.kind === "categorical" ? { ...type, levels: [...REGIONS, "sea"] } : type,
    );
    const told: RareLevel[] = [];
    const critique = await criticiseTable(
      network({ z: [], d: ["region"] }),
      { ...data, types, values },
      { ...quick, onRareLevels: (rare) => void told.push(...rare) },
    );
    assert.deepEqual(named(critique.requested), []);
    assert.equal(told.length, 1);
    const { into, ...rest } = told[0]!;
    assert.deepEqual(rest, { column: "region", level: "sea", rows: 1 });
    assert.ok(REGIONS.includes(into));
  });

  test("asks for what is missing by the names of columns, once for all labels", async () => {
    const critique = await criticiseTable(network({ z: [], region: [], d: ["region"] }), data, quick);
    assert.deepEqual(named(critique.requested), ["z -> region"]);
    const [{ weight, gain }] = critique.requested;
    assert.ok(Math.abs(weight) > 0.3 && gain.mean > 2 * gain.standardError, `${weight}`);
    assert.ok(against(critique, "trust").mean < -0.1);
    const pairs = critique.unexplained.map(({ first, second }) => [first, second]);
    assert.ok(pairs.length > 0 && pairs.flat().every((name) => data.columns.includes(name)), `${pairs}`);
  });

  test("does without an arc only where no label needs it", async () => {
    const critique = await criticiseTable(network({ z: [], d: ["region", "z"] }), data, {
      ...quick,
      resamplings: 8,
    });
    assert.ok(!named(critique.needless).includes("z -> region"), named(critique.needless).join());
    assert.ok(!named(critique.needless).includes("region -> d"), named(critique.needless).join());
  });

  test("is the critique of plain numbers where all columns are", async () => {
    const numbers = ["a", "b", "c"];
    const dag = Dag.create(
      [{ name: "z", parents: [] }, ...numbers.map((name) => ({ name, parents: ["z"] }))],
      numbers,
    );
    const values = Float64Array.from({ length: 300 }, (_, i) => data.values[Math.floor(i / 3) * 5 + (i % 3)]);
    const plain = { columns: numbers, rowCount: 100, values };
    assert.deepEqual(await criticiseTable(dag, plain, quick), await criticise(dag, plain, quick));
  });
});
