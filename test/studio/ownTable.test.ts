import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { Random } from "../../src/internals.ts";
import { violations } from "./accessibility.ts";
import { cutTexts } from "./cutTexts.ts";
import {
  download,
  drop,
  expectFact,
  goTo,
  inChromium,
  openNetworkWithTable,
  openTab,
  setField,
  skip,
  soon,
  trainWatched,
  waitForRuns,
} from "./page.ts";

/** Ages, answers, labels that have nothing to do with the rest, a word for what is missing, and -99 for the same. */
function mixedTable(): string {
  const random = new Random(5);
  const lines = Array.from({ length: 160 }, (_, row) => {
    const cause = random.normal();
    const answer = () => Math.min(5, Math.max(1, Math.round(3 + cause + 0.5 * random.normal())));
    const age = row % 31 === 4 ? "unknown" : (45 + 10 * random.normal()).toFixed(1);
    const pressure = row % 40 === 7 ? "-99" : (12 + cause + 0.4 * random.normal()).toFixed(2);
    return [
      age,
      answer(),
      answer(),
      answer(),
      pressure,
      ["north", "south", "east"][random.integer(3)],
    ].join();
  });
  return `age,q1,q2,q3,pressure,region\n${lines.join("\n")}\n`;
}

const dataPanel = (page: Page) => page.locator("section[aria-label=Data]");

