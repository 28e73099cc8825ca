import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Effort } from "../stopwatch.ts";
import type { DenseParameter } from "./denseModel.ts";
import { type Peer, type PeerStep, type PeerWork, sharedRemarks } from "./peer.ts";

/** From the compiled file in dist/bench/peers to the script, which is not compiled. */
const script = fileURLToPath(new URL("../../../bench/peers/torchStep.py", import.meta.url));

const base64 = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

/** PyTorch in a process of its own, which takes its own times; needs a Python that can `import torch`. */
export async function startTorch(): Promise<Peer> {
  const torch = await Conversation.start([process.env.PYTHON ?? "", "python3"]);
  return {
    engine: "PyTorch",
    remarks: [
      ...sharedRemarks,
      `version ${torch.version}, eager; masks and Adam work on one vector of all parameters`,
    ],
    prepare: (work) => prepare(torch, work),
    stop: () => torch.stop(),
  };
}

async function prepare(torch: Conversation, work: PeerWork): Promise<PeerStep> {
  const parameters = work.parameters.map(({ name, shape, values, mask }) => ({
    name,
    shape,
    values: base64(values),
    mask: mask ? base64(mask) : "",
  }));
  await torch.ask({ kind: "prepare", work: { ...work, parameters, x: base64(work.x) } });
  const round = ({ perRound, fewest }: Effort) =>
    torch.ask<{ timings: number[]; loss: number }>({ kind: "round", milliseconds: perRound, fewest });
  return {
    step: async () => (await round({ rounds: 1, perRound: 0, fewest: 1 })).loss,
    round: async (effort) => (await round(effort)).timings,
    reset: () => torch.ask({ kind: "reset" }),
    lossAt: async (noise, values: readonly DenseParameter[]) => {
      const request = { kind: "loss", noise: base64(noise), values: values.map((one) => base64(one.values)) };
      return (await torch.ask<{ loss: number }>(request)).loss;
    },
    close: () => {},
  };
}

/** Questions and answers, a line of JSON each, with a Python process. */
class Conversation {
  readonly version: string;
  readonly #python: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(python: ChildProcess, answers: AsyncIterator<string>, version: string) {
    this.#python = python;
    this.#answers = answers;
    this.version = version;
  }

  /** The first of several Pythons that has PyTorch. */
  static async start(pythons: readonly string[]): Promise<Conversation> {
    for (const name of pythons.filter((one) => one !== "")) {
      const python = spawn(name, [script], {
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
        return new Conversation(python, answers, (JSON.parse(first.value) as { version: string }).version);
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
