import { LinearGaussianNetwork, type LinearGaussianNode } from "../linearGaussian.ts";
import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { CollectedTables } from "./collectedTables.ts";
import { linearExpression } from "./linearExpression.ts";
import { type NetStatement, NetText, netList } from "./netText.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { numbersOf } from "./numbersOf.ts";
import type { SourceText } from "./sourceText.ts";

export const huginNetReader = {
  name: "net",
  title: "Hugin's NET",
  extensions: ["net", "hugin"],
  recognise: (start) =>
    /^(?:%[^\n]*\n\s*)*(?:(?:net|class)\b[^{;,]*\{|(?:(?:discrete|continuous)\s+)?(?:node|decision|utility)\s+[^{;,]+\{)/i.test(
      start,
    ),
  read: readHuginNet,
} as const satisfies TextNetworkReader;

interface Potential {
  readonly child: string;
  readonly at: number;
  readonly parents: readonly string[];
  readonly statements: readonly NetStatement[];
}

/**
 * Hugin's .net format: `node X { states = (...); }` (also discrete, continuous) and `potential ( X | A B ) { data = (...); }`,
 * where the node's own state runs fastest, then the last parent's. A network of continuous nodes alone, each with
 * `normal ( linear expression, variance )`, is read as the linear-Gaussian network that it is.
 *
 * @throws InputError naming line and column; for decision, utility and function nodes, classes, nodes that were not declared,
 *   cycles
 */
function readHuginNet(source: SourceText, name: string): NetworkReading {
  const text = new NetText(source);
  const graph = new CollectedGraph(source);
  const tables = new CollectedTables();
  const continuous = new Set<string>();
  const potentials: (() => Potential)[] = [];
  while (!text.ended) {
    const at = text.at;
    let word = text.word();
    const qualifier = word === "discrete" || word === "continuous" ? word : undefined;
    if (qualifier !== undefined) {
      text.name(qualifier);
      word = text.word();
    }
    switch (word) {
      case "decision":
      case "utility":
      case "function":
        return source.fail(at, "a network of chance nodes", `a ${word} node, whose value is not distributed`);
      case "class":
        return source.fail(
          at,
          "a plain network (net { ... })",
          "a class of an object-oriented network. Unroll it into a plain network first",
        );
      case "net":
        text.name(word);
        text.block();
        break;
      case "node": {
        text.name(word);
        const node = text.name("the name of a node");
        graph.newNode(node.text, node.at);
        if (qualifier === "continuous") continuous.add(node.text);
        const states = text.block().find(({ key }) => key === "states");
        if (states !== undefined) tables.states(node.text, netList(states.value));
        break;
      }
      case "potential":
        text.name(word);
        potentials.push(potential(text, graph));
        break;
      default:
        return source.fail(at, '"net", "node" or "potential"');
    }
  }
  const defined = new Set<string>();
  const read = potentials.map((one) => one());
  for (const { child, at } of read) {
    if (defined.has(child)) return source.fail(at, "one potential a node", `a second one of "${child}"`);
    defined.add(child);
  }
  const structure = graph.finish(name);
  if (continuous.size > 0 && continuous.size === structure.dag.size) return gaussian(structure, read);
  for (const { child, parents, statements } of read) {
    if (continuous.has(child)) continue;
    const data = statements.find(({ key }) => key === "data");
    if (data === undefined) continue;
    const numbers = numbersOf(data.value.replaceAll(/[()]/g, " "));
    if (numbers === undefined) tables.without(child, "has a table with something else than numbers");
    else tables.table(child, parents, numbers);
  }
  return tables.reading(structure);
}

/** Nodes may be declared behind their potentials, so arcs are added when all are known. */
function potential(text: NetText, graph: CollectedGraph): () => Potential {
  text.expect("(", " after potential");
  const child = text.name("the name of a node");
  const parents: { text: string; at: number }[] = [];
  if (text.skip("|")) {
    while (!text.is(")")) {
      if (text.skip(",")) continue;
      parents.push(text.name("the name of a parent or )"));
    }
  }
  text.expect(")", " at the end of the nodes");
  const statements = text.block();
  return () => {
    graph.requireNode(child.text, child.at);
    for (const parent of parents) {
      graph.requireNode(parent.text, parent.at);
      graph.arc(parent.text, child.text, parent.at, true);
    }
    return {
      child: child.text,
      at: child.at,
      parents: parents.map(({ text: parent }) => parent),
      statements,
    };
  };
}

/** The linear-Gaussian network, or the structure with the reason why it is only that. */
function gaussian(structure: StructureNetwork, potentials: readonly Potential[]): NetworkReading {
  const nodes: LinearGaussianNode[] = [];
  const byChild = new Map(potentials.map((one) => [one.child, one]));
  for (const name of structure.dag.names) {
    const own = byChild.get(name);
    const node = own === undefined ? "has no distribution" : normal(own);
    if (typeof node === "string") {
      return {
        network: structure,
        notes: [
          `Only the structure was read, since not every distribution is linear and normal: "${name}" ${node}.`,
        ],
      };
    }
    nodes.push(node);
  }
  return { network: new LinearGaussianNetwork({ name: structure.name, nodes }), notes: [] };
}

/** The parameters of `normal ( mean, variance )`, or what is in the way as the rest of a sentence about the node. */
function normal({ child, parents, statements }: Potential): LinearGaussianNode | string {
  const data = statements.find(({ key }) => key === "data")?.value;
  if (data === undefined) return "has no distribution";
  const inner = /^[(\s]*normal\s*\(([\s\S]*),([^,]*)\)[)\s]*$/i.exec(data);
  if (inner === null || /\bnormal\b/i.test(inner[1])) return "has another distribution than one normal";
  const mean = linearExpression(inner[1]);
  // Outer parentheses may stand around the whole: the parenthesis that belongs to `normal` ends the variance.
  const spread = linearExpression(inner[2].replace(/[)\s]*$/, ""));
  if (mean === undefined) return "has a mean that is not linear";
  if (spread === undefined || spread.coefficients.size > 0) return "has a variance that is not a number";
  if (!(spread.constant > 0 && Number.isFinite(spread.constant)))
    return `has a variance of ${spread.constant}`;
  const stray = [...mean.coefficients.keys()].find((name) => !parents.includes(name));
  if (stray !== undefined) return `reads "${stray}", which is not its parent`;
  const numbers = parents.map((parent) => [parent, mean.coefficients.get(parent) ?? 0] as const);
  if (!Number.isFinite(mean.constant) || numbers.some(([, value]) => !Number.isFinite(value)))
    return "has numbers beyond any size";
  return {
    name: child,
    parents: Object.fromEntries(numbers),
    intercept: mean.constant,
    variance: spread.constant,
  };
}
