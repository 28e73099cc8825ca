import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  findKinds,
  type GivenKind,
  InputError,
  Random,
  type RawColumn,
  type RawTable,
  typedTable,
} from "../../src/internals.ts";

const random = new Random(7);
const draws = (count: number, of: () => number) => Float64Array.from({ length: count }, of);
const normal = () => random.normal();

function poisson(mean: number, from = random): number {
  let [product, count] = [from.uniform(), 0];
  while (product > Math.exp(-mean)) {
    product *= from.uniform();
    count++;
  }
  return count;
}

/** Student's t as a normal draw over the root of a mean of squares. */
function student(degrees: number): number {
  let squares = 0;
  for (let i = 0; i < degrees; i++) squares += random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / degrees);
}

function tableOf(columns: Readonly<Record<string, Float64Array | readonly string[]>>): RawTable {
  const made = Object.entries(columns).map(([name, cells]): RawColumn => {
    if (cells instanceof Float64Array) return { name, numbers: cells };
    const labels = [...new Set(cells)];
    return {
      name,
      numbers: new Float64Array(cells.length).fill(Number.NaN),
      texts: {
        rows: Int32Array.from(cells.keys()),
        codes: Int32Array.from(cells, (cell) => labels.indexOf(cell)),
        labels,
        first: { text: cells[0], place: `line 2, column "${name}" of t.csv` },
      },
    };
  });
  return { file: "t.csv", rowCount: made[0].numbers.length, columns: made, ignored: [] };
}

const kindOf = (cells: Float64Array | readonly string[], given?: GivenKind) =>
  findKinds(tableOf({ x: cells }), given && new Map([["x", given]]))[0];
const repeated = (cells: readonly string[], times: number) =>
  Array.from({ length: times * cells.length }, (_, i) => cells[i % cells.length]);

