import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { buildStudio, goTo, launch, openPage, setField, skip, waitForRuns } from "./page.ts";

const program = new URL("../../src/cli/main.js", import.meta.url).pathname;

describe("siren-vae studio", () => {
  const folder = mkdtempSync(join(tmpdir(), "siren-studio-"));
  const data = join(folder, "my data.csv");
  const model = join(folder, "model");
  let child: ChildProcess;
  let address: string;

  before(async () => {
    buildStudio();
    execFileSync(process.execPath, [
      program,
      ...["train", "gaussian-tree", "--simulate", "60", "--model", "true", "--seed", "3", "--quiet"],
      ...["--epochs", "3", "-o", model],
    ]);
    execFileSync(process.execPath, [program, "simulate", "gaussian-tree", "-n", "40", "-o", data, "--quiet"]);
    child = spawn(process.execPath, [
      program,
      ...["studio", "gaussian-tree", "--data", data, "--model", model, "--port", "0", "--no-open", "--quiet"],
    ]);
    address = await new Promise<string>((done, failed) => {
      child.stdout!.once("data", (text) => done(String(text).trim()));
      child.stderr!.once("data", (text) => failed(new Error(String(text))));
    });
  });
  after(() => child?.kill());

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    new Promise<{ status: number; type: string }>((done, failed) => {
      const { hostname, port } = new URL(address);
      request({ hostname, port, path, headers, method }, (response) => {
        response.resume();
        done({ status: response.statusCode!, type: response.headers["content-type"] ?? "" });
      })
        .on("error", failed)
        .end();
    });

  test("serves the page with its types, and nothing else", async () => {
    assert.deepEqual(await ask("/?local"), { status: 200, type: "text/html; charset=utf-8" });
    assert.deepEqual(await ask("/studio.js"), { status: 200, type: "text/javascript; charset=utf-8" });
    for (const path of ["/../package.json", "/..%2fpackage.json", "/etc/passwd", "//etc/passwd", "/no.js"]) {
      assert.equal((await ask(path)).status, 404, path);
    }
    assert.equal((await ask("/", { host: "elsewhere.example" })).status, 403);
    assert.equal((await ask("/", {}, "POST")).status, 405);
  });

  test("a port that is taken, a missing file and a missing model are one sentence each", () => {
    const { port } = new URL(address);
    const bad = [
      [["--port", port], /port, but \d+ is taken/],
      [["--data", join(folder, "none.csv")], /none\.csv/],
      [["--model", folder], /model/],
      [["no-such-network"], /no-such-network/],
    ] as const;
    for (const [args, message] of bad) {
      assert.throws(
        () => execFileSync(process.execPath, [program, "studio", "--no-open", ...args], { stdio: "pipe" }),
        (error: { status: number; stderr: Buffer }) =>
          error.status === 2 && message.test(String(error.stderr)) && !/\n\s+at /.test(String(error.stderr)),
      );
    }
  });

  describe("in Chromium", { skip }, () => {
    let browser: Browser;
    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());

    test("opens with the network, the table and the model", async () => {
      const { page, errors } = await openPage(browser, address);
      assert.match((await page.textContent(".findings"))!, /A column for every measured node, 40 rows/);
      await page.click('nav button:has-text("Ask")');
      await page.waitForSelector(".busy", { state: "detached" });
      assert.match((await page.textContent(".compare"))!, /SIReN-VAE true\s*-?\d/);
      assert.deepEqual(errors, []);
    });

    test("once opened, the page opens again without a net, and trains", async () => {
      const { page } = await openPage(browser, address.replace("?local", ""));
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await page.context().setOffline(true);
      await page.reload();
      await page.waitForSelector("header nav");
      await goTo(page, "Train");
      await setField(page, "epochs at most", "3");
      await page.getByTestId("start").click();
      await waitForRuns(page, "done");
    });
  });
});
