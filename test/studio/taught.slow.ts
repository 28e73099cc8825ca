import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random } from "../../src/internals.ts";
import { violations } from "./accessibility.ts";
import {
  drop,
  expectFact,
  goTo,
  inChromium,
  openNetworkWithTable,
  openTab,
  setField,
  skip,
  soon,
  waitForRuns,
} from "./page.ts";

const answer = (...table: number[][]) => ({ states: ["no", "yes"], parents: ["mood"], table });
const network = {
  format: "siren-vae/network",
  version: 1,
  name: "mood",
  kind: "discrete",
  nodes: {
    mood: { states: ["low", "middle", "high"], parents: [], table: [[0.3, 0.4, 0.3]] },
    sleep: answer([0.9, 0.1], [0.5, 0.5], [0.1, 0.9]),
    work: answer([0.8, 0.2], [0.3, 0.7], [0.2, 0.8]),
    friends: answer([0.1, 0.9], [0.5, 0.5], [0.9, 0.1]),
    food: answer([0.7, 0.3], [0.6, 0.4], [0.1, 0.9]),
  },
  observed: ["sleep", "work", "friends", "food"],
};

describe("a network that says the levels of all its nodes, and few rows, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("is said to have taught its model, and the copied program says the levels too", async () => {
    const page = await studio.open();
    const program = async () => {
      await page.click("button:has-text('Copy as command or TypeScript')");
      await page.getByText("TypeScript", { exact: true }).click();
      const text = await page.getByLabel("The training as text").inputValue();
      await page.click("dialog[open] [aria-label=Close]");
      return text;
    };
    await goTo(page, "Train");
    assert.doesNotMatch(await program(), /types/);
    await drop(page, "mood.json", JSON.stringify(network));
    await goTo(page, "Network");
    await expectFact(page, "arcs", "4");
    await goTo(page, "Train");
    await setField(page, "rows to simulate", "60");
    await setField(page, "hidden width", "8");
    await setField(page, "blocks", "1");
    assert.match(
      await program(),
      /const model = await train\(.*, types: network\.types, .*\n.*const modelVae = await train\((?!.*types)/,
    );
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    const note = page.getByTestId("distilled");
    await soon(async () => assert.equal(await note.count(), 1));
    assert.match(
      (await note.textContent())!,
      /averaged over .* \(50 draws\), taught this model by 200,000 rows of theirs\. It is 0\.\d\d nats a row behind them/,
    );
    await page.waitForSelector("text=The last curve of a model that averaged tables taught is of rows drawn");
    assert.deepEqual(await violations(page), []);

    // A page that begins with another step than the network knows how the arcs ran there.
    await goTo(page, "Ask");
    await openTab(page, "Beliefs");
    const paths = () =>
      page
        .locator('[data-testid="beliefs"] .arc-line')
        .evaluateAll((arcs) => arcs.map((arc) => arc.getAttribute("d")));
    await soon(async () => assert.equal((await paths()).length, 4));
    const before = await paths();
    await page.reload();
    await soon(async () => assert.deepEqual(await paths(), before));
  });

  test("where it says no levels of hidden ones, how many states rows chose is said", async () => {
    // Each of three kinds of customers says yes to other things.
    const random = new Random(5);
    const rows = Array.from({ length: 90 }, (_, row) =>
      Array.from({ length: 9 }, (_, i) =>
        random.uniform() < (row % 3 === i % 3 ? 0.95 : 0.05) ? "yes" : "no",
      ),
    );
    const things = rows[0].map((_, i) => `thing${i}`);
    const page = await studio.open();
    await openNetworkWithTable(
      page,
      { text: ["latent type", ...things.map((thing) => `${thing} <- type`)].join("\n"), arcs: 9 },
      { name: "shop.csv", content: [things, ...rows].map((row) => row.join()).join("\n") },
    );
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await setField(page, "hidden width", "8");
    await setField(page, "blocks", "1");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    await soon(async () =>
      assert.match(
        (await page.getByTestId("distilled").textContent())!,
        /^Held-out rows are for 3 states of hidden nodes whose levels the network does not say: so its tables, averaged/,
      ),
    );
  });
});