describe("kinds found from values", () => {
  test("labels: two are binary, more are categorical, in an order that the rows do not decide", () => {
    const smoker = kindOf(repeated(["yes", "no", "no"], 20));
    assert.deepEqual([smoker.type, smoker.counts], [{ kind: "binary", levels: ["no", "yes"] }, [40, 20]]);
    assert.deepEqual(kindOf(repeated(["b", "c", "a"], 20)).type, {
      kind: "categorical",
      levels: ["a", "b", "c"],
    });
  });

  test("numbers: two values, answers, counts", () => {
    assert.deepEqual(kindOf(draws(50, () => (random.uniform() < 0.3 ? 1 : 0))).type, {
      kind: "binary",
      levels: ["0", "1"],
    });
    const answers = kindOf(draws(150, () => 1 + Math.floor(5 * random.uniform())));
    assert.deepEqual(answers.type, { kind: "ordinal", levels: ["1", "2", "3", "4", "5"] });
    assert.equal(kindOf(draws(200, () => poisson(0.5))).type.kind, "count");
    assert.equal(kindOf(draws(200, () => poisson(3))).type.kind, "count");
    assert.equal(kindOf(draws(200, () => poisson(5 * random.uniform() ** 2))).type.kind, "count");
    const centred = kindOf(draws(150, () => Math.floor(5 * random.uniform()) - 2));
    assert.deepEqual(centred.type.levels, ["-2", "-1", "0", "1", "2"]);
  });

  test("continuous numbers stay Gaussian unless skewed above zero or heavy in their tails", () => {
    assert.deepEqual(kindOf(draws(300, normal)).type, { kind: "gaussian" });
    assert.deepEqual(kindOf(draws(300, () => 50 + 10 * normal())).type, { kind: "gaussian" });
    assert.equal(kindOf(draws(300, () => Math.exp(normal()))).type.kind, "log-normal");
    assert.equal(kindOf(draws(400, () => 10 + student(2))).type.kind, "student-t");
    assert.deepEqual(kindOf(draws(300, () => random.uniform())).type, { kind: "gaussian" });
  });

  test("a doubt about whole numbers names the kind that the other columns leave", () => {
    const months = draws(400, () => Math.max(2, 60 - Math.round(18 * Math.exp(0.8 * normal()))));
    const labels = repeated(["a", "b"], 200);
    const [found] = findKinds(tableOf({ months, labels }));
    assert.equal(found.type.kind, "skewed");
    assert.match(
      found.warnings.join(" "),
      /^months is taken as skewed, but its whole numbers could also be counts/,
    );
  });

  test("few levels that begin above 1 could be ordered answers, which counts would describe worse", () => {
    const cylinders = Float64Array.from({ length: 100 }, (_, i) =>
      i < 50 ? 4 : i < 85 ? 6 : i < 93 ? 8 : i < 97 ? 3 : 5,
    );
    assert.match(
      kindOf(cylinders).warnings.join(" "),
      /taken as gaussian, but .* could also be ordered answers/,
    );
    const litter = Float64Array.from({ length: 200 }, (_, i) => 3 + ((7 * i) % 16));
    assert.match(kindOf(litter).warnings.join(" "), /taken as gaussian, but .* could also be counts/);
  });

  test("beside labels, a column of any sign with one long tail is skewed; among numbers alone it stays Gaussian", () => {
    const leaning = draws(300, () => Math.exp(normal()) - 2);
    const even = draws(300, normal);
    const labels = repeated(["yes", "no"], 150);
    const kinds = (columns: Readonly<Record<string, Float64Array | readonly string[]>>) =>
      findKinds(tableOf(columns)).map(({ type }) => type.kind);
    assert.deepEqual(kinds({ leaning, even, labels }), ["skewed", "contaminated-normal", "binary"]);
    assert.deepEqual(
      kinds({ below: leaning.map((value) => -value), positive: leaning.map((value) => value + 2), labels }),
      ["skewed", "log-normal", "binary"],
    );
    assert.ok(!kinds({ leaning, even }).includes("skewed"));
    assert.equal(
      findKinds(tableOf({ leaning, labels }), new Map([["leaning", { kind: "gaussian" }]]))[0].type.kind,
      "gaussian",
    );
  });

  test("beside labels, few numbers each of which comes often are levels, unless a normal distribution or counts would have them so", () => {
    const cycle = (values: readonly number[], count = 300) =>
      Float64Array.from({ length: count }, (_, i) => values[i % values.length]);
    const labels = repeated(["yes", "no"], 150);
    const found = (numbers: Float64Array, given?: GivenKind) =>
      findKinds(tableOf({ numbers, labels }), given && new Map([["numbers", given]]))[0];
    const own = new Random(3);
    const brackets = cycle([2, 2, 2, 5, 15.5, 15.5, 30, 30, 30, 30]);
    assert.deepEqual(found(brackets).type, { kind: "ordinal", levels: ["2", "5", "15.5", "30"] });
    assert.deepEqual(found(brackets).counts, [90, 30, 60, 120]);
    assert.match(
      found(brackets).warnings.join(" "),
      /few numbers could also be measurements.*--kind numbers=contaminated-normal/,
    );
    assert.equal(found(brackets, { kind: "gaussian" }).type.kind, "gaussian");
    assert.equal(kindOf(brackets).type.kind, "gaussian");
    // A value that comes only now and then says that new rows bring others.
    const rare = Float64Array.from(brackets, (value, i) => (i < 4 ? 8 : value));
    assert.equal(found(rare).type.kind, "contaminated-normal");
    assert.equal(
      found(draws(300, () => 10 * Math.round(1.3 * own.normal()))).type.kind,
      "contaminated-normal",
    );
    // In logarithms they are as normal.
    assert.equal(found(draws(300, () => 2 ** Math.round(4 + 1.3 * own.normal()))).type.kind, "log-normal");
    // A code for missing values is no level.
    const coded = Float64Array.from(brackets, (value, i) => (i % 20 === 0 ? -999 : value));
    assert.notEqual(found(coded).type.kind, "ordinal");
    const times = cycle([0, 0, 0, 0, 0, 0, 0, 1, 2, 12]);
    assert.deepEqual(kindOf(times).type, { kind: "ordinal", levels: ["0", "1", "2", "12"] });
    assert.match(kindOf(times).warnings.join(" "), /whole numbers could also be counts/);
    assert.equal(kindOf(times).why, found(brackets).why);
    assert.equal(kindOf(draws(2000, () => Math.min(poisson(4, own), 10))).type.kind, "count");
  });

  test("beside labels, whole numbers with few steps in a deviation are drawn whole; with many they are as good as continuous", () => {
    const own = new Random(5);
    const labels = repeated(["yes", "no"], 200);
    const rounded = (mean: number, deviation: number) =>
      draws(400, () => Math.round(mean + deviation * own.normal()));
    const [marks, years, glucose] = [rounded(11, 3.4), rounded(-60, 2), rounded(120, 30)];
    const found = findKinds(tableOf({ marks, years, glucose, labels }));
    assert.deepEqual(
      found.map(({ type }) => type.kind),
      ["discretized-logistic", "discretized-logistic", "contaminated-normal", "binary"],
    );
    assert.equal(found[0].type.least, 0);
    assert.equal(found[1].type.least, undefined);
    assert.deepEqual(found[0].warnings, []);
    assert.equal(findKinds(tableOf({ marks, glucose }))[0].type.kind, "gaussian");
    const given = new Map([["marks", { kind: "gaussian" }]]);
    assert.equal(findKinds(tableOf({ marks, labels }), given)[0].type.kind, "gaussian");
  });

  test("counts that vary less about what other columns say than any count does are no counts", () => {
    const own = new Random(6);
    const skill = draws(300, () => own.normal());
    const share = skill.map((z) => 1 / (1 + Math.exp(-0.3 - 0.8 * z)));
    const right = share.map((p) =>
      draws(10, () => (own.uniform() < p ? 1 : 0)).reduce((sum, one) => sum + one, 0),
    );
    const others = {
      grade: skill.map((z) => z + 0.5 * own.normal()),
      income: skill.map((z) => z + own.normal()),
    };
    assert.equal(findKinds(tableOf({ right, ...others }))[0].type.kind, "discretized-logistic");
    for (const mean of [1.5, 4, 9]) {
      const calls = skill.map((z) => poisson(mean * Math.exp(0.4 * z), own));
      assert.equal(findKinds(tableOf({ calls, ...others }))[0].type.kind, "count", `mean ${mean}`);
    }
    // Eighty rows are enough.
    const eighty = (values: Float64Array) => values.slice(0, 80);
    assert.equal(
      findKinds(
        tableOf({ right: eighty(right), grade: eighty(others.grade), income: eighty(others.income) }),
      )[0].type.kind,
      "discretized-logistic",
    );
    // Of so few rows it might be chance.
    const few = (values: Float64Array) => values.slice(0, 40);
    assert.equal(
      findKinds(tableOf({ right: few(right), grade: few(others.grade), income: few(others.income) }))[0].type
        .kind === "discretized-logistic",
      false,
    );
  });

  test("counts of which more are zero than counting gives have zeros of their own, and others have not", () => {
    const own = new Random(9);
    const need = draws(200, () => own.normal());
    const labels = repeated(["yes", "no"], 100);
    const visits = need.map((z) => (own.uniform() < 0.35 ? 0 : poisson(5 * Math.exp(0.4 * z), own)));
    const found = (values: Float64Array) => findKinds(tableOf({ values, labels }))[0];
    assert.equal(found(visits).type.kind, "zero-inflated");
    assert.match(found(visits).why, /more zeros than counts have/);
    // Few counts, counts that vary much and those that people differ in have zeros, too.
    for (const [mean, spread] of [
      [0.6, 0.5],
      [2, 1],
      [6, 0.8],
      [20, 1.2],
    ]) {
      const counts = need.map((z) => poisson(mean * Math.exp(spread * z), own));
      assert.notEqual(found(counts).type.kind, "zero-inflated", `mean ${mean}, spread ${spread}`);
    }
    const given = new Map([["values", { kind: "zero-inflated" }]]);
    assert.equal(findKinds(tableOf({ values: need, labels }), given)[0].problem === undefined, false);
    assert.equal(findKinds(tableOf({ values: visits, labels }), given)[0].problem, undefined);
  });

  test("counts that go with other columns along a line and not along a curve are no counts, however widely they vary", () => {
    const own = new Random(8);
    const light = draws(150, () => own.normal());
    const shade = light.map((z) => z + 0.4 * own.normal());
    const cover = light.map((z) => Math.max(0, Math.round(8 + 8 * z + 4 * own.normal())));
    const seedlings = light.map((z) => poisson(6 * Math.exp(0.7 * z + 0.5 * own.normal()), own));
    const storms = light.map((z) => poisson(0.4 * Math.exp(0.3 * z), own));
    const found = (values: Float64Array) => findKinds(tableOf({ values, shade }))[0];
    assert.equal(found(cover).type.kind, "discretized-logistic");
    assert.equal(found(cover).type.least, 0);
    assert.match(found(cover).why, /vary unlike counts/);
    assert.equal(found(seedlings).type.kind, "count");
    assert.equal(found(storms).type.kind, "count");
  });

  test("beside labels what is normal has room for outliers, unless its kind is given", () => {
    const labels = repeated(["yes", "no"], 150);
    const even = Float64Array.from({ length: 300 }, (_, i) => ((7919 * i) % 300) / 10);
    const positive = even.map((value) => Math.exp(value / 8));
    const types = (given?: GivenKind) =>
      findKinds(
        tableOf({ even, positive, labels }),
        given && new Map([...["even", "positive"].map((name) => [name, given] as const)]),
      ).map(({ type: { kind, outliers } }) => [kind, outliers]);
    const binary = ["binary", undefined];
    assert.deepEqual(types(), [["contaminated-normal", undefined], ["log-normal", true], binary]);
    assert.deepEqual(types({ kind: "gaussian" }), [["gaussian", undefined], ["gaussian", undefined], binary]);
    assert.deepEqual(
      findKinds(tableOf({ even, positive })).map(({ type: { kind, outliers } }) => [kind, outliers]),
      [
        ["gaussian", undefined],
        ["log-normal", undefined],
      ],
    );
  });

  test("tails that other columns hide are found in what these leave over", () => {
    const load = draws(400, normal);
    const table = tableOf({
      x: load.map((z) => 2 * z + 0.7 * student(3)),
      a: load.map((z) => z + 0.3 * normal()),
      b: load.map((z) => z - 0.3 * normal()),
    });
    assert.deepEqual(
      findKinds(table).map(({ type }) => type.kind),
      ["student-t", "gaussian", "gaussian"],
    );
  });

  test("a rounding step is kept where values repeat so much that it matters", () => {
    const temperatures = draws(300, () => 15 + normal());
    assert.equal(kindOf(temperatures).type.step, undefined);
    assert.equal(kindOf(temperatures.map((t) => Math.round(2 * t) / 2)).type.step, 0.5);
    assert.equal(kindOf(temperatures.map((t) => Math.round(50 * t) / 50)).type.step, undefined);
    const marks = kindOf(draws(200, () => Math.round(50 + 15 * normal())));
    assert.deepEqual(marks.type, { kind: "gaussian" });
  });

  test("a value that comes far more often than the others has a mass of its own, beside levels and alone", () => {
    const rain = (dry: number) =>
      draws(400, () => 0).map((_, i) => (i % 20 < 20 * dry ? 0 : Math.round(100 * Math.exp(normal())) / 100));
    const labels = repeated(["yes", "no"], 200);
    const beside = (cells: Float64Array, given?: GivenKind) =>
      findKinds(tableOf({ cells, labels }), given && new Map([["cells", given]]))[0];
    const wet = { kind: "semicontinuous", atom: 0, rest: "log-normal" };
    const dry = kindOf(rain(0.8));
    assert.deepEqual(dry.type, wet);
    assert.equal(dry.why, "0 in 80 % of the rows, positive with a long upper tail else");
    assert.deepEqual(kindOf(rain(0.3)).type, wet);
    assert.ok(kindOf(rain(0.05)).type.kind !== "semicontinuous");
    assert.deepEqual(beside(rain(0.3)).type, wet);
    assert.deepEqual(beside(rain(0.8)).type, wet);
    assert.deepEqual(beside(rain(0.3), { kind: "semicontinuous" }).type, wet);
    assert.ok(beside(rain(0.05)).type.kind !== "semicontinuous");
    const end = beside(draws(400, () => Math.min(0.4, Math.round(1e4 * normal()) / 1e4)));
    assert.deepEqual([end.type.kind, end.type.atom], ["semicontinuous", 0.4]);
    const spent = draws(400, () => (random.uniform() < 0.6 ? 0 : Math.round(500 * Math.exp(normal()))));
    assert.deepEqual(beside(spent).type, wet);
    // Counts of which many are zero stay counts, a code for a missing value stays one, and levels are levels.
    const visits = draws(400, () => (random.uniform() < 0.5 ? 0 : Math.floor(6 * random.uniform())));
    assert.ok(beside(visits).type.kind !== "semicontinuous");
    assert.match(beside(rain(0.3).map((value) => value || -999)).warnings.join(), /-999/);
    assert.ok(beside(rain(0.3).map((value) => value || -999)).type.kind !== "semicontinuous");
    const unlike = beside(draws(40, normal), { kind: "semicontinuous" });
    assert.match(unlike.problem ?? "", /Expected a value that comes more than once.*column "cells"/);
  });

  test("a density that is asked for has a bound where one value comes again and again", () => {
    const rain = (dry: number) =>
      draws(400, () => 0).map((_, i) => (i % 20 < 20 * dry ? 0 : Math.round(100 * Math.exp(normal())) / 100));
    const labels = repeated(["yes", "no"], 200);
    const given = new Map([["cells", { kind: "gaussian" }]]);
    const [{ type }] = findKinds(tableOf({ cells: rain(0.3), labels }), given);
    assert.equal(type.kind, "gaussian");
    assert.ok(type.step! >= 0.01 - 1e-9 && type.step! < 0.2, String(type.step));
    const [alone] = findKinds(tableOf({ cells: rain(0.8) }), given);
    assert.ok(alone.type.step! >= 0.01 - 1e-9 && alone.type.step! < 0.2, String(alone.type.step));
  });

  test("few numbers in equal steps are answers though they are not whole", () => {
    const halves = kindOf(draws(90, () => Math.floor(3 * random.uniform()) / 2));
    assert.deepEqual(halves.type, { kind: "ordinal", levels: ["0", "0.5", "1"] });
    const tenths = kindOf(draws(90, () => Math.ceil(4 * random.uniform()) / 10));
    assert.deepEqual(tenths.type, { kind: "ordinal", levels: ["0.1", "0.2", "0.3", "0.4"] });
    assert.equal(kindOf(draws(90, () => 5 + Math.floor(3 * random.uniform()) / 2)).type.kind, "gaussian");
    assert.equal(kindOf(draws(300, () => Math.round(2 * (15 + normal())) / 2)).type.kind, "gaussian");
  });

  for (const rows of [20, 92, 460]) {
    test(`${rows} rows of linear and of bent networks are Gaussian in all columns`, () => {
      for (const name of ["ecoli70", "arth150", "magic-irri"]) {
        const network = builtInNetwork(name);
        const bent = builtInNetwork(`nonlinear:${name}:1`);
        for (const source of [network, bent]) {
          const data = source.sample(rows, new Random(3));
          const columns = data.columns.map((column, c) => [
            column,
            draws(rows, () => 0).map((_, row) => data.values[row * data.columns.length + c]),
          ]);
          const table = tableOf(Object.fromEntries(columns));
          const odd = findKinds(table).filter(({ type }) => type.kind !== "gaussian" || type.step);
          assert.deepEqual(odd, [], `${source.name}, ${rows} rows`);
          assert.equal(typedTable(table, findKinds(table)).types, undefined);
        }
      }
    });
  }
});

