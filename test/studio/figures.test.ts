import assert from "node:assert/strict";
import { test } from "node:test";
import { axisOf, BARS, roomy, valueAt } from "../../studio/src/ask/beliefShapes.ts";
import { percents, sharesInWords } from "../../studio/src/ask/columnTypes.ts";
import { inLines } from "../../studio/src/ask/inLines.ts";
import { nameMargin } from "../../studio/src/ask/nameMargin.ts";
import { numberFormat } from "../../studio/src/ask/numberFormat.ts";
import { spreadCodes } from "../../studio/src/ask/samplePlots.ts";
import { shortNames } from "../../studio/src/ask/shortNames.ts";
import { arcKey } from "../../studio/src/document/routes.ts";
import { arcPath } from "../../studio/src/network/arcPath.ts";
import { standing } from "../../studio/src/network/placement.ts";
import { comparedCells } from "../../studio/src/train/comparedCells.ts";
import { listed } from "../../studio/src/train/listed.ts";
import { newRun, type RunSpec, runs, runTitle, type Study } from "../../studio/src/train/study.ts";
import { decimals, numberText, powerText, scaleText } from "../../studio/src/ui/decimals.ts";
import { firstClause } from "../../studio/src/ui/firstClause.ts";
import { PacedDrawing } from "../../studio/src/ui/pacedDrawing.ts";
import { restOf } from "../../studio/src/ui/restOf.ts";
import { quantilesInWords } from "../../studio/src/ui/words.ts";

test("a chart that follows a training is never more than two seconds behind, however long a drawing took", () => {
  assert.equal(restOf(250, 5), 250);
  assert.equal(restOf(250, 100), 1200);
  assert.equal(restOf(250, 4000), 2000);
  assert.equal(restOf(0, 4000), 0);
});

test("a key has as many lines as it needs, none of them longer than there is room", () => {
  const parts = ["band: prior", "colour: model", "grey: exact", "×: truth"];
  assert.deepEqual(inLines(parts, 200), ["band: prior; colour: model; grey: exact; ×: truth"]);
  assert.deepEqual(inLines(parts, 26), ["band: prior; colour: model", "grey: exact; ×: truth"]);
  assert.deepEqual(inLines(parts, 5), parts);
});

test("the name of a training says how it differs from its like, and nothing that only it could have", () => {
  const study = {} as Study;
  const watched: RunSpec = {
    model: "true",
    method: "watch",
    hidden: 100,
    blocks: 4,
    seed: 1,
    epochs: 600,
    start: "random",
  };
  const recommended: RunSpec = { ...watched, method: "recommended", trust: "auto", kind: {} };
  const titles = (...specs: RunSpec[]) => {
    runs.value = specs.map((spec) => newRun(study, spec));
    return runs.value.map(runTitle);
  };
  assert.deepEqual(titles(watched, recommended), [
    "SIReN-VAE true (one run)",
    "SIReN-VAE true (recommended)",
  ]);
  assert.deepEqual(titles(recommended, { ...recommended, trust: "full" }), [
    "SIReN-VAE true (trust chosen)",
    "SIReN-VAE true (network believed)",
  ]);
  assert.deepEqual(titles(watched, { ...watched, epochs: 900, seed: 2 }), [
    "SIReN-VAE true (seed 1, 600 epochs)",
    "SIReN-VAE true (seed 2, 900 epochs)",
  ]);
  runs.value = [];
});

test("shares of levels in whole per cents add up to a hundred", () => {
  assert.deepEqual(percents([0.315, 0.685]), [32, 68]);
  assert.deepEqual(percents([1 / 3, 1 / 3, 1 / 3]), [34, 33, 33]);
  assert.deepEqual(percents([0, 1]), [0, 100]);
  assert.deepEqual(percents([0, 0]), [0, 0]);
  assert.equal(
    sharesInWords(Float64Array.of(0, 1, 2, 0, 1, 2, Number.NaN), ["a", "b", "c"]),
    "a 34 %, b 33 %, c 33 %",
  );
});

test("an arc runs through no node but its own, along its route or bowed around", () => {
  const names = ["a", "b", "c", "d"];
  const column = names.map((name, i) => ({ name, parents: [], place: { x: 0, y: 60 * i } }));
  const through = new Map([
    [
      arcKey("a", "d"),
      { from: { x: 0, y: 0 }, to: { x: 0, y: 180 }, bends: [0, 30, 90, 150, 180].map((y) => ({ x: 0, y })) },
    ],
  ]);
  const nodes = column.map((node) => (node.name === "d" ? { ...node, parents: ["a"] } : node));
  for (const placement of [standing(nodes, undefined), standing(nodes, through)]) {
    const numbers = [...arcPath(placement, "a", "d").matchAll(/-?[\d.]+/g)].map(Number);
    assert.equal(numbers.length, 6);
    const [x0, y0, x1, y1, x2, y2] = numbers;
    for (let t = 0; t <= 1; t += 0.01) {
      const along = (p: number, q: number, r: number) => (1 - t) ** 2 * p + 2 * t * (1 - t) * q + t ** 2 * r;
      const [x, y] = [along(x0, x1, x2), along(y0, y1, y2)];
      for (const name of ["b", "c"]) {
        const node = placement.nodes.get(name)!;
        assert.ok(Math.abs(x - node.x) >= node.width / 2 - 1 || Math.abs(y - node.y) >= node.height / 2 - 1);
      }
    }
  }
});

