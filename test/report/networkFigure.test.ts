import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dag, faithfulInverse, inverseDag } from "../../src/graph/index.ts";
import { builtInNames, builtInNetwork } from "../../src/network/index.ts";
import { networkDot, networkFigure } from "../../src/report/index.ts";
import { textsOf } from "./wellFormed.ts";

const HOSTILE = [
  '"];evil[label="',
  "a\\",
  "\\N",
  "&amp;",
  "<script>alert(1)</script>",
  "<b>",
  "]]>",
  "it's",
  "Größe Ω 遺伝子 🧬",
  "two\nlines",
  "constructor",
  "digraph",
  "n1",
];

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** No two nodes overlap and none is cut off. */
function assertApartAndInside(svg: string): void {
  const numbers = (text: string) => text.split(",").map(Number);
  const [width, height] = numbers(svg.replace(/^.*?width="(\d+)" height="(\d+)".*$/su, "$1,$2"));
  const boxes = [
    ...[...svg.matchAll(/<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/gu)].map((match) => {
      const [x, y, w, h] = match.slice(1).map(Number);
      return { left: x, right: x + w, top: y, bottom: y + h };
    }),
    ...[...svg.matchAll(/<ellipse cx="([^"]+)" cy="([^"]+)" rx="([^"]+)" ry="([^"]+)"/gu)].map((match) => {
      const [x, y, w, h] = match.slice(1).map(Number);
      return { left: x - w, right: x + w, top: y - h, bottom: y + h };
    }),
  ];
  boxes.forEach((a, i) => {
    assert.ok(a.left >= 0 && a.top >= 0 && a.right <= width && a.bottom <= height);
    for (const b of boxes.slice(i + 1)) {
      const overlap = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      assert.ok(!overlap, JSON.stringify([a, b]));
    }
  });
}

describe("the picture of a network", () => {
  test("the documented examples run", async () => {
    const chain = Dag.create([
      { name: "z", parents: [] },
      { name: "x", parents: ["z"] },
    ]);
    assert.ok(networkDot(chain).includes('"z" -> "x";'));
    const sprinkler = Dag.create([
      { name: "rain", parents: [] },
      { name: "grass", parents: ["rain"] },
    ]);
    const svg = await networkFigure(sprinkler, { title: "Wet grass" });
    assert.ok(textsOf(svg).includes("Wet grass"));
  });

  for (const name of builtInNames()) {
    test(`${name} and its inverse show every node by its role and every arc`, async () => {
      const { dag } = builtInNetwork(name);
      for (const graph of [dag, inverseDag(dag, faithfulInverse(dag, { mode: "reverse" }))]) {
        const svg = await networkFigure(graph);
        const texts = new Set(textsOf(svg));
        for (const node of graph.names) assert.ok(texts.has(node), node);
        assert.equal(count(svg, "<rect "), graph.observed.length);
        assert.equal(count(svg, "<ellipse "), graph.latent.length);
        for (const [node, child] of graph.names.entries()) {
          for (const parent of graph.parents(node)) {
            assert.ok(texts.has(`${graph.names[parent]} → ${child}`), `${graph.names[parent]} → ${child}`);
          }
        }
        assert.equal(count(svg, "<path "), graph.arcCount);
        assert.doesNotMatch(svg, /NaN|undefined/u);
        assertApartAndInside(svg);
      }
    });
  }

  test("names are shown as they are, whatever they contain", async () => {
    const dag = Dag.create(HOSTILE.map((name, i) => ({ name, parents: i === 0 ? [] : [HOSTILE[i - 1]] })));
    const texts = textsOf(await networkFigure(dag));
    for (const name of HOSTILE) assert.ok(texts.includes(name.replace("\n", " ")), name);
  });

  test("characters that XML forbids are replaced, and names that then look alike stay two nodes", async () => {
    const dag = Dag.create([
      { name: "a\u0000", parents: [] },
      { name: "a\u0001", parents: ["a\u0000"] },
      { name: "a\uD800", parents: ["a\u0000"] },
    ]);
    const texts = textsOf(await networkFigure(dag));
    assert.equal(texts.filter((text) => text === "a\uFFFD").length, 3);
  });

  test("a very long name is cut in the picture and whole in the hint", async () => {
    const name = "x".repeat(500);
    const texts = textsOf(await networkFigure(Dag.create([{ name, parents: [] }])));
    assert.ok(texts.includes(`${"x".repeat(39)}…`));
    assert.ok(texts.includes(`${name}: observed, parents: 0, children: 0`));
  });

  test("the title is escaped, and the same graph gives the same text", async () => {
    const dag = Dag.create([{ name: "x", parents: [] }]);
    const svg = await networkFigure(dag, { title: '<a href="x">&' });
    assert.ok(textsOf(svg).includes('<a href="x">&'));
    assert.equal(await networkFigure(dag, { title: '<a href="x">&' }), svg);
  });
});