describe("what is said of columns", () => {
  const said = (cells: Float64Array | readonly string[]) => kindOf(cells).warnings.join(" ");

  test("codes for missing values, far values, lopsided columns, many levels", () => {
    assert.match(
      said(draws(200, normal).map((value, i) => (i === 7 ? -999 : value))),
      /-999 in 1 of 200 rows \(first in row 8\).*--missing-values -999/,
    );
    assert.match(said(draws(200, normal).map((value, i) => (i === 7 ? 57.3 : value))), /57\.3 in row 8/);
    assert.match(said(draws(150, () => Math.floor(6 * random.uniform())).map((v) => v || 99)), /99 in/);
    assert.match(said(repeated([...new Array(19).fill("no"), "yes"], 10)), /"no" in 95 %/);
    assert.match(
      said(
        repeated(
          Array.from({ length: 40 }, (_, i) => `town ${i}`),
          10,
        ),
      ),
      /40 levels/,
    );
    assert.match(said(draws(200, () => poisson(0.5))), /could also be ordered answers/);
    assert.equal(said(draws(300, normal)), "");
  });

  test("labels that may be something else, or one written in two ways", () => {
    const warnings = (labels: readonly string[]) => kindOf(labels).warnings;
    const visits = Array.from({ length: 20 }, (_, i) => `visit ${i}`);
    assert.match(warnings(visits)[0], /x has 20 different labels in 20 rows, such as "visit 0"/);
    assert.match(warnings(["yes", "no", "Yes", "no"])[0], /"yes" and "Yes", which differ only in capitals/);
    assert.deepEqual(warnings(["yes", "no", "maybe", "no"]), []);
  });

  test("numbers with units, currencies or errors, and dates in words, are no labels", () => {
    const problem = (...labels: readonly string[]) => kindOf(labels).problem ?? "";
    const measured = (ending: string) =>
      problem(...Array.from({ length: 20 }, (_, i) => `${1.5 * i}${ending}`));
    for (const unit of [" kg", "kg", " mg/dl", " °C", "µmol"])
      assert.match(measured(unit), /Write numbers without units/);
    assert.equal(problem("4 cyl", "6 cyl", "8 cyl", "4 cyl"), "");
    assert.equal(problem("1st", "2nd", "3rd", "4th", "5th", "6th", "7th"), "");
    for (const [label, plain] of [
      ["\u22121.5", "-1.5"],
      ["\u201312", "-12"],
      ["\uff11\uff12", "12"],
      ["\u0661\u0662", "12"],
      ["\u096a.\u096b", "4.5"],
    ])
      assert.ok(problem(label, label.slice(0, 2)).includes(`("${label}" as ${plain})`), problem(label));
    assert.equal(problem("\u2212", "+", "\u2460", "x\u0661"), "");
    for (const odd of [(i: number) => `0x${i.toString(16)}`, (i: number) => `${i}.5D+02`])
      assert.match(problem(...Array.from({ length: 6 }, (_, i) => odd(i))), /Write numbers as decimals/);
    assert.equal(problem("0x0", "0x1", "0x2"), "");
    for (const label of ["EUR 12", "12 CHF", "¥12", "1.2 ± 0.1", "12%"])
      assert.match(
        problem(label, label.replace("2", "3")),
        /without separators of thousands and units/,
        label,
      );
    for (const label of ["1,234", "12.345.678", "1'234.5", "1 234"])
      assert.match(
        problem(label, label.replace("2", "3")),
        /thousands, or say what stands before the decimals/,
        label,
      );
    for (const label of [
      "31-Jan-2020",
      "Jan 31, 2020",
      "1 March 2020",
      "Mar 2020",
      "Jan-20",
      "2020-01",
      "2020-Q1",
      "Q1 2020",
    ])
      assert.match(problem(label, label.replace("20", "21")), /the date ".*months since a first one/, label);
    for (const label of ["May", "Q1", "mar", "2020", "Jan", "Sep 7"])
      assert.equal(problem(label, "other"), "", label);
    const days = Float64Array.from({ length: 20 }, (_, i) => 20200110 + i);
    assert.match(kindOf(days).warnings[0], /x looks like dates that are written as numbers \(20200110\)/);
    const ids = Float64Array.from({ length: 40 }, (_, i) => (i < 3 ? i : 2 ** 53 + 1000 * i));
    assert.match(kindOf(ids).warnings[0], /x holds whole numbers of more than 15 digits \(first in row 4\)/);
    assert.deepEqual(
      kindOf(days.map((day) => day - 13)).warnings.filter((one) => /dates/.test(one)),
      [],
    );
  });

  test("columns that can't be used, all of them at once", () => {
    const table = tableOf({
      still: new Float64Array(30).fill(4),
      empty: new Float64Array(30).fill(Number.NaN),
      when: Array.from({ length: 30 }, (_, i) => `2024-01-${String(1 + i).padStart(2, "0")}`),
      who: Array.from({ length: 30 }, (_, i) => `person ${i}, of ${i} years`),
      price: repeated(["1,200.50", "2,000", "12 €"], 10),
      x: draws(30, normal),
    });
    const problems = findKinds(table).map(({ problem }) => problem);
    assert.match(problems[0]!, /vary, got 4 in all 30 rows of column "still"/);
    assert.match(problems[1]!, /"empty" is missing in all 30 rows/);
    assert.match(problems[2]!, /line 2, column "when".*date or time "2024-01-01".*days since/);
    assert.match(problems[4]!, /without separators of thousands/);
    assert.equal(problems[5], undefined);
    assert.throws(
      () => typedTable(table, findKinds(table)),
      (error: Error) =>
        error instanceof InputError && /^[45] columns of t\.csv.*still.*empty.*when/.test(error.message),
    );
  });

  test("texts that are all different are told by the first of them, decimal commas by what says so", () => {
    const problem = (text: (i: number) => string) =>
      kindOf(Array.from({ length: 40 }, (_, i) => text(i))).problem;
    assert.match(
      problem((i) => `person ${i}`)!,
      /40 different texts in 40 rows, such as "person 0", as of names/,
    );
    assert.match(
      problem((i) => `${i},25`)!,
      /"0,25"\. Write numbers with a decimal point, or say .*--decimal ,/,
    );
  });

  test("a slip among numbers is no label", () => {
    const column = kindOf(draws(20, normal));
    assert.equal(column.problem, undefined);
    const numbers = draws(20, normal);
    numbers[4] = Number.NaN;
    const texts = {
      rows: Int32Array.of(4),
      codes: Int32Array.of(0),
      labels: ["12x"],
      first: { text: "12x", place: 'line 6, column "x" of t.csv' },
    };
    const table = { file: "t.csv", rowCount: 20, columns: [{ name: "x", numbers, texts }], ignored: [] };
    assert.match(findKinds(table)[0].problem!, /holds numbers\. Correct it, leave it empty/);
    const second = {
      ...texts,
      rows: Int32Array.of(0),
      first: { text: "(cm)", place: 'line 2, column "x" of t.csv' },
    };
    const units = findKinds({
      ...table,
      columns: [{ name: "x", numbers: numbers.with(4, 1).with(0, Number.NaN), texts: second }],
    });
    assert.match(
      units[0].problem!,
      /"\(cm\)" .*If it is the unit or a second name of the column, take its row out; otherwise correct it/,
    );
    assert.match(findKinds(table)[0].problem!, /line 6, column "x".*"12x".*otherwise holds numbers/);
    const labels = findKinds(table, new Map([["x", { kind: "categorical" }]]))[0];
    assert.equal(labels.problem, undefined);
    assert.equal(labels.type.levels!.length, 20);
  });
});

describe("kinds that are given", () => {
  test("win over what would be found, and are checked", () => {
    const answers = draws(100, () => 1 + Math.floor(5 * random.uniform()));
    assert.deepEqual(kindOf(answers, { kind: "gaussian" }).type, { kind: "gaussian", step: 1 });
    assert.deepEqual(kindOf(answers, { kind: "count" }).type, { kind: "count" });
    assert.deepEqual(kindOf(answers, { kind: "categorical" }).type.levels, ["1", "2", "3", "4", "5"]);
    assert.match(
      kindOf(
        answers.map((v) => v - 2),
        { kind: "count" },
      ).problem!,
      /whole number.*-1 in row/,
    );
    assert.match(kindOf(draws(50, normal), { kind: "log-normal" }).problem!, /positive number/);
    assert.match(kindOf(repeated(["a", "b"], 9), { kind: "gaussian" }).problem!, /line 2.*"a"/);
    assert.throws(() => kindOf(answers, { kind: "ordnal" }), /Did you mean "ordinal"/);
  });

  test("whole numbers begin at 0 or 1 where their least is small, and end where the greatest draws many", () => {
    const kind = "discretized-logistic";
    const marks = (least: number, most: number, deviation: number) =>
      draws(400, () => Math.min(Math.max(Math.round(5 + deviation * normal()), least), most));
    assert.deepEqual(kindOf(marks(0, 40, 2.5), { kind }).type, { kind, least: 0 });
    assert.deepEqual(kindOf(marks(1, 40, 2.5), { kind }).type, { kind, least: 1 });
    assert.deepEqual(kindOf(marks(2, 40, 2.5), { kind }).type, { kind, least: 0 });
    assert.deepEqual(kindOf(marks(-9, 40, 2.5), { kind }).type, { kind });
    assert.deepEqual(kindOf(marks(4, 7, 2.5), { kind }).type, { kind, most: 7 });
    const gapped = Float64Array.from({ length: 100 }, (_, i) => (i < 10 ? 12 : i < 60 ? 9 : i < 80 ? 8 : 5));
    assert.deepEqual(kindOf(gapped, { kind }).type, { kind });
    assert.match(kindOf(draws(50, normal), { kind }).problem!, /a whole number in every row.*in row 1/);
  });

  test("levels give an order; labels without one are asked for it", () => {
    const cells = repeated(["low", "high", "mid"], 10);
    const levels = ["low", "mid", "high"];
    assert.deepEqual(kindOf(cells, { levels }).type, { kind: "ordinal", levels });
    assert.deepEqual(kindOf(cells, { kind: "categorical", levels }).type, { kind: "categorical", levels });
    assert.match(kindOf(cells, { kind: "ordinal" }).problem!, /order of the levels.*--levels "x=/);
    const quotes = repeated([`it's "so, so"`, "$x", "mid"], 10);
    assert.match(
      kindOf(quotes, { kind: "ordinal" }).problem!,
      /--levels 'x=\$x,"it'\\''s ""so, so""",mid'\.$/,
    );
    assert.match(kindOf(cells, { levels: ["low", "high"] }).problem!, /"mid" in row 3/);
    assert.match(kindOf(cells, { kind: "binary" }).problem!, /two levels.*got 3/);
    const numbered = repeated(["10+ years", "2 to 9 years", "1 year"], 10);
    assert.deepEqual(kindOf(numbered, { kind: "ordinal" }).type.levels, [
      "1 year",
      "2 to 9 years",
      "10+ years",
    ]);
  });

  test("values of columns with levels are their codes", () => {
    const table = tableOf({ x: repeated(["b", "a"], 2), n: Float64Array.of(1, 2, Number.NaN, 1) });
    const data = typedTable(table, findKinds(table, new Map([["n", { levels: ["1", "2", "3"] }]])));
    assert.deepEqual([...data.values], [1, 0, 0, 1, 1, Number.NaN, 0, 0]);
    assert.deepEqual(
      data.types?.map(({ kind }) => kind),
      ["binary", "ordinal"],
    );
  });
});