test("cells that are not known come last, sorted up or down", () => {
  const sorted = (down: boolean) => [2, undefined, 10, 1].toSorted((a, b) => comparedCells(a, b, down));
  // The runtime itself puts undefined last, so the order is asked of pairs, too.
  assert.deepEqual(
    [sorted(false), sorted(true)],
    [
      [1, 2, 10, undefined],
      [10, 2, 1, undefined],
    ],
  );
  assert.ok(comparedCells(undefined, "a", true) > 0 && comparedCells("a", undefined, true) < 0);
  assert.ok(comparedCells("b", "a", true) < 0);
});

test("a number that is rounded to zero has no sign", () => {
  assert.deepEqual(
    [-0.04, 0, -0.06, 2].map((value) => decimals(value, 1)),
    ["0.0", "0.0", "−0.1", "2.0"],
  );
});

test("a picture's file is named by what it shows, not by how it is used", () => {
  assert.equal(firstClause("Network ECOLI70: 46 nodes. Arrow keys move between nodes."), "Network ECOLI70");
  assert.equal(firstClause("Beliefs on v1.2. Arrow keys move between nodes."), "Beliefs on v1.2");
  assert.equal(firstClause("What it has learned"), "What it has learned");
});

test("quantiles are told with as many digits as they tell apart", () => {
  const spread = (scale: number) => Float64Array.from({ length: 1001 }, (_, i) => scale * (i / 1000 - 0.3));
  assert.equal(quantilesInWords(spread(1)), "0.20 (95 % from −0.27 to 0.68)");
  assert.equal(quantilesInWords(spread(0.001)), "0.00020 (95 % from −0.00027 to 0.00068)");
  assert.equal(quantilesInWords(spread(12345)), "2469 (95 % from −3395 to 8333)");
  assert.equal(quantilesInWords(Float64Array.of(0, 0, 1, 1, 1, 2, 7)), "1 (95 % from 0 to 7)");
  assert.equal(quantilesInWords(new Float64Array(9).fill(0.0004)), "0.0004 (95 % from 0.0004 to 0.0004)");
});

