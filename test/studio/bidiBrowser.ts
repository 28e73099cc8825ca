import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "../temporaryFolder.ts";

interface Reply {
  readonly id?: number;
  readonly type: string;
  readonly result?: Record<string, unknown>;
  readonly message?: string;
  readonly method?: string;
  readonly params?: { readonly level?: string; readonly type?: string; readonly text?: string };
}

/** Of what the tests have anyway: not every Node has a WebSocket of its own. */
const { ws: Socket } = createRequire(import.meta.url)("playwright-core/lib/utilsBundle") as {
  ws: typeof WebSocket;
};

const PATIENCE = 240_000;

/** The little of WebDriver BiDi that a walk through a page takes: browsers as they are installed speak it. */
export class BidiBrowser {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  /** What the page has thrown. */
  readonly errors: string[] = [];
  #context = "";
  #count = 0;

  private constructor(process: ChildProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
      else if (reply.method === "log.entryAdded" && reply.params?.type === "javascript")
        this.errors.push(reply.params.text ?? "an error");
    });
  }

  static async launch(path: string): Promise<BidiBrowser> {
    const child = spawn(
      path,
      [
        "--headless",
        "--no-remote",
        "--profile",
        temporaryFolder(),
        "--remote-debugging-port=0",
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const address = await new Promise<string>((found, failed) => {
      let said = "";
      child.stderr!.on("data", (piece) => {
        said += piece;
        const match = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
        if (match) found(match[1]);
      });
      child.once("exit", () => failed(new Error(`Firefox ended: ${said}`)));
    });
    const socket = new Socket(`${address}/session`);
    await new Promise((open, failed) => {
      socket.addEventListener("open", open, { once: true });
      socket.addEventListener("error", failed, { once: true });
    });
    const browser = new BidiBrowser(child, socket);
    await browser.#send("session.new", { capabilities: {} });
    await browser.#send("session.subscribe", { events: ["log.entryAdded"] });
    return browser;
  }

  async open(url: string): Promise<void> {
    const tree = await this.#send("browsingContext.getTree", {});
    this.#context = (tree.contexts as { context: string }[])[0].context;
    await this.#send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** The value of an expression or of the last statement, if it is a plain one. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send("script.evaluate", {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (answer.type === "exception") {
      throw new Error((answer.exceptionDetails as { text: string }).text);
    }
    return (answer.result as { value?: unknown }).value;
  }

  /** @throws Error where a condition has not come true after minutes */
  async until(condition: string): Promise<void> {
    const end = performance.now() + PATIENCE;
    while ((await this.evaluate(`Boolean(${condition})`)) !== true) {
      if (performance.now() > end) throw new Error(`Waited in vain for ${condition}.`);
      await setTimeout(100);
    }
  }

  async close(): Promise<void> {
    const gone = new Promise((done) => this.#process.once("exit", done));
    this.#socket.close();
    this.#process.kill();
    await gone;
  }

  async #send(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#count;
    const reply = await new Promise<Reply>((done) => {
      this.#waiting.set(id, done);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#waiting.delete(id);
    if (reply.type === "error") throw new Error(`${method}: ${reply.message}`);
    return reply.result ?? {};
  }
}
