import { withArcs, withoutArcs } from "../graph/index.ts";
import type { ArcVerdict, Critique } from "../learn/index.ts";
import {
  type BayesianNetwork,
  dagToDagitty,
  dagToDot,
  networkToJson,
  StructureNetwork,
} from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";

const writers: Readonly<Record<string, (network: StructureNetwork, reasons: readonly string[]) => string>> = {
  json: (network, reasons) => {
    const { format, version, name, kind, ...rest } = networkToJson(network);
    return `${JSON.stringify({ format, version, name, kind, comments: reasons, ...rest }, null, 2)}\n`;
  },
  dot: ({ dag, name }, reasons) => commented(reasons) + dagToDot(dag, name),
  dag: ({ dag }, reasons) => commented(reasons) + dagToDagitty(dag),
  dagitty: ({ dag }, reasons) => commented(reasons) + dagToDagitty(dag),
};

/** @throws InputError for an ending that no network with comments is written by. */
export function checkRepairPath(path: string): void {
  if (endingOf(path) in writers) return;
  throw new InputError(
    `Expected --repair to name a file that ends in ${Object.keys(writers)
      .map((one) => `.${one}`)
      .join(", ")}, got ${path}. Choose one of these.`,
  );
}

/** The network as its critique would have it, with the reasons as comments; the ending of the path says the format. */
export function repairedNetwork(path: string, network: BayesianNetwork, critique: Critique): string {
  const { dag, types } = network;
  const amended = withArcs(withoutArcs(dag, critique.needless), critique.requested);
  const reasons = [
    ...critique.requested.map((arc) => reason("added", arc)),
    ...critique.needless.map((arc) => reason("taken out", arc)),
  ];
  if (reasons.length === 0) reasons.push("nothing was changed: the data ask for no change of an arc");
  const repaired = new StructureNetwork({
    name: `${network.name}, repaired`,
    nodes: amended.toSpecs(),
    observed: dag.observed.map((node) => dag.names[node]),
    ...(types && { types }),
  });
  return writers[endingOf(path)](repaired, reasons);
}

function endingOf(path: string): string {
  return path.split(".").at(-1)!.toLowerCase();
}

function reason(what: string, { parent, child, gain, agreement }: ArcVerdict): string {
  return `${parent} -> ${child} ${what}: ${gain.mean.toFixed(3)} ± ${gain.standardError.toFixed(3)} nats a row on held-out rows, ${Math.round(100 * agreement)} % of the resamplings agree`;
}

function commented(reasons: readonly string[]): string {
  return reasons.map((line) => `// ${line}\n`).join("");
}
