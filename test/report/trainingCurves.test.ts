import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { trainingCurves } from "../../src/report/index.ts";
import { spreadLabels, visibleRange } from "../../src/report/plotRange.ts";
import { textsOf } from "./wellFormed.ts";

const record = (epoch: number, loss: number) => ({ epoch, loss, rate: 0.01, klWeight: 1 });
const falling = (from: number, to: number, epochs: number) =>
  Array.from({ length: epochs }, (_, i) => record(i + 1, to + (from - to) / (1 + i)));
const lines = [
  { label: "floor", value: 31.2 },
  { label: "linear network", value: 31.3 },
  { label: "shrunk", value: 33 },
];
const curvesIn = (svg: string) => [...svg.matchAll(/aria-label="line"/gu)].length;

describe("training curves", () => {
  test("the documented example runs", () => {
    const svg = trainingCurves(
      [{ label: "vae", history: [{ epoch: 1, loss: 9, rate: 0.01, klWeight: 1 }] }],
      [{ label: "floor", value: 7.5 }],
    );
    assert.ok(textsOf(svg).includes("floor 7.50"));
    assert.match(svg, /aria-label="dot"/u, "one epoch alone is a point");
  });

  test("every model and every line is named", () => {
    const svg = trainingCurves(
      [
        { label: "true", history: falling(60, 32, 40) },
        { label: "vae", history: falling(80, 36, 60) },
      ],
      lines,
    );
    const texts = textsOf(svg);
    for (const text of ["true", "vae", "floor 31.20", "linear network 31.30", "shrunk 33.00"]) {
      assert.ok(texts.includes(text), text);
    }
    assert.equal(curvesIn(svg), 2);
    assert.doesNotMatch(svg, /NaN|undefined/u);
  });

  test("a training without epochs is a note beside the others", () => {
    const svg = trainingCurves(
      [
        { label: "true", history: [] },
        { label: "vae", history: falling(60, 35, 20) },
      ],
      lines,
    );
    assert.ok(textsOf(svg).includes("true: no epochs, no curve"));
    assert.equal(curvesIn(svg), 1);
  });

  test("without any curve the lines remain, without lines the curves, without both a small figure", () => {
    const only = trainingCurves([{ label: "true", history: [] }], lines);
    assert.ok(textsOf(only).includes("floor 31.20"));
    assert.ok(!textsOf(only).some((text) => text.startsWith("epoch")));
    assert.equal(curvesIn(trainingCurves([{ label: "vae", history: falling(9, 3, 5) }], [])), 1);
    for (const svg of [only, trainingCurves([], [])]) assert.doesNotMatch(svg, /NaN|undefined|Infinity/u);
    textsOf(trainingCurves([], []));
  });

  test("losses and lines that are not finite are left out", () => {
    const history = [record(1, Number.NaN), record(2, Number.POSITIVE_INFINITY), record(3, 5), record(4, 4)];
    const svg = trainingCurves(
      [
        { label: "a", history },
        { label: "b", history: [record(1, Number.NaN)] },
      ],
      [{ label: "none", value: Number.NaN }],
    );
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/u);
    assert.ok(textsOf(svg).includes("b: no finite loss, no curve"));
    assert.ok(!textsOf(svg).some((text) => text.startsWith("none")));
  });

  test("labels are escaped; equal labels stay two curves", () => {
    const label = "<script>\"&'\u0000";
    const history = falling(9, 3, 5);
    const svg = trainingCurves(
      [
        { label, history },
        { label, history },
      ],
      [{ label, value: 3 }],
    );
    const shown = "<script>\"&'\uFFFD";
    assert.equal(textsOf(svg).filter((text) => text === shown).length, 2);
    assert.ok(textsOf(svg).includes(`${shown} 3.00`));
    assert.equal(curvesIn(svg), 2);
  });

  test("an explosion at the start does not take the room, and every curve's best is inside", () => {
    const exploding = [1e7, 1e6, 1e5, ...falling(60, 32, 27).map(({ loss }) => loss)];
    const [low, high] = visibleRange([exploding], [31.2]);
    assert.ok(low < 31.2 && low > 30);
    assert.ok(high > 32 && high < 45, `${high}`);
    const [from, to] = visibleRange([[500, 400], [33]], [31]);
    assert.ok(from < 31 && to > 400);
    assert.deepEqual(visibleRange([], []), [0, 1]);
    const [below, above] = visibleRange([], [5]);
    assert.ok(below < 5 && above > 5);
  });

  test("labels keep their order and distance and stay inside", () => {
    const values = [9.9, 1, 1.1, 9.8, 1.2, 10].map((value) => ({ value }));
    const placed = spreadLabels(values, 1, [0, 10]);
    assert.deepEqual(
      placed.map(({ value }) => value),
      [1, 1.1, 1.2, 9.8, 9.9, 10],
    );
    for (let i = 1; i < placed.length; i++) assert.ok(placed[i].at - placed[i - 1].at > 1 - 1e-9);
    for (const { at } of placed) assert.ok(at >= 0 && at <= 10);
  });
});
