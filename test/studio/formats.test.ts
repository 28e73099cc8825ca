import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { savedBytes } from "../rdata/saved.ts";
import { drop, dropBytes, expectFact, goTo, inChromium, skip } from "./page.ts";

const states = "{ type discrete [ 2 ] { yes, no }; }";
const variable = (name: string) =>
  `<VARIABLE TYPE="nature"><NAME>${name}</NAME><OUTCOME>yes</OUTCOME><OUTCOME>no</OUTCOME></VARIABLE>`;

/** The same three nodes and two arcs, as other programs write them. */
const files: Readonly<Record<string, string>> = {
  "arcs.csv": "from,to\nrain,grass\nsprinkler,grass\n",
  "bare.csv": "rain,grass\nsprinkler,grass\n",
  "wet.dot": "digraph { rain -> grass; sprinkler -> grass }",
  "wet.dagitty": "dag { rain [latent] rain -> grass sprinkler -> grass }",
  "arrows.txt": "rain -> grass\nsprinkler -> grass\n",
  "saved.txt": "dag { rain -> grass sprinkler -> grass }",
  "wet.bif": `network w { }\nvariable rain ${states}\nvariable sprinkler ${states}\nvariable grass ${states}
probability ( rain ) { table 0.2, 0.8; }\nprobability ( sprinkler ) { table 0.2, 0.8; }
probability ( grass | rain, sprinkler ) { (yes, yes) 0.9, 0.1; (yes, no) 0.8, 0.2; (no, yes) 0.8, 0.2; (no, no) 0, 1; }`,
  "wet.xml": `<?xml version="1.0"?><BIF VERSION="0.3"><NETWORK><NAME>w</NAME>${["rain", "sprinkler", "grass"].map(variable).join("")}
<DEFINITION><FOR>grass</FOR><GIVEN>rain</GIVEN><GIVEN>sprinkler</GIVEN><TABLE>1 0 1 0 1 0 0 1</TABLE></DEFINITION></NETWORK></BIF>`,
  "wet.net": `net { }\nnode rain { states = ("y" "n"); }\nnode sprinkler { states = ("y" "n"); }\nnode grass { states = ("y" "n"); }
potential ( rain ) { data = (0.2 0.8); }\npotential ( sprinkler ) { data = (0.2 0.8); }
potential ( grass | rain sprinkler ) { data = (((1 0)(1 0))((1 0)(0 1))); }`,
  "gaussian.json": JSON.stringify({
    nodes: ["rain", "sprinkler", "grass"],
    arcs: [
      ["rain", "grass"],
      ["sprinkler", "grass"],
    ],
    cpds: {
      rain: { coefficients: { "(Intercept)": [1] }, variance: [4], parents: [] },
      sprinkler: { coefficients: { "(Intercept)": [0] }, variance: [1], parents: [] },
      grass: {
        coefficients: { "(Intercept)": 0.5, rain: 2, sprinkler: 1 },
        sd: 3,
        parents: ["rain", "sprinkler"],
      },
    },
  }),
};

describe("networks of other programs in Chromium", { skip }, () => {
  let page: Page;
  inChromium(async (studio) => {
    page = await studio.open();
  });

  for (const [name, text] of Object.entries(files)) {
    test(`${name} opens with its arcs`, async () => {
      await page.getByTestId("built-in").selectOption("ecoli70");
      await drop(page, name, text);
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid="network"] [data-node]').length === 3,
      );
      await expectFact(page, "arcs", "2");
    });
  }

  test("a table that R saved is opened as one", async () => {
    await dropBytes(page, "frame.rds", savedBytes("frame"));
    await page.waitForSelector(".file:has-text('frame.rds')");
    await page.click("[aria-label='Close the table and simulate again']");
    await goTo(page, "Network");
    await expectFact(page, "arcs", "2");
  });

  test("what says of no node that it is measured is opened by the columns of the table, or else by its leaves, and says so", async () => {
    const opened = async (name: string, text: string, measured: string) => {
      await drop(page, name, text);
      await expectFact(page, "measured", measured);
    };
    await opened("chain.dot", "digraph { a -> b; b -> c }", "1");
    // Files before this one were said to be read likewise, and a table that is open by then would decide.
    const told =
      "Nothing in chain.dot says which nodes are measured: those without arcs out of them are taken, 1 of 3";
    await page.waitForSelector(`.notice:has-text("${told}")`);
    await drop(
      page,
      "abc.csv",
      `a,c\n${Array.from({ length: 20 }, (_, i) => `${Math.sin(i)},${i}`).join("\n")}\n`,
    );
    await page.waitForSelector(".findings:has-text('Hidden in the network, with a column here: a.')");
    await page.click("button:text-is('make it measured')");
    await goTo(page, "Network");
    await expectFact(page, "measured", "2");
    await opened("again.dot", "digraph { a -> b; b -> c; c -> d }", "2");
    await page.waitForSelector(".notice:has-text('those with a column of abc.csv are taken, 2 of 4')");
    await page.click("button:text-is('Paste')");
    await page.getByLabel("Text of the network").fill("good morning");
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector("dialog [role=alert]:has-text('Write a line for each arc, such as a -> b')");
    await page.keyboard.press("Escape");
    await page.getByTestId("built-in").selectOption("ecoli70");
    await drop(page, "wet.dot", files["wet.dot"]);
    await expectFact(page, "arcs", "2");
  });

  test("a network that is dropped together with a table is opened by its columns, whichever comes first", async () => {
    for (const turned of [false, true]) {
      await page.evaluate((backwards) => {
        const table = new File(["u,w\n1,2\n2,4\n3,3\n"], "uw.csv");
        const network = new File(["u -> v\nv -> w\n"], `backwards ${backwards}.txt`);
        const transfer = new DataTransfer();
        for (const file of backwards ? [network, table] : [table, network]) transfer.items.add(file);
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
      }, turned);
      await page.waitForSelector(
        `.notice:has-text('backwards ${turned}.txt'):has-text('those with a column of uw.csv are taken, 2 of 3')`,
      );
      await expectFact(page, "measured", "2");
      await goTo(page, "Train");
      await page.click("[aria-label='Close the table and simulate again']");
      await goTo(page, "Network");
      await page.getByTestId("built-in").selectOption("ecoli70");
    }
    await drop(page, "wet.dot", files["wet.dot"]);
    await expectFact(page, "arcs", "2");
  });

  test("a damaged or newer project is one sentence, and nothing is lost", async () => {
    await drop(page, "new.siren.json", '{"format":"siren-vae/project","version":9}');
    await page.waitForSelector(".notice.error:has-text('version 9; this program reads up to 1')");
    await drop(
      page,
      "odd.siren.json",
      '{"format":"siren-vae/project","version":1,"network":null,"runs":[{"id":3}]}',
    );
    await page.waitForSelector(".notice.error:has-text('runs.0.id is wrong: expected a string')");
    for (const [what, message] of [
      ['"claim":{"given":"x"}', "claim.given is wrong"],
      [
        '"cases":[{"name":"one","study":"s","values":[["x","high"]],"done":[]}]',
        "cases.0.values.0.1 is wrong",
      ],
      ['"questions":{"study":"s"}', "questions is wrong"],
    ]) {
      await drop(page, "odd.siren.json", `{"format":"siren-vae/project","version":1,"network":null,${what}}`);
      await page.waitForSelector(`.notice.error:has-text('${message}')`);
    }
    await expectFact(page, "arcs", "2");
  });
});
