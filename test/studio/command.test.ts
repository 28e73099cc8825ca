import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { temporaryFolder } from "../temporaryFolder.ts";
import {
  buildStudio,
  download,
  goTo,
  inChromium,
  setField,
  skip,
  soon,
  trainWatched,
  watchOneRun,
} from "./page.ts";

const program = new URL("../../program/main.js", import.meta.url).pathname;

describe("siren-vae studio", () => {
  const folder = temporaryFolder();
  const data = join(folder, "my data.csv");
  const model = join(folder, "model");
  /** A structure without numbers, and a model of it. */
  const structure = join(folder, "star.dagitty");
  const bare = join(folder, "bare");
  const damaged = join(folder, "damaged.siren.json");
  const children: ChildProcess[] = [];
  let address: string;

  before(async () => {
    buildStudio();
    execFileSync(process.execPath, [
      program,
      ...["train", "gaussian-tree", "--simulate", "60", "--model", "true", "--seed", "3", "--quiet"],
      ...["--epochs", "3", "-o", model],
    ]);
    execFileSync(process.execPath, [program, "simulate", "gaussian-tree", "-n", "40", "-o", data, "--quiet"]);
    const leaves = readFileSync(data, "utf8").split("\n", 1)[0].split(",");
    writeFileSync(structure, `dag { h [latent] ${leaves.map((leaf) => `h -> ${leaf}`).join(" ")} }`);
    execFileSync(process.execPath, [
      program,
      ...["train", structure, "--data", data, "--seed", "3", "--quiet", "--epochs", "2", "-o", bare],
    ]);
    writeFileSync(damaged, '{"format":"siren-vae/project","version":1,"netw');
    address = await serve("gaussian-tree", "--data", data, "--model", model);
  });
  after(() => {
    for (const child of children) child.kill();
  });

  /** Starts the command; its address. */
  const serve = (...args: string[]) => {
    const child = spawn(process.execPath, [
      program,
      ...["studio", ...args, "--port", "0", "--no-open", "--quiet"],
    ]);
    children.push(child);
    return new Promise<string>((done, failed) => {
      child.stdout!.once("data", (text) => done(String(text).trim()));
      child.stderr!.once("data", (text) => failed(new Error(String(text))));
    });
  };

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    new Promise<{ status: number; type: string; coding?: string; length: number }>((done, failed) => {
      const { hostname, port, pathname } = new URL(address);
      request({ hostname, port, path: pathname.slice(0, -1) + path, headers, method }, (response) => {
        response.resume();
        done({
          status: response.statusCode!,
          type: response.headers["content-type"] ?? "",
          coding: response.headers["content-encoding"],
          length: Number(response.headers["content-length"]),
        });
      })
        .on("error", failed)
        .end();
    });

  test("serves the page with its types, and nothing else", async () => {
    const { status, type } = await ask("/?local");
    assert.deepEqual({ status, type }, { status: 200, type: "text/html; charset=utf-8" });
    const plain = await ask("/studio.js");
    assert.equal(plain.type, "text/javascript; charset=utf-8");
    assert.equal(plain.coding, undefined);
    const packed = await ask("/studio.js", { "accept-encoding": "br, gzip;q=0.8" });
    assert.equal(packed.coding, "gzip");
    assert.ok(packed.length < plain.length / 2);
    assert.equal((await ask("/studio.js", { "accept-encoding": "gzip;q=0" })).coding, undefined);
    for (const path of ["/../package.json", "/..%2fpackage.json", "/etc/passwd", "//etc/passwd", "/no.js"]) {
      assert.equal((await ask(path)).status, 404, path);
    }
    const { origin } = new URL(address);
    for (const path of ["/", "/table", "/session.json", "/index.html"]) {
      assert.equal((await fetch(origin + path)).status, 404, path);
    }
    const { headers } = await fetch(address);
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.match(headers.get("content-security-policy")!, /connect-src 'self'.*frame-ancestors 'none'/);
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
      [["--model", bare], /structure without numbers.*--data/],
      [[damaged], /damaged\.siren\.json.*Save the project again/],
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
    const studio = inChromium();

    test("opens with the network, the table and the model", async () => {
      const page = await studio.open(address);
      await soon(async () =>
        assert.match((await page.textContent(".findings"))!, /A column for every measured node, 40 rows/),
      );
      await page.click('nav button:has-text("Ask")');
      await page.waitForSelector(".busy", { state: "detached" });
      await soon(async () => assert.match((await page.textContent(".compare"))!, /SIReN-VAE true\s*-?\d/));
      await soon(async () => assert.match((await page.textContent(".ask"))!, /8 test rows/));
    });

    test("a network's file is read as if it was opened in the page: its marks count, and the table's columns", async () => {
      const rows = Array.from({ length: 30 }, (_, i) =>
        [Math.sin(i), Math.cos(3 * i), Math.sin(5 * i)].join(),
      );
      const table = join(folder, "abc.csv");
      writeFileSync(table, `a,b,c\n${rows.join("\n")}\n`);
      const chain = join(folder, "chain.dagitty");
      writeFileSync(chain, "dag { a -> b -> c -> d; h -> b; b [exposure]; c [outcome] }");
      const page = await studio.open(await serve(chain, "--data", table));
      await page.waitForSelector(".findings .good:has-text('A column for every measured node, 30 rows')");
      await page.waitForSelector(".notice:has-text('those with a column of abc.csv are taken, 3 of 5')");
      await goTo(page, "Network");
      await page.click("[role=tab]:has-text('Claims')");
      await page.waitForSelector('[data-testid="separated"]:has-text("b and c are not separated")');
    });

    test("a model of a bare structure is asked about the table", async () => {
      const page = await studio.open(await serve("--model", bare, "--data", data));
      await goTo(page, "Ask");
      await page.waitForSelector(".compare td");
      await page.waitForSelector(".busy", { state: "detached" });
      await soon(async () => assert.match((await page.textContent(".compare"))!, /SIReN-VAE true\s*-?\d/));
      await soon(async () => assert.doesNotMatch((await page.textContent(".compare"))!, /floor/));
    });

    test("a saved project opens whole", async () => {
      const page = await studio.open(await serve("--model", model));
      await page.waitForSelector(".compare tr.floor");
      await page.waitForSelector(".busy", { state: "detached" });
      const saved = await download(page, () => page.click('[aria-label="Save the whole project as a file"]'));
      const path = join(folder, "mine.siren.json");
      writeFileSync(path, saved);
      const other = await studio.open(await serve(path));
      await other.waitForSelector(".compare tr.floor");
      await other.waitForSelector(".busy", { state: "detached" });
      await soon(async () =>
        assert.equal(await other.textContent(".compare"), await page.textContent(".compare")),
      );
      const lone = execFileSync(process.execPath, [
        program,
        ...["evaluate", path, "--simulate", "20", "--importance-samples", "5", "--json", "--quiet"],
      ]);
      assert.ok(Number.isFinite(JSON.parse(String(lone)).nll));
    });

    test("the commands and the program that the page copies run, for every model that is offered", async () => {
      const page = await studio.open(address);
      await page.waitForSelector(".findings .good");
      await watchOneRun(page);
      for (const [label, value] of [
        ["epochs at most", "2"],
        ["hidden width", "16"],
        ["blocks", "1"],
      ])
        await setField(page, label, value);
      for (const name of ["ind latents independent", "fc latents fully connected"])
        await page.getByRole("checkbox", { name }).check();
      await page.click("button:text-is('Copy as command or TypeScript')");
      const text = page.getByLabel("The training as text");
      await page.waitForSelector("dialog:has-text('It trains for exactly so many epochs')");
      const commands = (await text.inputValue()).split("\n");
      await page.click("dialog label:has-text('TypeScript')");
      await soon(async () => assert.match(await text.inputValue(), /^import/));
      const code = await text.inputValue();
      const name = commands[0].split(" ")[2];
      writeFileSync(
        join(folder, name),
        await download(page, () => page.click(`dialog button:has-text("${name}")`)),
      );
      await page.keyboard.press("Escape");
      assert.equal(commands.length, 4);
      for (const command of commands) {
        const args = command.replace("'my data.csv'", "DATA").split(" ").slice(1);
        const whole = args.map((word) => (word === "DATA" ? "my data.csv" : word));
        execFileSync(process.execPath, [program, ...whole, "--quiet"], { cwd: folder, stdio: "pipe" });
      }
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(new URL("../../..", import.meta.url).pathname, join(folder, "node_modules/siren-vae"));
      writeFileSync(join(folder, "copied.mjs"), `${code}console.log(modelVae.architecture.model);`);
      const said = execFileSync(process.execPath, ["copied.mjs"], { cwd: folder, stdio: "pipe" });
      assert.match(String(said), /^vae$/m);
    });

    test("once opened, the page opens again without a net, and trains", async () => {
      const page = await studio.open(address.replace("?local", ""));
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await page.context().setOffline(true);
      await page.reload();
      await page.waitForSelector("header nav");
      await goTo(page, "Train");
      await trainWatched(page, 3);
    });
  });
});
