import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { loadModel, parseTable, resolveNetwork } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { seriousViolations } from "./accessibility.ts";
import { unpackModel } from "./archivedModel.ts";
import {
  ASK_TABS,
  download,
  drop,
  expectFact,
  goTo,
  inChromium,
  openTab,
  pageFile,
  setField,
  skip,
  soon,
  trainWatched,
  waitForRuns,
  watchOneRun,
} from "./page.ts";

describe("the studio in Chromium", { skip }, () => {
  const studio = inChromium();

  /** One page walks through everything: what is asked later is what was trained before. */
  describe("from a network to answers", () => {
    let page: Page;
    before(async () => {
      page = await studio.open();
    });

    test("ECOLI70 opens, and a click selects a latent node and a button makes it measured", async () => {
      await page.getByTestId("built-in").selectOption("ecoli70");
      await expectFact(page, "measured", "24");
      await page.click('[data-node="eutG"]');
      await soon(async () =>
        assert.equal(await page.getAttribute('[data-node="eutG"]', "aria-pressed"), "true"),
      );
      await expectFact(page, "measured", "24");
      await page.click("button:has-text('Make measured')");
      await expectFact(page, "measured", "25");
      await page.keyboard.press("Control+z");
      await expectFact(page, "measured", "24");
      await page.keyboard.press("Control+y");
      await expectFact(page, "measured", "25");
    });

    test("an arc that would close a cycle is refused with the cycle shown", async () => {
      await page.click('[data-node="sucA"]');
      await page.getByLabel("Other node of the new arc").selectOption("eutG");
      await soon(async () =>
        assert.match(
          (await page.textContent(".notice.error"))!,
          /cycle eutG → sucA → eutG|cycle sucA → eutG → sucA/,
        ),
      );
      await soon(async () => assert.ok((await page.locator(".node.refused").count()) >= 2));
      await expectFact(page, "arcs", "70");
      await page.click('[aria-label="Close this message"]');
    });

    test("arcs and nodes by keyboard alone", async () => {
      await page.focus('[data-node="eutG"]');
      await page.keyboard.press("a");
      await page.focus('[data-node="atpG"]');
      await page.keyboard.press("Enter");
      await expectFact(page, "arcs", "71");
      await page.keyboard.press("Control+z");
      await expectFact(page, "arcs", "70");
    });

    test("the text view edits the picture and the other way round", async () => {
      await openTab(page, "Text");
      const text = await page.inputValue(".text-view textarea");
      await page.fill(".text-view textarea", `${text}\nextra <- eutG`);
      await expectFact(page, "arcs", "71");
      await page.fill(".text-view textarea", `${text}\nextra <- nobody`);
      await soon(async () =>
        assert.match((await page.textContent(".text-view [role=status]"))!, /nobody.*no line of its own/),
      );
      await expectFact(page, "arcs", "71");
      await page.fill(".text-view textarea", text);
      await expectFact(page, "arcs", "70");
      await openTab(page, "Faithful inverse");
    });

    test("true and vae train, and their curves move", async () => {
      await goTo(page, "Train");
      await watchOneRun(page);
      await setField(page, "rows to simulate", "200");
      await setField(page, "epochs at most", "600");
      await setField(page, "hidden width", "60");
      await page.getByTestId("start").click();
      // Read where it is first seen: a training may end while the answer travels.
      const seen = await page.waitForFunction(() => {
        const paths = [...document.querySelectorAll(".figure svg path")];
        return paths.length > 3 && paths.map((one) => one.getAttribute("d")).join();
      });
      const early = await seen.jsonValue();
      await waitForRuns(page, "done");
      await page.waitForFunction((before) => {
        const paths = [...document.querySelectorAll(".figure svg path")];
        return paths.map((one) => one.getAttribute("d")).join() !== before;
      }, early);
      await soon(async () => assert.match((await page.textContent(".figure"))!, /floor \d+\.\d\d/));
    });

    test("the table compares models, Gaussians and the floor", async () => {
      await goTo(page, "Ask");
      await page.waitForSelector(".compare tr:has-text('floor')");
      await page.waitForSelector(".busy", { state: "detached" });
      await soon(async () => {
        const rows = await page.locator(".compare tbody tr").allTextContents();
        for (const row of [/SIReN-VAE true\d\d\.\d\d/, /plain VAE\d\d\.\d\d/]) {
          assert.ok(
            rows.some((text) => row.test(text)),
            rows.join("\n"),
          );
        }
      });
    });

    test("the whole table is in sight, down to the floor", async () => {
      const hidden = await page
        .locator(".scroll-x")
        .evaluate((element) => element.scrollHeight - element.clientHeight);
      assert.ok(hidden <= 0, `${hidden} pixels of the table are cut off`);
    });

    test("a figure is saved as SVG and PNG", async () => {
      const svg = await download(page, () =>
        page.click("[aria-label='Save \"Distance from the floor\" as SVG']"),
      );
      assert.match(svg.toString(), /^<svg [\s\S]*plain VAE[\s\S]*<\/svg>$/);
      assert.equal(svg.includes("var(--"), false);
      const png = await download(page, () =>
        page.click("[aria-label='Save \"Distance from the floor\" as PNG']"),
      );
      assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    });

    test("a posterior opens, and a value that is left out is filled in", async () => {
      await openTab(page, "Posterior and gaps");
      await page.waitForSelector('svg[aria-label="Posterior of every latent"]');
      await soon(async () => assert.match((await page.textContent(".row-answer"))!, /exact/));
      await page.getByLabel("Use the value of aceB").uncheck();
      await page.waitForSelector('svg[aria-label="Values that were left out"]');
    });

    test("latents of a plain VAE bear no node's name", async () => {
      await page.click(".chip:has-text('plain VAE')");
      const picture = page.locator('svg[aria-label="Posterior of every latent"]');
      await soon(async () => assert.match((await picture.textContent())!, /latent 2\d/));
      assert.doesNotMatch((await picture.textContent())!, /b1191/);
      await page.click(".chip:has-text('SIReN-VAE true')");
    });

    test("an intervention moves what depends on it", async () => {
      await openTab(page, "Intervene");
      await page.waitForSelector('svg[aria-label^="What follows from"]');
    });

    test("the downloaded model gives the same numbers in Node, to the last bit", async () => {
      await openTab(page, "Anomalies");
      await page.waitForSelector("text=The most unusual rows");
      const scores = await download(page, () => page.click("text=All scores as CSV"));
      await openTab(page, "Files");
      const rows = await download(page, () => page.click("button:has-text('Test rows')"));
      const archive = await download(page, () => page.click("button:has-text('Model')"));
      const folder = unpackModel(archive);
      const { model, network } = loadModel(folder);
      assert.equal(network?.name, "ECOLI70");
      const { data } = parseTable(rows.toString(), model.observedNames, "test.csv");
      const here = model.score(data, { samples: 100, seed: 1 });
      const there = parseTable(scores.toString(), ["logLikelihood"], "scores.csv").data.values;
      assert.deepEqual(there, here);
    });

    test("the saved project is a network and two models to the command line, with the same bits", async () => {
      const saved = await download(page, () => page.click('[aria-label="Save the whole project as a file"]'));
      const path = join(temporaryFolder(), "mine.siren.json");
      writeFileSync(path, saved);
      assert.equal(resolveNetwork(path).dag.observed.length, 25);
      assert.throws(() => loadModel(path), /one of the models true, vae/);
      const { model, network } = loadModel(`${path}#true`);
      assert.equal(network?.name, "ECOLI70");
      const rows = await download(page, () => page.click("button:has-text('Test rows')"));
      const archive = await download(page, () => page.click("button:has-text('Model')"));
      const { data } = parseTable(rows.toString(), model.observedNames, "test.csv");
      const options = { samples: 20, seed: 3 };
      assert.deepEqual(
        model.score(data, options),
        loadModel(unpackModel(archive)).model.score(data, options),
      );
      assert.equal(loadModel(`${path}#vae`).model.architecture.model, "vae");
    });
  });

  test("a broken table and a cyclic file say what is wrong and lose nothing", async () => {
    const page = await studio.open();
    await page.click('[data-node="eutG"]');
    await page.click("button:has-text('Make measured')");
    await drop(page, "cyclic.json", JSON.stringify(cyclic));
    await soon(async () => assert.match((await page.textContent(".notice.error"))!, /cycle .*a -> b|b -> a/));
    await expectFact(page, "measured", "25");
    await drop(page, "no.json", "{ not json");
    await page.waitForSelector(".notice.error:has-text('no.json')");
    await drop(page, "cyclic.dot", "digraph { a -> b; b -> c; c -> a }");
    await page.waitForSelector(".notice.error:has-text('cyclic.dot')");
    await drop(page, "ragged.csv", "aceB,atpG\n1,2\n1,2,3\n");
    await page.waitForSelector(".notice.error:has-text('line 3')");
    await drop(page, "words.csv", "aceB,atpG\n1,2\n1,many\n");
    await soon(async () => assert.match((await page.textContent(".findings"))!, /No column for/));
    await soon(async () => assert.equal(await page.getByTestId("start").isDisabled(), true));
    await page.click('[aria-label="Close the table and simulate again"]');
    await soon(async () => assert.equal(await page.getByTestId("start").isDisabled(), false));
    await goTo(page, "Network");
    await expectFact(page, "measured", "25");
  });

  test("a table of one's own: a word is found by row and column, gaps are trained with", async () => {
    const page = await studio.open();
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent z\nx <- z\ny <- z");
    await goTo(page, "Train");
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${Math.sin(i)},${i % 7 === 3 ? "" : Math.sin(i) + Math.cos(3 * i)},9`,
    );
    await drop(page, "words.csv", `x,y,other\n${rows.join("\n")}\nseven,1,2\n`);
    await soon(async () => assert.match((await page.textContent(".findings"))!, /line 62, column "x"/));
    await drop(page, "good.csv", `x,y,other\n${rows.join("\n")}\n`);
    await page.waitForSelector(".findings:has-text('rows have gaps')");
    await soon(async () => assert.match((await page.textContent(".findings"))!, /not used: other/));
    await trainWatched(page, 20);
  });

  test("a reload in the middle of a training offers to go on, and ends with the same bits", async () => {
    const page = await studio.open();
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "rows to simulate", "6000");
    await setField(page, "epochs at most", "1500");
    await page.getByTestId("start").click();
    await page.waitForFunction(() => /epoch \d/.test(document.querySelector(".run")?.textContent ?? ""));
    await page.click('[aria-label="Pause SIReN-VAE true"]');
    await waitForRuns(page, "paused");
    await page.click('[aria-label="Go on with SIReN-VAE true"]');
    await waitForRuns(page, "running");
    await page.waitForTimeout(1000);
    await page.reload();
    await page.waitForSelector("text=The page was closed while SIReN-VAE true was");
    await page.click("text=Go on");
    await waitForRuns(page, "done");
    await page.getByTestId("start").click();
    await page.waitForFunction(() => document.querySelectorAll(".run").length === 2);
    await waitForRuns(page, "done");
    const cards = await page.locator(".run .numbers").allTextContents();
    assert.equal(cards.length, 2);
    assert.equal(cards[0], cards[1]);
  });

  test("a share link and a project file bring everything back", async () => {
    const page = await studio.open(pageFile, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.click('[data-node="eutG"]');
    await page.click("button:has-text('Make measured')");
    await goTo(page, "Train");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await watchOneRun(page);
    await setField(page, "rows to simulate", "77");
    await setField(page, "epochs at most", "10");
    await page.getByTestId("start").click();
    await waitForRuns(page, "done");
    const project = await download(page, () => page.click('[aria-label="Save the whole project as a file"]'));
    await page.click('[aria-label="Copy a link to this network and these settings"]');
    await page.waitForSelector(".notice");
    const link = await page.evaluate(() =>
      location.hash.startsWith("#share=") ? location.href : navigator.clipboard.readText(),
    );
    const other = await studio.open(link);
    await expectFact(other, "measured", "25");
    await goTo(other, "Train");
    await soon(async () => assert.equal(await other.getByLabel("rows to simulate").inputValue(), "77"));
    await drop(other, "mine.siren.json", project.toString());
    await other.waitForSelector(".compare");
    await other.waitForSelector(".busy", { state: "detached" });
    await soon(async () => assert.match((await other.textContent(".compare"))!, /SIReN-VAE true\d/));
  });

  test("axe finds nothing serious in either theme, on a desk or a phone", async () => {
    const page = await studio.open();
    const check = async (where: string) => {
      for (let theme = 0; theme < 2; theme++) {
        assert.deepEqual(await seriousViolations(page), [], where);
        await page.click('[aria-label$="colours"]');
      }
    };
    await page.click('[data-node="eutG"]');
    await check("Faithful inverse");
    // How long a look takes goes with how much is drawn: the other steps draw as many kinds of things of few nodes.
    await openTab(page, "Text");
    await page.fill(".text-view textarea", "latent h\na <- h\nb <- h\nc <- h, a");
    await expectFact(page, "arcs", "4");
    await page.click('[data-node="h"]');
    for (const tab of ["Text", "Claims", "Masks"]) {
      await openTab(page, tab);
      await check(tab);
    }
    await goTo(page, "Train");
    await trainWatched(page, 10);
    await check("Train");
    await page.setViewportSize({ width: 390, height: 844 });
    await goTo(page, "Ask");
    for (const tab of ASK_TABS) {
      await openTab(page, tab);
      await page.waitForTimeout(100);
      await page.waitForSelector(".busy", { state: "detached" });
      await check(tab);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${tab} is ${overflow} pixels too wide for a phone`);
    }
  });
});

const cyclic = {
  format: "siren-vae/network",
  version: 1,
  name: "cyclic",
  kind: "structure",
  observed: ["b"],
  nodes: { a: { parents: ["b"] }, b: { parents: ["a"] } },
};
