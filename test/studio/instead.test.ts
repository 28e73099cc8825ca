import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bentPairs } from "../bentPairs.ts";
import { csvOf } from "../csvOf.ts";
import { violations } from "./accessibility.ts";
import { goTo, inChromium, openNetworkWithTable, setField, skip, soon, waitForRuns } from "./page.ts";

describe("a network that bent rows contradict, in Chromium", { skip }, () => {
  const studio = inChromium();

  test("is said to have given way beside the model, in training and with every question", async () => {
    const page = await studio.open();
    // A fifth of the rows is kept to test on.
    await openNetworkWithTable(
      page,
      { text: "latent z\nlatent w\na <- z\nb <- z\nc <- w\nd <- w", arcs: 4 },
      { name: "bent.csv", content: csvOf(bentPairs({ rowCount: 300 })) },
    );
    await page.click(".kinds summary");
    for (const name of ["c", "d"]) {
      const kind = page.getByLabel(`Kind of ${name}`);
      await kind.selectOption("gaussian");
      await soon(async () => assert.equal(await kind.inputValue(), "gaussian"));
    }
    await page.waitForSelector(".findings .good");
    await page.getByRole("checkbox", { name: "vae plain VAE" }).uncheck();
    await setField(page, "hidden width", "16");
    await setField(page, "blocks", "1");
    await page.click("[data-testid=start]");
    await waitForRuns(page, "done");
    const note = page.getByTestId("instead");
    await soon(async () => assert.equal(await note.count(), 1));
    assert.match(
      (await note.textContent())!,
      /The rows contradict the network: held-out ones gain 0\.\d\d ± 0\.\d\d nats each/,
    );
    assert.deepEqual(await violations(page), []);
    await goTo(page, "Ask");
    await note.waitFor();
  });
});