describe("a table of one's own in Chromium", { skip }, () => {
  const studio = inChromium();

  test("from a table to the posterior of a hidden node that was drawn, in few clicks", async () => {
    const page = await studio.open();
    let clicks = 0;
    const click = async (selector: string) => {
      clicks++;
      await page.click(selector);
    };
    await drop(page, "mine.csv", mixedTable());
    await click("button:text-is('Columns as nodes')");
    await expectFact(page, "measured", "5");
    await click("button:text-is('New node')");
    const picture = (await page.getByTestId("network").boundingBox())!;
    await soon(async () => {
      const made = (await page.locator('[data-testid="network"] [data-node="node1"]').boundingBox())!;
      assert.ok(made.y + made.height < picture.y + picture.height - 40, "the new node is in sight");
    });
    // The new node's name is there to be typed over.
    await page.keyboard.type("severity");
    await click("button:text-is('Make latent')");
    await click("button:text-is('Arc')");
    for (const child of ["q1", "q2", "q3", "pressure"])
      await click(`[data-testid="network"] [data-node="${child}"]`);
    await expectFact(page, "arcs", "4");
    assert.equal(await page.locator(".canvas-note").count(), 1);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".canvas-note", { state: "detached" });
    await click("nav button:has-text('Train')");
    await setField(page, "hidden width", "20");
    await click("[data-testid=start]");
    await waitForRuns(page, "done");
    await click("button:has-text('Ask the models')");
    await click("[role=tab]:has-text('Posterior and gaps')");
    await page.waitForSelector("figure:has-text('Posterior of every latent') svg text:text-is('severity')");
    assert.ok(clicks <= 25, `${clicks} clicks`);
  });

  test("rows keep the numbers that they have in the file", async () => {
    const page = await studio.open();
    // A row is its own number, some rows have nothing, and some a gap.
    const lines = Array.from({ length: 120 }, (_, i) => {
      const wave = (1e6 * Math.sin(i)).toFixed(3);
      return i % 10 === 3 ? ",,note" : i % 10 === 6 ? `,${wave},` : `${i + 1},${wave},`;
    });
    await openNetworkWithTable(
      page,
      { text: "latent h\nnumber <- h\nwave <- h", arcs: 2 },
      { name: "rows.csv", content: `number,wave,note\n${lines.join("\n")}\n` },
    );
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await trainWatched(page, 5);
    await goTo(page, "Ask");
    await openTab(page, "Anomalies");
    await page.waitForSelector("th:has-text('row of rows.csv')");
    const scores = await download(page, () => page.click("text=All scores as CSV"));
    const listed = scores
      .toString()
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
    const found = page.locator(".compare th button").first();
    const number = (await found.textContent())!;
    assert.ok(listed.includes(number));
    await found.click();
    const row = page.getByLabel(/^row of rows\.csv, 19 from \d+ to \d+$/);
    assert.equal(await row.inputValue(), number);
    const value = page.getByRole("textbox", { name: "Value of number" });
    await soon(async () => assert.equal(await value.inputValue(), number));
    // A number that is typed means the row that has it, be it one that was trained on.
    const trainedOn = Array.from({ length: 120 }, (_, i) => i + 1).find(
      (one) => one % 10 !== 4 && one % 10 !== 7 && !listed.includes(String(one)),
    )!;
    await row.fill(String(trainedOn));
    await row.press("Enter");
    await page.waitForSelector(`.row-hint:has-text("Row ${trainedOn} is one of the training rows.")`);
    const anyRow = page.locator(".row-inputs input[type=number]");
    assert.equal(await anyRow.inputValue(), String(trainedOn));
    await soon(async () => assert.equal(await value.inputValue(), String(trainedOn)));
    // One that has no value is nobody's, and the table's own.
    await anyRow.fill("4");
    await anyRow.press("Enter");
    await page.waitForSelector('.row-hint:has-text("Row 4 is one of the rows of rows.csv.")');
    await anyRow.fill("121");
    await anyRow.press("Enter");
    await page.waitForSelector('.row-hint.wrong:has-text("a whole number from 1 to 120")');
    await page.getByLabel("rows to ask about").selectOption("test");
    await soon(async () => assert.equal(await row.inputValue(), listed[0]));
    // An arrow leads on to the next one of these.
    for (const [key, wanted] of [
      ["ArrowUp", listed[1]],
      ["ArrowUp", listed[2]],
      ["ArrowDown", listed[1]],
    ]) {
      await row.press(key);
      await soon(async () => assert.equal(await row.inputValue(), wanted));
    }
    await soon(async () => assert.equal(await value.inputValue(), listed[1]));
    // Large numbers have room beside their charts, and a chart is named by what it shows now.
    await openTab(page, "Samples");
    await page.waitForSelector('svg[aria-label="wave against number"]');
    assert.deepEqual(await cutTexts(page), []);
    await page.getByLabel("across").selectOption("wave");
    await page.waitForSelector('svg[aria-label="wave against wave"]');
    await openTab(page, "Beliefs");
    const evidence = page.getByLabel("row of the file", { exact: true });
    await evidence.fill(listed[2]);
    await evidence.press("Enter");
    await page.waitForSelector(`.evidence button:has-text("number = ${listed[2]}")`);
    assert.equal(await evidence.inputValue(), listed[2]);
    await page.getByLabel("a row as evidence").selectOption("train");
    await evidence.fill("7");
    await evidence.press("Enter");
    await soon(async () => assert.equal(await page.locator(".evidence li").count(), 1));
    assert.equal(await evidence.inputValue(), "7");
    // What is said of a field moves neither it nor its neighbour.
    const tops = async () => [
      (await evidence.boundingBox())!.y,
      (await page.getByLabel("a row as evidence").boundingBox())!.y,
    ];
    const before = await tops();
    await evidence.fill("9999");
    await evidence.press("Enter");
    await page.waitForSelector(".row-hint.wrong");
    assert.deepEqual(await tops(), before);
    assert.equal(before[0], before[1]);
    // What an earlier page saved knows of no such numbers, and opens with those of the split.
    const project = (
      await download(page, () => page.click("header button[aria-label='Save the whole project as a file']"))
    ).toString();
    const places = /"places":\{("(test|train)":\{"i32":"[^"]*"\},?){2}\},?/;
    assert.ok(places.test(project));
    const other = await studio.open();
    await drop(other, "mine.siren.json", project.replace(places, "").replaceAll(",}", "}"));
    await openTab(other, "Anomalies");
    await other.waitForSelector("th:has-text('test row')");
  });

  test("words for missing values are named where the message says, and the file is read once more", async () => {
    const page = await studio.open();
    await drop(page, "mine.csv", mixedTable());
    await page.waitForSelector(".file:has-text('6 columns')");
    const told = async () => (await dataPanel(page).innerText()).replaceAll("\n", " ");
    await soon(async () =>
      assert.match(await told(), /"unknown" in a column that otherwise holds numbers.*How the file is read/),
    );
    assert.doesNotMatch(await told(), / --\w/);
    await page.click("summary:text-is('How the file is read')");
    await page.click(".kinds summary");
    assert.deepEqual(await violations(page), []);
    // The panel scrolls, not the page: below it would be nothing.
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
    assert.match((await page.getByLabel("Kind of age").textContent())!, /^not used as label/);
    await setField(page, "also stands for a missing value", "unknown, -99");
    await soon(async () => assert.doesNotMatch(await told(), /otherwise holds numbers/));
    await page.getByLabel("Kind of q1").selectOption("count");
    await soon(async () => assert.equal(await page.getByLabel("Kind of q1").inputValue(), "count"));
    await page.click("button:text-is('Columns as nodes')");
    await expectFact(page, "measured", "6");
    await goTo(page, "Train");
    await soon(async () => assert.match(await told(), /10 rows have gaps/));
    await page.click("button:text-is('Copy as command or TypeScript')");
    const text = () => page.getByLabel("The training as text").inputValue();
    assert.match(await text(), /--data mine\.csv --missing-values=unknown,-99 --kind q1=count/);
    await page.click("dialog label:has-text('TypeScript')");
    await soon(async () =>
      assert.match(
        await text(),
        /loadMeasuredTable\(network, "mine\.csv", \{"layout":\{"missingValues":\["unknown","-99"\]\},"kinds":\{"q1":\{"kind":"count"\}\}\}\)/,
      ),
    );
    await page.keyboard.press("Escape");
    // Taken as labels after all, the column is a node with them.
    await page.click("summary:text-is('How the file is read')");
    await page.click(".kinds summary");
    await setField(page, "also stands for a missing value", "");
    await soon(async () => assert.match(await told(), /otherwise holds numbers/));
    await page.getByLabel("Kind of age").selectOption("categorical");
    await soon(async () => assert.equal(await page.getByLabel("Kind of age").inputValue(), "categorical"));
    // What stands for the file after a reload is its values.
    await soon(async () => {
      await page.reload();
      await page.waitForSelector(".file:has-text('mine.csv')", { timeout: 2000 });
    });
    await page.click("summary:text-is('How the file is read')");
    assert.match(await told(), /open mine\.csv again/);
  });

  test("labels are put in their order where it is asked for, and what is wrong can be mended there", async () => {
    const page = await studio.open();
    const lines = Array.from({ length: 60 }, (_, i) => `${["good", "bad", "okay"][i % 3]},${Math.sin(i)}`);
    await drop(page, "moods.csv", `mood,x\n${lines.join("\n")}\n`);
    await page.waitForSelector(".findings .bad:has-text('No column for any measured node of ECOLI70')");
    await page.click("button:text-is('Columns as nodes')");
    await goTo(page, "Train");
    await page.click(".kinds summary");
    const kind = page.getByLabel("Kind of mood");
    await kind.selectOption("ordinal");
    const levels = page.getByLabel("Levels of mood");
    await soon(async () => assert.equal(await levels.inputValue(), "bad, good, okay"));
    await page.waitForSelector(".findings .good");
    await setField(page, "Levels of mood", "bad, okay");
    await page.waitForSelector(".findings .bad:has-text('got \"good\"')");
    assert.equal(await kind.inputValue(), "ordinal");
    assert.equal(await levels.inputValue(), "bad, okay");
    await setField(page, "Levels of mood", 'bad, okay, good, "best, by far');
    await page.waitForSelector(".notice:has-text('Close the quote')");
    await setField(page, "Levels of mood", 'bad, okay, good, "best, by far",');
    await page.waitForSelector(".findings .good");
    await page.click("button:text-is('Copy as command or TypeScript')");
    assert.match(
      await page.getByLabel("The training as text").inputValue(),
      /--kind mood=ordinal --levels 'mood=bad,okay,good,"best, by far"'/,
    );
    await page.keyboard.press("Escape");
    assert.deepEqual(await violations(page), []);
  });

  test("decimals that can be read in two ways are asked for, and a file that cannot be read as it is says how it is", async () => {
    const page = await studio.open();
    const rows = Array.from({ length: 30 }, (_, i) => `1,${200 + i};${i % 7}`);
    await drop(page, "decimals.csv", `a;b\n${rows.join("\n")}\n`);
    await page.waitForSelector(".notice:has-text('Choose the decimal mark')");
    assert.doesNotMatch((await page.textContent(".notice"))!, /--/);
    await page.locator("label:has-text('decimal mark') select").selectOption(",");
    await page.waitForSelector(".file:has-text('30 rows, 2 columns')");
    await page.locator("label:has-text('between fields') select").selectOption(",");
    await page.waitForSelector(".notice:has-text('decimal comma')");
    assert.deepEqual(await violations(page), []);
    await page.locator("label:has-text('between fields') select").selectOption("");
    await page.waitForSelector(".file:has-text('30 rows, 2 columns')");
  });

  test("arcs are suggested by what columns measure: labels that go with nothing get none", async () => {
    const page = await studio.open();
    const random = new Random(2);
    const lines = Array.from({ length: 300 }, () => {
      const region = random.integer(3);
      // The middle label alone is higher: by its codes nothing could be seen.
      const x = (region === 1 ? 2 : 0) + random.normal();
      return [["a", "b", "c"][region], x.toFixed(3), ["r", "s", "t"][random.integer(3)]].join();
    });
    await drop(page, "labels.csv", `region,x,other\n${lines.join("\n")}\n`);
    await page.click("button:text-is('Suggest arcs')");
    await expectFact(page, "arcs", "1");
    const arc = await page.locator('[data-testid="network"] [data-arc]').getAttribute("data-arc");
    assert.ok(["region → x", "x → region"].includes(arc!), arc!);
    await openTab(page, "Claims");
    await goTo(page, "Train");
    const gaps = Array.from({ length: 40 }, (_, i) => (i < 36 ? `${i},${i % 3},` : `${i},${i % 5},${i}`));
    await drop(page, "gaps.csv", `a,b,c\n${gaps.join("\n")}\n`);
    await page.waitForSelector(".file:has-text('gaps.csv')");
    await page.click("button:text-is('Suggest arcs')");
    await page.waitForSelector(".notice:has-text('c has so many gaps that few rows would be complete')");
    await expectFact(page, "measured", "3");
  });

  test("without a hidden node the plain VAE is left out, and says why", async () => {
    const page = await studio.open();
    await drop(page, "mine.csv", mixedTable());
    await page.click("button:text-is('Columns as nodes')");
    await goTo(page, "Train");
    const vae = page.getByRole("checkbox", { name: "vae plain VAE" });
    assert.ok((await vae.isDisabled()) && !(await vae.isChecked()));
    await page.waitForSelector("text=vae needs a hidden node");
    await page.click("[data-testid=start]");
    await waitForRuns(page, "done");
    assert.equal(await page.locator(".run").count(), 1);
    // Nothing is hidden and nothing left out: nothing is drawn, and nothing is said of draws.
    await goTo(page, "Ask");
    await openTab(page, "Posterior and gaps");
    await page.waitForSelector("[data-testid=row-answer]:has-text('has no hidden node. Untick a value')");
    assert.doesNotMatch((await page.getByTestId("row-answer").textContent())!, /draws/);
    await page.locator(".sliders input[type=checkbox]").first().uncheck();
    await page.waitForSelector("[data-testid=row-answer]:has-text('500 draws')");
  });

  test("columns that can be no nodes and files of other kinds change nothing and say why", async () => {
    const page = await studio.open();
    const rows = Array.from({ length: 20 }, (_, i) => `${i % 7},${(i * i) % 11},${Math.sin(i)}`);
    await drop(page, "names.csv", `constructor,__proto__,toString\n${rows.join("\n")}\n`);
    await page.click("button:text-is('Columns as nodes')");
    await page.waitForSelector('.notice:has-text("__proto__")');
    assert.equal(await dataPanel(page).count(), 1);
    await drop(page, "good.csv", `constructor,toString\n${rows.join("\n").replace(/,[^,\n]*$/gm, "")}\n`);
    await page.waitForSelector(".file:has-text('good.csv')");
    await page.click("button:text-is('Columns as nodes')");
    await expectFact(page, "measured", "2");
    for (const [file, content, said] of [
      ["picture.png", "\u0089PNG\r\n\0\0", "a network or a table in picture.png, got neither"],
      ["sheet.xlsx", "PK\u0003\u0004", "in sheet.xlsx, got an archive or a document of Office"],
    ]) {
      await drop(page, file, content);
      await page.waitForSelector(`.notice:has-text('${said}'):has-text('CSV')`);
    }
    await expectFact(page, "measured", "2");
  });
});
