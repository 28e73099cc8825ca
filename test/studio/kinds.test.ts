import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { Random } from "../../src/internals.ts";
import { loadModel, parseTable, saveModel } from "../../src/io/index.ts";
import { formatRows } from "../../studio/src/ask/formatRows.ts";
import type { Table } from "../../studio/src/train/data.ts";
import { retyped, tableOf } from "../../studio/src/train/tables/tableOf.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { unpackModel } from "./archivedModel.ts";
import { cutTexts } from "./cutTexts.ts";
import {
  download,
  drop,
  expectFact,
  goTo,
  inChromium,
  openTab,
  setField,
  skip,
  soon,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

describe("a table's columns taken for something else", () => {
  const rows = 40;
  const texts = (labels: readonly string[]) => ({
    rows: Int32Array.from({ length: rows }, (_, row) => row),
    codes: Int32Array.from({ length: rows }, (_, row) => row % labels.length),
    labels,
    first: { text: labels[0], place: "line 2" },
  });
  const table: Table = tableOf({
    file: "t.csv",
    rowCount: rows,
    ignored: [],
    columns: [
      { name: "grade", numbers: Float64Array.from({ length: rows }, (_, row) => 1 + (row % 4)) },
      { name: "mood", numbers: new Float64Array(rows).fill(Number.NaN), texts: texts(["well", "ill", "so"]) },
      { name: "size", numbers: Float64Array.from({ length: rows }, (_, row) => Math.sin(row) * 3) },
    ],
  });
  const kinds = ({ kinds: found }: Table) => found!.map(({ type }) => type.kind);

  test("labels that are numbers become numbers and labels again", () => {
    assert.deepEqual(kinds(table), ["ordinal", "categorical", "contaminated-normal"]);
    const numbers = retyped(table, { grade: { kind: "gaussian" } });
    assert.deepEqual(
      [...numbers.values.subarray(0, 12)].filter((_, i) => i % 3 === 0),
      [1, 2, 3, 4],
    );
    const back = retyped(numbers, {});
    assert.deepEqual(back, table);
  });

  test("an order is given, and what cannot be is said of its column and loses nothing", () => {
    const ordered = retyped(table, { mood: { kind: "ordinal", levels: ["ill", "so", "well"] } });
    assert.deepEqual(ordered.kinds![1].type, { kind: "ordinal", levels: ["ill", "so", "well"] });
    assert.equal(ordered.values[1], 2);
    const wrong = retyped(table, { mood: { kind: "gaussian" } });
    assert.match(wrong.textColumns.mood, /Expected a number/);
    assert.deepEqual(retyped(wrong, {}), table);
  });

  test("what a file says of labels is kept while another column is taken for something else", () => {
    const declared = tableOf({
      file: "t.rds",
      rowCount: rows,
      ignored: [],
      columns: [
        {
          name: "dose",
          numbers: new Float64Array(rows).fill(Number.NaN),
          texts: texts(["high", "low", "middle"]),
          declared: { labels: ["low", "middle", "high"], isOrdered: true },
        },
        {
          name: "answer",
          numbers: Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3)),
          declared: { labels: ["never", "at times", "always"], values: [1, 2, 3], isOrdered: false },
        },
        { name: "year", numbers: Float64Array.from({ length: rows }, (_, row) => 2 + (row % 4)) },
      ],
    });
    const types = ({ kinds: found }: Table) => found!.slice(0, 2).map(({ type }) => type);
    const before = types(declared);
    assert.deepEqual(before, [
      { kind: "ordinal", levels: ["low", "middle", "high"] },
      { kind: "ordinal", levels: ["never", "at times", "always"] },
    ]);
    const other = retyped(declared, { year: { kind: "gaussian" } });
    assert.deepEqual(types(other), before);
    assert.deepEqual(
      other.values.filter((_, i) => i % 3 < 2),
      declared.values.filter((_, i) => i % 3 < 2),
    );
    const numbers = retyped(other, { answer: { kind: "gaussian" } });
    assert.deepEqual(
      [1, 4, 7].map((at) => numbers.values[at]),
      [1, 2, 3],
    );
    assert.deepEqual(retyped(numbers, {}), declared);
  });

  test("saved rows have labels, and quotes where a label needs them", () => {
    const data = {
      columns: ["a,b", "x"],
      rowCount: 2,
      values: Float64Array.of(1, 0.5, Number.NaN, 2),
      types: [{ kind: "binary", levels: ["no", 'say "yes"'] }, { kind: "gaussian" }],
    };
    assert.equal(formatRows(data), '"a,b",x\n"say ""yes""",0.5\n,2\n');
  });
});

