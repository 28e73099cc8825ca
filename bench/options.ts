import { parseArgs } from "node:util";
import { type ModelKind, modelKinds } from "../src/model/index.ts";
import type { Case } from "./sirenStep.ts";

const networks = ["ecoli70", "arth150", "magic-irri"];

export const usage = `Usage: npm run bench -- [options]

Milliseconds per training step: load rows, draw noise, clear gradients, forward, backward, Adam. One thread.

  --quick           ecoli70 and arth150, batch 100, hidden 100, fewer steps
  --network <name>  ${networks.join(", ")}; may be given several times
  --model <kind>    ${modelKinds.join(", ")}; may be given several times
  --commands        whole commands against the build of de10820, five alternating pairs; --quick makes one
  --scale           trainings of random networks of 300 to 1,000 nodes, three runs of each; --quick makes one
  --figure <file>   of --scale: the times as an SVG
  --no-peers        leave out jax-js, TensorFlow.js and PyTorch
  --json            one JSON document on standard output instead of tables
  --help            this text

PyTorch takes part where python3, or the Python that the variable PYTHON names, can import torch; otherwise it is skipped.`;

export interface BenchOptions {
  readonly cases: readonly Case[];
  readonly quick: boolean;
  readonly peers: boolean;
  readonly commands: boolean;
  readonly scale: boolean;
  readonly figure: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws an Error with a sentence for the reader where an option is not understood. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: "boolean", default: false },
      network: { type: "string", multiple: true },
      model: { type: "string", multiple: true },
      commands: { type: "boolean", default: false },
      scale: { type: "boolean", default: false },
      figure: { type: "string" },
      "no-peers": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { quick } = values;
  const chosenNetworks =
    chosen("network", values.network, networks) ?? (quick ? networks.slice(0, 2) : networks);
  const chosenModels = chosen<ModelKind>("model", values.model, modelKinds) ?? modelKinds;
  const cases = chosenNetworks.flatMap((network) =>
    chosenModels.flatMap((model) =>
      (quick ? [100] : [100, 1000]).flatMap((batch) =>
        (quick ? [100] : [100, 200]).map((hidden) => ({ network, model, batch, hidden })),
      ),
    ),
  );
  return {
    cases,
    quick,
    peers: !values["no-peers"],
    commands: values.commands,
    scale: values.scale,
    figure: values.figure,
    json: values.json,
    help: values.help,
  };
}

function chosen<T extends string>(
  option: string,
  given: readonly string[] | undefined,
  known: readonly T[],
): readonly T[] | undefined {
  for (const word of given ?? []) {
    if (!(known as readonly string[]).includes(word)) {
      throw new Error(`Expected --${option} to be one of ${known.join(", ")}, got "${word}".`);
    }
  }
  return given as readonly T[] | undefined;
}
