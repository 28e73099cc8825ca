import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseHTML } from "linkedom";
import { Dag } from "../../src/graph/index.ts";
import { htmlReport, networkFigure, trainingCurves } from "../../src/report/index.ts";

describe("the report", () => {
  test("the documented example runs", () => {
    const page = htmlReport({
      title: "Two models",
      intro: "On 92 rows.",
      command: "siren-vae demo",
      table: {
        columns: ["model", "NLL"],
        rows: [
          ["true", "31.9"],
          ["vae", "35.6"],
        ],
        notes: ["In nats."],
        best: [0],
      },
      figures: [],
      machine: "two cores",
    });
    const { document } = parseHTML(page);
    const rows = [...document.querySelectorAll("tbody tr")];
    assert.deepEqual(
      rows.map((row) => row.className),
      ["best", ""],
    );
    assert.equal(rows[1].querySelectorAll("td")[1].textContent, "35.6");
  });

  test("everything but the figures is escaped", () => {
    const evil = `<img src=x onerror="alert(1)">&amp;'`;
    const page = htmlReport({
      title: evil,
      intro: evil,
      command: evil,
      table: { columns: [evil], rows: [[evil]], notes: [evil] },
      figures: [{ caption: evil, svg: '<svg id="kept"></svg>' }],
      machine: evil,
    });
    const { document } = parseHTML(page);
    assert.equal(document.querySelectorAll("img").length, 0);
    assert.equal(document.querySelectorAll("svg#kept").length, 1);
    for (const place of ["title", "h1", "th", "td", "figcaption", ".notes", "code"]) {
      assert.equal(document.querySelector(place)?.textContent, evil, place);
    }
  });

  test("it needs nothing from elsewhere, and no two figures share an id", async () => {
    const dag = Dag.create([
      { name: "z", parents: [] },
      { name: "x", parents: ["z"] },
    ]);
    const history = [1, 2, 3].map((epoch) => ({ epoch, loss: 9 - epoch, rate: 0.01, klWeight: 1 }));
    const curves = () => trainingCurves([{ label: "vae", history }], [{ label: "floor", value: 5 }]);
    const svgs = [await networkFigure(dag), await networkFigure(dag), curves(), curves()];
    const page = htmlReport({
      title: "t",
      intro: "i",
      command: "c",
      table: { columns: ["a"], rows: [], notes: [] },
      figures: svgs.map((svg) => ({ caption: "f", svg })),
      machine: "m",
    });
    assert.doesNotMatch(page, /<script|<link|<iframe|@import|\bsrc=|href="(?!#)/u);
    assert.doesNotMatch(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', ""), /https?:/u);
    const ids = [...page.matchAll(/\sid="([^"]+)"/gu)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length);
    assert.match(page, /prefers-color-scheme: dark/u);
    assert.match(page, /name="viewport"/u);
  });
});
