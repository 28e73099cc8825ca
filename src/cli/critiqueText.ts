import type { ArcVerdict, Critique, CurvedPair, PairedDifference, Rival } from "../learn/index.ts";
import { table, wrapped } from "./terminal.ts";

/** A trained rival beside those that a critique compares by itself. */
export interface TrainedRival {
  readonly name: string;
  readonly advantage: PairedDifference;
}

/** A critique in words first and numbers after. */
export function critiqueText(name: string, critique: Critique, trained: readonly TrainedRival[]): string {
  const { rivals, requested, needless, unexplained, curved, unsupported } = critique;
  const parts = [wrapped(verdict(name, critique)), comparison(rivals, trained)];
  const limits = limitsOf(critique);
  if (limits.length > 0) parts.push(wrapped(limits.join(" ")));
  if (requested.length > 0) {
    parts.push(
      `Arcs that the data ask for:\n${arcTable(requested, "held-out nats gained")}`,
      wrapped(
        "Where a hidden node is concerned, the data cannot always tell which of several arcs it is: near relatives explain the same dependence.",
      ),
    );
  }
  if (needless.length > 0) {
    parts.push(`Arcs that the data do without:\n${arcTable(needless, "held-out nats gained without it")}`);
  }
  if (unexplained.length > 0) {
    const shown = unexplained.slice(0, MOST_PAIRS);
    const more = unexplained.length - shown.length;
    parts.push(
      `Pairs of measured nodes whose dependence the network leaves unexplained:\n${table(
        ["pair", "correlation", "implied", "standard errors off"],
        shown.map(({ first, second, correlation, implied, deviation }) => [
          `${first}, ${second}`,
          correlation.toFixed(2),
          implied.toFixed(2),
          deviation.toFixed(1),
        ]),
      )}${more > 0 ? `\nand ${more} more (--json has them all)` : ""}`,
    );
  }
  if (curved.length > 0) {
    parts.push(
      `Pairs of measured nodes that the network declares independent, and that move together by curves:\n${table(
        ["what moves with what", "correlation", "standard errors off"],
        curved
          .slice(0, MOST_PAIRS)
          .map((pair) => [curveText(pair), pair.correlation.toFixed(2), pair.deviation.toFixed(1)]),
      )}${curved.length > MOST_PAIRS ? `\nand ${curved.length - MOST_PAIRS} more (--json has them all)` : ""}`,
      wrapped(
        "No arc that is straight can mend that. Give such a pair a common cause, hidden or measured, or let train choose (--trust auto).",
      ),
    );
  }
  if (unsupported.length > 0) {
    parts.push(
      wrapped(
        `Hidden nodes that nothing in the data supports: ${unsupported.map((node) => node.name).join(", ")}. They may stay, but their posterior says little.`,
      ),
    );
  }
  parts.push(
    wrapped(
      `${critique.rowCount} rows, ${critique.folds} folds, ${critique.resamplings} resamplings; linear-Gaussian fits, and curves among pairs. Nats a row; ± is a paired standard error.`,
    ),
  );
  return parts.join("\n\n");
}

/** What a large network is spared. */
function limitsOf({ rivals, candidates: { possible, tried } }: Critique): string[] {
  const limits: string[] = [];
  if (!rivals.some(({ name }) => name === "fc"))
    limits.push(
      "With so many hidden nodes, fits in which every measured node reads all of them (fc, ind) would take hours; they are left out.",
    );
  if (tried < possible)
    limits.push(
      `Of ${possible.toLocaleString("en-US")} arcs that the network could have beside its own, those that a fit asks for most were tried, at most ${tried}.`,
    );
  return limits;
}

const MOST_PAIRS = 12;
const CLEAR = 2;
/** What is printed as nothing is nothing, however small its error. */
const LEAST = 5e-4;

function curveText({ first, second, squared }: CurvedPair): string {
  if (squared === "both") return `${first} squared, ${second} squared`;
  return squared === "first" ? `${first} squared, ${second}` : `${second} squared, ${first}`;
}

function verdict(
  name: string,
  { rivals, requested, needless, unexplained, curved, unsupported }: Critique,
): string {
  const of = (which: Rival["name"]) => rivals.find((rival) => rival.name === which)?.advantage;
  const trust = of("trust")!;
  const against = [
    { rival: of("shrunk") ?? of("ind"), what: "no network at all" },
    { rival: of("fc"), what: "one in which everything depends on everything" },
  ].flatMap(({ rival, what }) => (rival ? [judged(rival, what)] : []));
  const worth =
    against.length > 0
      ? `${name} ${against.join(", and ")}.`
      : `${name} is compared with no other network: it has gaps in its table, and too many hidden nodes for fc and ind.`;
  const overruled = clearly(-trust.mean, trust)
    ? ` Letting the data add arcs gains ${figure({ ...trust, mean: -trust.mean })} nats a row: something is missing.`
    : " Letting the data add arcs gains nothing worth mention.";
  const bent =
    curved.length === 0
      ? ""
      : ` By curves, ${counted(curved.length, "pair")} of measured nodes ${curved.length === 1 ? "moves" : "move"} together that it declares independent.`;
  const clean =
    requested.length + needless.length + unexplained.length + curved.length + unsupported.length === 0
      ? " The data ask for no change."
      : ` The data ask for ${counted(requested.length, "arc")}, do without ${counted(needless.length, "arc")}, and leave ${counted(unexplained.length, "pair")} of measured nodes unexplained.`;
  return worth + overruled + clean + bent;
}

function judged({ mean, standardError }: PairedDifference, rival: string): string {
  const size = figure({ mean: Math.abs(mean), standardError });
  if (clearly(mean, { standardError })) return `is worth ${size} nats a row more than ${rival}`;
  if (clearly(-mean, { standardError }))
    return `predicts new rows worse than ${rival}, by ${size} nats a row`;
  return `predicts new rows about as well as ${rival} (${figure({ mean, standardError })} nats a row)`;
}

function clearly(gain: number, { standardError }: Pick<PairedDifference, "standardError">): boolean {
  return gain > Math.max(CLEAR * standardError, LEAST);
}

function comparison(rivals: readonly Rival[], trained: readonly TrainedRival[]): string {
  return table(
    ["compared with", "the network's advantage"],
    [...rivals.map(({ name, advantage }) => ({ name: NAMES[name], advantage })), ...trained].map(
      ({ name, advantage }) => [name, figure(advantage)],
    ),
  );
}

const NAMES: Readonly<Record<Rival["name"], string>> = {
  trust: "the network with the arcs that the data ask for (trust auto)",
  fc: "latents fully connected, every measured node reads all of them (fc)",
  ind: "independent latents, every measured node reads all of them (ind)",
  shrunk: "no network: shrunk covariance",
};

function arcTable(arcs: readonly ArcVerdict[], gained: string): string {
  return table(
    ["arc", "weight", gained, "resamplings that agree"],
    arcs.map(({ parent, child, weight, gain, agreement }) => [
      `${parent} -> ${child}`,
      weight.toFixed(2),
      figure(gain),
      `${Math.round(100 * agreement)} %`,
    ]),
  );
}

function figure({ mean, standardError }: PairedDifference): string {
  return `${mean.toFixed(3)} ± ${standardError.toFixed(3)}`;
}

function counted(count: number, what: string): string {
  if (count === 0) return `no ${what}`;
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}
