import type { GaussianRegression } from "../conditionalGaussianNode.ts";
import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { type FoundNode, networkOf } from "./foundNetwork.ts";
import { type LavaanStatement, lavaanStatements } from "./lavaanText.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import type { SourceText } from "./sourceText.ts";

const COMMENTS = /^(?:\s*[#!][^\n]*\n)*\s*/;
/** Constraints of parameters may stand before all formulas. */
const CONSTRAINTS =
  /^(?:[\w.*+/()-][\w.*+/() \t-]*(?:==|>|<(?![-~]))[\w.*+/() \t-]*(?:[#!][^\n]*)?[;\n]\s*(?:[#!][^\n]*\n\s*)*)+/;
const EXPLORED = /(?:efa\((?:"[^"\n]*"|'[^'\n]*')\)[ \t]*\*[ \t]*)?/.source;
const VARIABLE = /[\p{L}._][\p{L}\p{M}\p{N}._ \t]*/u.source;
const FIRST = new RegExp(
  `^${EXPLORED}${VARIABLE}(?:\\+\\s*${EXPLORED}${VARIABLE})*(?:=~|<~|~~|~\\*~|~(?![>*])|:=|\\|(?=[ \\t]*t\\d))\\s*(?!>|-(?!\\s*[\\d.]))\\S`,
  "u",
);
const BLOCK = /^(?:group|level|block)\s*:\s*\S+\s*\n/i;

/**
 * lavaan's model syntax: `f =~ x1 + x2` makes `f` latent, `y ~ x` is an arc from x to y, `a ~~ b` a hidden common cause.
 * Where every loading, regression and variance is fixed to a number, the network has these parameters; labels, starting
 * values, thresholds and constraints are passed over.
 *
 * @throws InputError naming line and column; for products of variables, and cycles
 */
export const lavaanReader = {
  name: "lavaan",
  title: "lavaan's model syntax",
  extensions: ["lavaan", "lav"],
  recognise: isLavaan,
  read: readLavaan,
} as const satisfies TextNetworkReader;

export function isLavaan(text: string): boolean {
  const bare = text.slice(COMMENTS.exec(text)![0].length);
  const start = bare.slice(CONSTRAINTS.exec(bare)?.[0].length ?? 0);
  return FIRST.test(start) || (BLOCK.test(start) && /=~|~/.test(start));
}

/** What the formulas fix to numbers; nothing where a parameter is free. */
interface Fixed {
  readonly arcs: Map<string, number | undefined>;
  readonly intercepts: Map<string, number | undefined>;
  readonly variances: Map<string, number | undefined>;
  /** By the two variables in the order of the file. */
  readonly covariances: Map<string, number | undefined>;
  /** Pairs whose covariance is fixed to 0. */
  readonly uncorrelated: Set<string>;
  /** Arcs that are fixed to 0 somewhere, and those that are not everywhere. */
  readonly zero: Set<string>;
  readonly other: Set<string>;
}

const pair = (from: string, to: string) => JSON.stringify([from, to]);

export function readLavaan(source: SourceText, name: string): NetworkReading {
  const { reading, fixed } = readWithout(source, name, new Set());
  const absent = [...fixed.zero].filter((arc) => !fixed.other.has(arc));
  // With all parameters, a path of 0 is one that has no effect.
  if (absent.length === 0 || reading.network.kind !== "structure") return reading;
  const { network, notes } = readWithout(source, name, new Set(absent)).reading;
  const shown = absent.slice(0, 4).map((arc) => (JSON.parse(arc) as string[]).join(" -> "));
  return { network, notes: [...notes, `Paths that are fixed to 0 are no arcs: ${shown.join(", ")}.`] };
}

/** @param without arcs that are left out */
function readWithout(
  source: SourceText,
  name: string,
  without: ReadonlySet<string>,
): { reading: NetworkReading; fixed: Fixed } {
  const graph = new CollectedGraph(source);
  const statements = lavaanStatements(source);
  const fixed: Fixed = {
    arcs: new Map(),
    intercepts: new Map(),
    variances: new Map(),
    covariances: new Map(),
    uncorrelated: new Set(),
    zero: new Set(),
    other: new Set(),
  };
  const latent = new Set<string>();
  for (const { operator, left } of statements)
    if (operator === "=~" || operator === "<~") for (const { name: own } of left) latent.add(own);
  for (const statement of statements) collect(source, graph, fixed, statement, latent, without);
  const structure = graph.finish(name);
  const notes = [...graph.notes, ...correlationNote(structure, latent, fixed)];
  if (statements.some(({ operator }) => operator === ":"))
    notes.push(`The graphs of all groups or levels of ${source.name} were taken together.`);
  const { arcs, intercepts, variances, covariances } = fixed;
  const numbers = [arcs, intercepts, variances, covariances].flatMap((values) => [...values.values()]);
  if (numbers.every((value) => value === undefined)) return { reading: { network: structure, notes }, fixed };
  const observed = structure.dag.observed.map((node) => structure.dag.names[node]);
  const nodes = fixedNodes(structure, fixed);
  const reading = networkOf({ name, nodes, observed, expectsParameters: true }, source.name);
  return { reading: { ...reading, notes: [...notes, ...reading.notes] }, fixed };
}

function collect(
  source: SourceText,
  graph: CollectedGraph,
  fixed: Fixed,
  { operator, left, right, at }: LavaanStatement,
  latent: ReadonlySet<string>,
  without: ReadonlySet<string>,
): void {
  const declare = (name: string, place: number) => {
    if (/^[01]$/.test(name)) source.fail(place, "the name of a variable");
    graph.node(name, place);
    graph.role(name, latent.has(name) ? "latent" : "observed", place);
  };
  for (const own of left) {
    if (!["=~", "<~", "~", "~~", "|", "~*~"].includes(operator)) return;
    declare(own.name, own.at);
    for (const { name, at: place, fixed: values } of right) {
      const value = values.at(-1);
      if (operator === "|" || operator === "~*~") continue;
      if (operator === "~" && /^[01]$/.test(name)) {
        fixed.intercepts.set(own.name, name === "0" ? 0 : value);
        continue;
      }
      // A phantom variable has no indicators.
      if (operator === "=~" && name === "0") continue;
      declare(name, place);
      if (operator === "~~") {
        if (own.name === name) fixed.variances.set(name, value);
        else if (value === 0) fixed.uncorrelated.add(pair(own.name, name));
        else {
          graph.commonCause(own.name, name, at);
          if (!fixed.covariances.has(pair(name, own.name)))
            fixed.covariances.set(pair(own.name, name), value);
        }
        continue;
      }
      const [from, to] = operator === "=~" ? [own.name, name] : [name, own.name];
      const arc = pair(from, to);
      (value === 0 ? fixed.zero : fixed.other).add(arc);
      if (without.has(arc)) continue;
      graph.arc(from, to, place);
      fixed.arcs.set(arc, value);
    }
  }
}

/** Nodes with what is fixed, or what is missing; the causes of covariances among them. */
function fixedNodes({ dag }: StructureNetwork, fixed: Fixed): FoundNode[] {
  const parentsOf = (node: number) => dag.parents(node).map((parent) => dag.names[parent]);
  /** Cause -> the covariance that it stands for, and the child whose coefficient carries its sign. */
  const causes = new Map<string, { covariance: number | undefined; second: string }>();
  for (const [ends, covariance] of fixed.covariances) {
    const [one, second] = JSON.parse(ends) as [string, string];
    const known = new Set([one, second]);
    for (const parent of parentsOf(dag.indexOf(second))) {
      const children = dag.children(dag.indexOf(parent)).map((child) => dag.names[child]);
      const isCause = !fixed.arcs.has(pair(parent, second)) && children.length === 2;
      if (isCause && children.every((child) => known.has(child))) causes.set(parent, { covariance, second });
    }
  }
  return dag.names.map((name, node): FoundNode => {
    const parents = parentsOf(node);
    const cause = causes.get(name);
    if (cause !== undefined) {
      if (cause.covariance === undefined) return { name, parents, without: "stands for a free covariance" };
      return { name, parents, regressions: [{ intercept: 0, variance: Math.abs(cause.covariance) }] };
    }
    const coefficients: Record<string, number> = {};
    let variance = fixed.variances.get(name);
    if (variance === undefined) return { name, parents, without: "has a free variance" };
    for (const parent of parents) {
      const hidden = causes.get(parent);
      const coefficient =
        hidden === undefined
          ? fixed.arcs.get(pair(parent, name))
          : hidden.second === name && (hidden.covariance ?? 0) < 0
            ? -1
            : 1;
      if (coefficient === undefined)
        return { name, parents, without: `has a free coefficient of "${parent}"` };
      coefficients[parent] = coefficient;
      variance -= Math.abs(hidden?.covariance ?? 0);
    }
    const intercept = fixed.intercepts.has(name) ? fixed.intercepts.get(name) : 0;
    if (intercept === undefined) return { name, parents, without: "has a free intercept" };
    const regression: GaussianRegression = { intercept, coefficients, variance };
    return { name, parents, regressions: [regression] };
  });
}

/** Of hundreds of factors not every pair is looked at. */
const MOST_LOOKED_AT = 20;

/** lavaan's own functions add covariances that its syntax does not show. */
function correlationNote(
  { dag }: StructureNetwork,
  latent: ReadonlySet<string>,
  { covariances, uncorrelated }: Fixed,
): string[] {
  const exogenous = [...latent].filter((name) => dag.parents(dag.indexOf(name)).length === 0);
  const isSaid = (one: string, other: string) =>
    [pair(one, other), pair(other, one)].some((key) => covariances.has(key) || uncorrelated.has(key));
  const open = exogenous
    .flatMap((one, i) => exogenous.slice(i + 1, i + 1 + MOST_LOOKED_AT).map((other) => [one, other] as const))
    .find(([one, other]) => !isSaid(one, other));
  if (open === undefined) return [];
  const [one, other] = open;
  return [
    `The factors ${one} and ${other} are independent in this network, where cfa() and sem() let factors correlate. If they should, add ${one} ~~ ${other} (a hidden common cause) or an arc between them; ${one} ~~ 0*${other} says that they are not.`,
  ];
}