test("every place of a node's bars is a value that its column can have", () => {
  const across = Array.from({ length: 200 }, (_, i) => BARS.left - 3 + ((BARS.width + 6) * i) / 199);
  const counts = Float64Array.from({ length: 1000 }, (_, i) => Math.floor(i ** 2 / 1e5));
  const axis = axisOf(counts, { kind: "count" });
  // A bar for every number.
  assert.deepEqual([axis.low, axis.high, axis.bins], [-0.5, 9.5, 10]);
  assert.deepEqual([...new Set(across.map((x) => valueAt(x, axis)))], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const many = axisOf(
    counts.map((value) => 100 * value + 7),
    { kind: "count" },
  );
  assert.ok(many.bins <= 22 && (many.high - many.low) % many.bins === 0);
  const positive = axisOf(
    counts.map((value) => Math.exp(2 * value) / 1000),
    { kind: "log-normal" },
  );
  for (const x of across) assert.ok(valueAt(x, positive) > 0, String(valueAt(x, positive)));
});

test("a chart that waits after a slow drawing is drawn at once when what it shows has come to rest", () => {
  let now = 0;
  let waiting: { readonly at: number; readonly act: () => void } | undefined;
  const clock = {
    now: () => now,
    after(milliseconds: number, act: () => void) {
      waiting = { at: now + milliseconds, act };
      return waiting;
    },
    forget(one: unknown) {
      if (waiting === one) waiting = undefined;
    },
  };
  const drawnAt: number[] = [];
  const chart = new PacedDrawing(
    () => {
      drawnAt.push(now);
      now += 150;
    },
    250,
    clock,
  );
  const pass = (until: number) => {
    while (waiting && waiting.at <= until) {
      const { at, act } = waiting;
      waiting = undefined;
      now = Math.max(now, at);
      act();
    }
    now = Math.max(now, until);
  };
  chart.ask();
  pass(500);
  chart.ask();
  pass(600);
  assert.deepEqual(drawnAt, [0]);
  chart.setPace(0);
  pass(600);
  assert.deepEqual(drawnAt, [0, 600]);
  // Where nothing waits, a new pace draws nothing.
  chart.setPace(250);
  pass(5000);
  assert.deepEqual(drawnAt, [0, 600]);
});

test("points that are spread within their levels show no line that is not there", () => {
  const codes = new Float64Array(600);
  const [x, y] = [spreadCodes(codes, "x"), spreadCodes(codes, "y")];
  assert.ok([...x, ...y].every((offset) => Math.abs(offset) <= 0.25));
  // A quarter of them in each quarter of the square.
  const right = x.filter((offset) => offset > 0).length;
  const both = x.filter((offset, i) => offset > 0 && y[i] > 0).length;
  assert.ok(Math.abs(right - 300) <= 6, `${right}`);
  assert.ok(Math.abs(both - 150) <= 12, `${both}`);
});

test("of many names the first are listed, none of them longer than a line or two", () => {
  assert.equal(listed(["a", "b"]), "a, b");
  assert.equal(listed([..."abcdefgh"]), "a, b, c, d, e, f and 2 more");
  assert.ok(listed(["v".repeat(3000), "b"]).length < 70);
});

test("names beside a chart are cut in their middle where they have no room, and else stand whole", () => {
  const question = "Over the last two weeks, how often have you felt nervous or on edge?";
  const short = nameMargin(["a", "depression"], 800, 0.4);
  assert.equal(short.tickFormat("depression"), "depression");
  const { marginLeft, tickFormat } = nameMargin(["a", question], 400, 0.4);
  assert.equal(marginLeft, 160);
  assert.match(tickFormat(question), /^Over the las.*….*edge\?$/);
  assert.ok(7.2 * tickFormat(question).length < marginLeft);
  assert.equal(tickFormat("a"), "a");
});

test("names that a cut would leave alike keep what they differ by", () => {
  const levels = ["agree", "disagree", "strongly agree", "strongly disagree"];
  const cut = shortNames(levels, 8, (name) => `${name.slice(0, 7)}…`);
  assert.deepEqual(levels.map(cut), ["agree", "disagree", "s…agree", "s…disag…"]);
  const { tickFormat } = nameMargin(["mood in the week before", "mood on the week before"], 100, 1);
  assert.notEqual(tickFormat("mood in the week before"), tickFormat("mood on the week before"));
});

test("an axis writes large and small numbers in few letters", () => {
  assert.deepEqual(
    [numberFormat(-3, 9999), numberFormat(0, 400_000), numberFormat(-8e-5, 2e-5)],
    [{}, { tickFormat: "~s" }, { tickFormat: powerText }],
  );
  assert.deepEqual([-2e-9, 0, 1.5e-5].map(powerText), ["−2e−9", "0", "1.5e−5"]);
});

test("a number of any size is written in few letters, and none but zero as zero", () => {
  assert.deepEqual(
    [scaleText(1191902891490, 2.4e11), scaleText(3.8e-5, 7.4e-6), scaleText(-1.9e-9, 1e-9)],
    ["1.19e12", "3.80e−5", "−1.9e−9"],
  );
  assert.equal(scaleText(1e-300, 1e-300), "1.0e−300");
  // Where the digits are told apart they stay.
  assert.equal(scaleText(1e12, 1), "1000000000000.0");
  assert.deepEqual(
    [20231105, 1105743982703, -0.0000357, 0.1 + 0.2, 0].map((value) => numberText(value)),
    ["20231105", "1.10574e12", "−3.57e−5", "0.3", "0"],
  );
  assert.equal(decimals(78379119265.7, 2), "7.83791e10");
});

test("the places of a node's bars are values of its column however small or large these are", () => {
  for (const scale of [1e-9, 1, 1e12]) {
    const axis = axisOf(Float64Array.from({ length: 1000 }, (_, i) => scale * (i / 1000 - 0.5)));
    for (const share of [0.1, 0.4, 0.8]) {
      const found = valueAt(BARS.left + share * BARS.width, axis);
      const wanted = axis.low + share * (axis.high - axis.low);
      assert.ok(Math.abs(found - wanted) < 0.006 * scale, `${found} for ${wanted}`);
      assert.ok(String(found).replace(/e.*/, "").replace(/0+$/, "").length < 7, String(found));
    }
  }
});

test("a long name among beliefs is whole and of letters that can be read, and boxes stand apart", () => {
  const long = "burden_of_disease_over_all_of_the_years_h";
  const nodes = [long, "a", `${long}_2`, "b"].map((name, i) => ({
    name,
    parents: [],
    place: { x: 150 * (i % 2), y: 60 * Math.floor(i / 2) },
  }));
  const boxes = [...roomy(standing(nodes, undefined)).nodes.values()];
  for (const { name, lines, letterSize = 13 } of boxes) {
    assert.equal(lines.join(""), name);
    assert.ok(letterSize >= 11);
  }
  for (const one of boxes)
    for (const other of boxes) {
      const [dx, dy] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)];
      const free = dx >= one.width || dy >= (one.height + other.height) / 2;
      assert.ok(one === other || free, `${one.name} and ${other.name}`);
    }
});
