import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Numbers as they travel. */
export const base64 = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

/** Questions and answers, a line of JSON each, with a Python process that can `import torch`. */
export class TorchConversation {
  readonly version: string;
  readonly #python: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(python: ChildProcess, answers: AsyncIterator<string>, version: string) {
    this.#python = python;
    this.#answers = answers;
    this.version = version;
  }

  /**
   * With the Python that PYTHON names, or with python3.
   *
   * @param script a file of bench/peers, which is not compiled
   */
  static async start(script: string): Promise<TorchConversation> {
    // From the compiled file in dist/bench/peers.
    const path = fileURLToPath(new URL(`../../../bench/peers/${script}`, import.meta.url));
    for (const name of [process.env.PYTHON ?? "", "python3"].filter((one) => one !== "")) {
      const python = spawn(name, [path], {
        stdio: ["pipe", "pipe", "ignore"],
        env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
      });
      // A Python that is not there, or ends because it has no PyTorch, closes its answers.
      python.on("error", () => {});
      python.stdin.on("error", () => {});
      const answers = createInterface(python.stdout)[Symbol.asyncIterator]();
      python.stdin.write(`${JSON.stringify({ kind: "hello" })}\n`);
      const first = await answers.next();
      if (!first.done) {
        const { version } = JSON.parse(first.value) as { version: string };
        return new TorchConversation(python, answers, version);
      }
    }
    throw new Error("no Python with PyTorch was found (set PYTHON to one that can import torch)");
  }

  async ask<Answer>(question: object): Promise<Answer> {
    this.#python.stdin!.write(`${JSON.stringify(question)}\n`);
    const answer = await this.#answers.next();
    if (answer.done) throw new Error("its process ended");
    return JSON.parse(answer.value) as Answer;
  }

  stop(): void {
    this.#python.kill();
  }
}