describe("networks and columns with levels in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
  });

  test("a network of tables keeps them, and an edit of its arcs says that they are gone", async () => {
    await page.getByTestId("built-in").selectOption("asia");
    await expectFact(page, "arcs", "8");
    await page.click('[data-node="smoke"]');
    await soon(async () => assert.match((await page.textContent(".formula"))!, /smoke: yes, no/));
    await page.getByLabel("Other node of the new arc").selectOption("xray");
    await page.waitForSelector(".notice:has-text('no longer fit')");
    await page.keyboard.press("Control+z");
    await expectFact(page, "arcs", "8");
    await goTo(page, "Train");
    await page.waitForSelector("text=Drawn from ASIA");
    await goTo(page, "Network");
  });

  test("the masks show a head for every likelihood", async () => {
    await page.getByTestId("built-in").selectOption("mixed:ecoli70:1");
    await openTab(page, "Masks");
    await soon(async () => {
      const heads = await page.locator(".mask b").allTextContents();
      for (const kind of ["binary", "categorical", "ordinal", "count", "log-normal", "student-t"])
        assert.ok(
          heads.some((title) => title.startsWith(`Decoder: ${kind}`)),
          heads.join(),
        );
      assert.ok(heads.includes("Decoder: means of the measured nodes"));
    });
  });

  test("levels are asked about by their names", async () => {
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "rows to simulate", "150");
    await setField(page, "epochs at most", "10");
    await setField(page, "hidden width", "60");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await goTo(page, "Ask");
    await openTab(page, "Posterior and gaps");
    await page.getByRole("group", { name: "Level of b1963" }).getByText("yes").click();
    await soon(async () =>
      assert.equal(
        await page
          .getByRole("group", { name: "Level of b1963" })
          .getByText("yes")
          .getAttribute("aria-pressed"),
        "true",
      ),
    );
    await page.waitForSelector('.signs:has-text("What a higher hidden value goes with")');
    await page.getByLabel("Use the value of b1963").uncheck();
    await soon(async () =>
      assert.match(
        (await page.textContent('svg[aria-label="Levels that were left out"] desc'))!,
        /^b1963: no \d+ %, yes \d+ %$/,
      ),
    );
    // What a count is before anything is known has no negative end.
    await page.getByLabel("Use the value of flgD").uncheck();
    const line = page.locator('svg[aria-label="Values that were left out"]:has-text("flgD") text');
    await line.first().waitFor();
    assert.deepEqual(
      (await line.allTextContents()).filter((text) => text.startsWith("−")),
      [],
    );
    await openTab(page, "Samples");
    await soon(async () =>
      assert.match(
        (await page.textContent('svg[aria-label="b1963"] desc'))!,
        /Test rows: no \d+ %, yes \d+ %\. Model: no/,
      ),
    );
    await openTab(page, "Intervene");
    await page.getByLabel("do: set the node").selectOption("b1963");
    await page.waitForSelector('svg[aria-label="Levels under b1963 = yes"]');
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const tab of ["Posterior and gaps", "Samples", "Intervene"]) {
        await openTab(page, tab);
        await page.waitForSelector(".answer figure svg");
        await soon(async () => assert.deepEqual(await cutTexts(page), []));
      }
    }
  });

  test("a value that a column cannot have is marked and not taken, and an empty field leaves it out", async () => {
    await openTab(page, "Beliefs");
    const node = page.locator('[data-testid="beliefs"] [data-node="flgD"]');
    const isNow = (words: RegExp) =>
      soon(async () => assert.match((await node.getAttribute("aria-label"))!, words));
    await page.locator("select:has(option:text-is('flgD'))").selectOption("flgD");
    await setField(page, "Value of flgD", "3");
    await isNow(/^flgD is 3$/);
    for (const [typed, wanted] of [
      ["2.5", "a whole number from 0 on"],
      ["-1", "a whole number from 0 on"],
      ["many", "a number"],
    ]) {
      await setField(page, "Value of flgD", typed);
      await page.waitForSelector(`.belief-panel .wrong:text-is("${wanted}")`);
      await isNow(/^flgD is 3$/);
    }
    await setField(page, "Value of flgD", "");
    await isNow(/^flgD: \d+ \(95 % from \d+ to \d+\)$/);
  });

  test("what was learned of labels in no order has no sign", async () => {
    await goTo(page, "Train");
    await page.click("text=On the graph");
    await page.waitForSelector('[data-testid="learned"] .arc.plus', { state: "attached" });
    await page.waitForSelector(".key-unsigned");
    const unsigned = '[data-testid="learned"] .arc:not(.plus):not(.minus) [style*="stroke-width"]';
    assert.ok((await page.locator(unsigned).count()) > 0);
    await goTo(page, "Ask");
  });

  test("a model with levels is taken away whole: the same numbers in Node", async () => {
    await openTab(page, "Anomalies");
    await page.waitForSelector("text=The most unusual rows");
    const scores = await download(page, () => page.click("text=All scores as CSV"));
    await openTab(page, "Files");
    const rows = await download(page, () => page.click("button:has-text('Test rows')"));
    const archive = await download(page, () => page.click("button:has-text('Model')"));
    const folder = unpackModel(archive);
    const { model, network } = loadModel(folder);
    const { types } = model.toParts();
    const project = join(temporaryFolder(), "mine.siren.json");
    writeFileSync(
      project,
      await download(page, () => page.click('[aria-label="Save the whole project as a file"]')),
    );
    assert.deepEqual(model.toParts(), loadModel(project).model.toParts());
    assert.ok(model.toParts().scales.leastScales, "beyond the training rows it is held as in the page");
    const again = join(temporaryFolder(), "again");
    saveModel(again, model, network);
    const said = (place: string) => {
      const { sha256, ...rest } = JSON.parse(readFileSync(join(place, "model.json"), "utf8"));
      assert.match(sha256, /^[0-9a-f]{64}$/);
      return rest;
    };
    assert.deepEqual(said(folder), said(again));
    const { data } = parseTable(rows.toString(), model.observedNames, "test.csv", { types });
    const there = parseTable(scores.toString(), ["logLikelihood"], "scores.csv").data.values;
    assert.deepEqual(model.score(data, { samples: 100, seed: 1 }), there);
  });

  test("the kind of a column is changed in the page", async () => {
    await goTo(page, "Network");
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\ngrade <- h\nsize <- h");
    await goTo(page, "Train");
    const lines = Array.from({ length: 60 }, (_, i) => `${1 + (i % 5)},${Math.sin(i)}`);
    await drop(page, "t.csv", `grade,size\n${lines.join("\n")}\n`);
    await page.click(".kinds summary");
    await soon(async () => assert.equal(await page.getByLabel("Kind of grade").inputValue(), "ordinal"));
    await page.getByLabel("Kind of grade").selectOption("count");
    await soon(async () => assert.equal(await page.getByLabel("Kind of grade").inputValue(), "count"));
    await page.getByLabel("Kind of size").selectOption("count");
    await page.waitForSelector(".findings .bad:has-text('size')");
    await page.getByLabel("Kind of size").selectOption("gaussian");
    await page.waitForSelector(".findings .good");
  });

  test("a column that cannot be used says why, and the others become nodes", async () => {
    await goTo(page, "Train");
    const lines = Array.from({ length: 220 }, (_, i) => `${Math.sin(i)},,town ${i % 200},${Math.cos(i)}`);
    await drop(page, "towns.csv", `size,notes,town,weight\n${lines.join("\n")}\n`);
    await page.waitForSelector(".file:has-text('towns.csv')");
    await page.click("button:has-text('Columns as nodes')");
    await expectFact(page, "measured", "2");
    await goTo(page, "Train");
    await page.waitForSelector(".findings .good");
    const findings = (await page.locator(".findings").textContent())!;
    assert.match(findings, /"notes" is missing in all 220 rows/);
    assert.match(findings, /"town", got 200 different texts/);
  });

  test("rows with labels say of the arcs what they say on the command line", async () => {
    await goTo(page, "Network");
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\nlevel <- h\nsize <- h\nweight <- h\nregion");
    const random = new Random(5);
    const lines = Array.from({ length: 240 }, () => {
      const cause = random.normal();
      const noise = () => 0.5 * random.normal();
      const region = ["north", "south", "east"][random.integer(2) + (cause + noise() > 0 ? 1 : 0)];
      return [cause + noise(), cause + noise(), noise() - cause, region].join();
    });
    await drop(page, "regions.csv", `level,size,weight,region\n${lines.join("\n")}\n`);
    await goTo(page, "Network");
    await openTab(page, "Claims");
    await page.click("button:has-text('Ask the 240 rows')");
    await soon(async () =>
      assert.deepEqual(await page.locator(".doubts button.link").allTextContents(), ["add h → region"]),
    );
    await page.click("button:has-text('Accept')");
    await expectFact(page, "arcs", "4");
    await page.click("button:has-text('Ask the rows again')");
    await page.waitForSelector("text=The rows ask for no change.");
  });
});
