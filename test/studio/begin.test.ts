import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seriousViolations } from "./accessibility.ts";
import { drop, expectFact, goTo, inChromium, openTab, skip, soon } from "./page.ts";

const rows = Array.from({ length: 200 }, (_, i) => {
  const [x, e] = [Math.sin(7 * i), 0.2 * Math.cos(13 * i)];
  return [x, x + e, Math.sin(3 * i + 1)].join();
});

describe("beginning in the studio, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("from nothing: a new network, and pasted texts of several kinds", async () => {
    const page = await studio.open();
    await page.click("button:has-text('New') >> nth=0");
    await expectFact(page, "measured", "1");
    await page.waitForSelector('[data-testid="network"] [data-node="x"]');
    // The button that cannot be pressed yet stands before what scrolls behind it, and is not to be looked through.
    await goTo(page, "Train");
    assert.equal(
      await page
        .getByTestId("start")
        .evaluate((button) => (button as HTMLButtonElement).disabled && getComputedStyle(button).opacity),
      "1",
    );
    await goTo(page, "Network");
    const paste = async (text: string) => {
      await page.click("button:text-is('Paste')");
      await page.getByLabel("Text of the network").fill(text);
      await page.click("dialog button:text-is('Open')");
    };
    await paste("f =~ x1 + x2 + x3");
    await expectFact(page, "arcs", "3");
    await expectFact(page, "latent", "1");
    await paste("[a][b|a][c|a:b]");
    await expectFact(page, "arcs", "3");
    await expectFact(page, "latent", "0");
    await paste('dag { h [latent,pos="0,0"] x [pos="-2,1"] y [pos="2,1"] h -> x h -> y }');
    await expectFact(page, "arcs", "2");
    const middle = async (name: string) => {
      const box = (await page.locator(`[data-testid="network"] [data-node="${name}"] .body`).boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.locator('[data-testid="network"] [data-node="h"]').waitFor();
    const [h, x, y] = [await middle("h"), await middle("x"), await middle("y")];
    assert.ok(x[0] < h[0] && h[0] < y[0] && x[1] > h[1] && Math.abs(x[1] - y[1]) < 1);
    await paste("a -> b\nb -> a");
    await page.waitForSelector("dialog [role=alert]:has-text('cycle')");
    assert.deepEqual(await seriousViolations(page), []);
    await page.keyboard.press("Escape");
    await expectFact(page, "arcs", "2");
    await page.click("button:text-is('Copy as')");
    await page.locator("dialog label:has-text('dagitty')").click();
    await soon(async () =>
      assert.match(
        await page.getByLabel("The network as dagitty").inputValue(),
        /"h" \[latent,pos="[-\d.]+,[-\d.]+"\]/,
      ),
    );
    assert.deepEqual(await seriousViolations(page), []);
  });

  test("nodes of pasted lines without a column are hidden, or made so by a click", async () => {
    const page = await studio.open();
    const paste = async (text: string) => {
      await goTo(page, "Network");
      await page.click("button:text-is('Paste')");
      await page.getByLabel("Text of the network").fill(text);
      await page.click("dialog button:text-is('Open')");
    };
    const table = `x,y,z\n${rows.join("\n")}\n`;
    await paste("f -> x, y, z");
    await expectFact(page, "measured", "4");
    await goTo(page, "Train");
    await drop(page, "rows.csv", table);
    await page.waitForSelector(".findings .bad:has-text('No column for f')");
    await page.click(".findings button:text-is('make it latent')");
    await page.waitForSelector(".findings .good");
    await paste("[g][h][x|g][y|g:h][z|h]");
    await page.waitForSelector(".notice:has-text('those with a column of rows.csv are taken, 3 of 5')");
    await expectFact(page, "measured", "3");
    // What marks its hidden nodes is taken at its word.
    await paste("latent x -> y, z");
    await expectFact(page, "latent", "1");
  });

  test("what dagitty marks is asked in Claims, goes with the node's name, and is written again", async () => {
    const page = await studio.open();
    await page.click("button:text-is('Paste')");
    await page
      .getByLabel("Text of the network")
      .fill(
        '// mine\ndag { a -> d; b [exposure,pos="0,0"] d [outcome]; b -> c [pos="1,1"]; c -> d; e [adjusted]; e -> {b d} }',
      );
    await page.click("dialog button:text-is('Open')");
    await openTab(page, "Claims");
    const claim = page.getByRole("region", { name: "Effect" });
    const asks = (cause: string, outcome: string) =>
      soon(async () =>
        assert.deepEqual(
          [await claim.getByLabel("cause").inputValue(), await claim.getByLabel("outcome").inputValue()],
          [cause, outcome],
        ),
      );
    await asks("b", "d");
    await page.waitForSelector('[data-testid="separated"]:has-text("b and d are not separated given e")');
    await page.click('[data-testid="network"] [data-node="b"]');
    const name = page.getByLabel("Node", { exact: true });
    await name.fill("the origin");
    await name.press("Enter");
    await asks("the origin", "d");
    assert.equal(await name.evaluate((field) => field === document.activeElement), true);
    await page.click("button:text-is('Copy as')");
    await page.locator("dialog label:has-text('dagitty')").click();
    const text = page.getByLabel("The network as dagitty");
    await soon(async () => assert.match(await text.inputValue(), /"the origin" \[(latent,)?exposure,pos=/));
    assert.match(await text.inputValue(), /"d" \[outcome,pos=.*\n *"e" \[latent,adjusted,pos=/s);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await asks("b", "d");
    await page.reload();
    await openTab(page, "Claims");
    await asks("b", "d");
    // A text that asks nothing leaves the question to the person.
    await page.click("button:text-is('Paste')");
    await page.getByLabel("Text of the network").fill("dag { p -> q -> r }");
    await page.click("dialog button:text-is('Open')");
    await asks("p", "r");
  });

  test("a drawn network is given numbers, and numbers that a pasted text has beyond its structure are said to be passed over", async () => {
    const page = await studio.open();
    await page.click("button:text-is('Paste')");
    await page.getByLabel("Text of the network").fill("f =~ 0.8*x1 + x2 + x3");
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector(".notice:has-text('Only the structure')");
    await expectFact(page, "arcs", "3");
    await goTo(page, "Train");
    await page.click("button:text-is('Give it numbers')");
    await page.waitForSelector("text=Drawn from");
    // Who pressed the button by key goes on where it was.
    await page.waitForFunction(() =>
      document.activeElement?.matches("section[aria-label=Data] .grid-2 input"),
    );
    await goTo(page, "Network");
    await expectFact(page, "measured", "3");
    await page.waitForSelector('.facts dt:has-text("floor, nats a row")');
  });

  test("from a table: its columns as nodes, or with suggested arcs, and what the table says of the claims", async () => {
    const page = await studio.open();
    await goTo(page, "Train");
    await drop(page, "mine.csv", `p,q,r\n${rows.join("\n")}\n`);
    await page.click("button:text-is('Columns as nodes')");
    await expectFact(page, "measured", "3");
    await expectFact(page, "arcs", "0");
    await openTab(page, "Claims");
    await page.waitForSelector('[data-testid="implications"]:has-text("3 independences")');
    await soon(async () => assert.match((await page.textContent(".doubted"))!, /p, q.*nothing.*0\.9/));
    await goTo(page, "Train");
    await page.click("button:text-is('Suggest arcs')");
    await expectFact(page, "arcs", "1");
    await openTab(page, "Claims");
    await page.waitForSelector('[data-testid="implications"]:has-text("against none")');
    // What is asked at first has an effect.
    await page.waitForSelector('[data-testid="effect"]:has-text("carries the effect")');
    await page.getByRole("region", { name: "Effect" }).locator("select").nth(0).selectOption("p");
    await page.getByRole("region", { name: "Effect" }).locator("select").nth(1).selectOption("r");
    await soon(async () =>
      assert.match((await page.textContent('[data-testid="separated"]'))!, /p and r are separated/),
    );
    assert.deepEqual(await seriousViolations(page), []);
    await goTo(page, "Train");
    await page.click("button:text-is('Copy as command or TypeScript')");
    assert.match(
      await page.getByLabel("The training as text").inputValue(),
      /^siren-vae train suggested-by-mine-csv\.json --data mine\.csv --model true/,
    );
  });
});
