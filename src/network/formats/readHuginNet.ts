import { ConditionalGaussianNetwork } from "../conditionalGaussianNetwork.ts";
import type { ConditionalGaussianNode, GaussianRegression } from "../conditionalGaussianNode.ts";
import type { DiscreteNode } from "../discreteNetwork.ts";
import { LinearGaussianNetwork } from "../linearGaussian.ts";
import type { StructureNetwork } from "../structureNetwork.ts";
import { CollectedGraph } from "./collectedGraph.ts";
import { andMoreNodes, CollectedTables, structureReading } from "./collectedTables.ts";
import { beyondComments } from "./comments.ts";
import { foreignNetwork } from "./foreignNetwork.ts";
import { linearExpression } from "./linearExpression.ts";
import { type NetStatement, NetText, netList } from "./netText.ts";
import type { NetworkReading, TextNetworkReader } from "./networkReader.ts";
import { numbersOf } from "./numbersOf.ts";
import type { SourceText } from "./sourceText.ts";

export const huginNetReader = {
  name: "net",
  title: "Hugin's NET",
  extensions: ["net", "hugin"],
  // An older format of GeNIe begins likewise.
  recognise: (start) =>
    foreignNetwork(start) === undefined &&
    /^(?:(?:net|class)\b[^{;,]*\{|(?:(?:discrete|continuous)\s+)?(?:node|decision|utility)\s+[^{;,]+\{)/i.test(
      beyondComments(start, ["%", "//"]),
    ),
  read: readHuginNet,
} as const satisfies TextNetworkReader;

/** What begins a definition. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "net class node potential decision utility function discrete continuous".split(" "),
);

interface Potential {
  readonly child: string;
  readonly at: number;
  readonly parents: readonly string[];
  readonly statements: readonly NetStatement[];
}

/**
 * Hugin's .net format: `node X { states = (...); }` (also discrete, continuous) and `potential ( X | A B ) { data = (...); }`,
 * where the node's own state runs fastest, then the last parent's. Continuous nodes have a `normal ( linear expression, variance )`
 * for each configuration of their discrete parents.
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
      case "class": {
        text.name(word);
        const name = text.name("the name of a class").text;
        return source.fail(
          at,
          "a plain network (net { ... })",
          text.is("{")
            ? `the class ${JSON.stringify(name)} of an object-oriented network. Unroll it into a plain network first`
            : `"class ${name}", as in a list of names, which is another format under this ending`,
        );
      }
      case "net":
        text.name(word);
        text.block();
        break;
      case "node": {
        text.name(word);
        const node = text.name("the name of a node");
        graph.newNode(node.text, node.at);
        if (qualifier === "continuous") continuous.add(node.text);
        if (text.word() !== undefined && !KEYWORDS.has(text.word()!))
          return source.fail(
            text.at,
            '"{" behind the name of a node, which stands in quotation marks where it has blanks',
          );
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
  for (const { child, parents, statements } of read) {
    if (continuous.has(child)) continue;
    const data = statements.find(({ key }) => key === "data");
    if (data === undefined) continue;
    const numbers = numbersOf(data.value.replaceAll(/[()]/g, " "));
    if (numbers === undefined) tables.without(child, "has a table with something else than numbers");
    else tables.table(child, parents, numbers);
  }
  if (continuous.size === 0) return tables.reading(structure);
  refuseStrays(source, graph, continuous, read);
  return hybrid(structure, tables, continuous, read);
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

/** @throws InputError for a mean that names a node which is no parent: one of the two is wrong, and an arc would be lost */
function refuseStrays(
  source: SourceText,
  graph: CollectedGraph,
  continuous: ReadonlySet<string>,
  potentials: readonly Potential[],
): void {
  for (const { child, at, parents, statements } of potentials) {
    const data = statements.find(({ key }) => key === "data")?.value;
    if (data === undefined || !continuous.has(child)) continue;
    for (const { mean } of normalsOf(data) ?? []) {
      const names = [...(linearExpression(mean)?.coefficients.keys() ?? [])];
      const stray = names.find((name) => name !== child && graph.has(name) && !parents.includes(name));
      if (stray !== undefined)
        source.fail(
          at,
          `"${stray}", which the distribution of "${child}" names, among its parents`,
          parents.length === 0 ? "none" : parents.join(", "),
        );
    }
  }
}

/** The network of continuous nodes, and of discrete ones if there are some; or the structure with the reason why only that. */
function hybrid(
  structure: StructureNetwork,
  tables: CollectedTables,
  continuous: ReadonlySet<string>,
  potentials: readonly Potential[],
): NetworkReading {
  const { name, dag } = structure;
  const { discrete, problems, notes } = tables.nodes(
    structure,
    dag.names.filter((node) => !continuous.has(node)),
  );
  const known = new Map<string, ConditionalGaussianNode>(
    discrete.map((node) => [node.name, node as DiscreteNode]),
  );
  const parentsOf = (node: string) => dag.parents(dag.indexOf(node)).map((parent) => dag.names[parent]);
  for (const { name: node } of discrete) {
    if (parentsOf(node).some((parent) => continuous.has(parent)))
      problems.push(`"${node}" is discrete and has a continuous parent`);
  }
  const byChild = new Map(potentials.map((one) => [one.child, one]));
  for (const node of continuous) {
    const own = byChild.get(node);
    const parents = parentsOf(node);
    const rows = parents.reduce(
      (count, parent) => count * (continuous.has(parent) ? 1 : (tables.statesOf(parent)?.length ?? 0)),
      1,
    );
    const regressions =
      own === undefined
        ? "has no distribution"
        : regressionsOf(
            own,
            parents.filter((parent) => continuous.has(parent)),
            rows,
          );
    if (typeof regressions === "string") problems.push(`"${node}" ${regressions}`);
    else known.set(node, { name: node, parents, regressions });
  }
  if (problems.length > 0) {
    return structureReading(structure, discrete, [
      `Only the structure was read, since not every distribution is a table or linear and normal: ${problems[0]}${andMoreNodes(problems)}.`,
      ...notes,
    ]);
  }
  const nodes = dag.names.map((node) => known.get(node)!);
  if (discrete.length > 0)
    return { network: new ConditionalGaussianNetwork({ name, nodes }), discrete, notes };
  return { network: new LinearGaussianNetwork({ name, nodes: nodes.map(linearNode) }), notes };
}

function linearNode(node: ConditionalGaussianNode) {
  const [{ intercept, coefficients, variance }] = "regressions" in node ? node.regressions : [];
  return { name: node.name, parents: coefficients ?? {}, intercept, variance };
}

/** The parameters of one `normal ( mean, variance )` a row, or what is in the way as the rest of a sentence about the node. */
function regressionsOf(
  { statements }: Potential,
  continuousParents: readonly string[],
  rows: number,
): GaussianRegression[] | string {
  const data = statements.find(({ key }) => key === "data")?.value;
  if (data === undefined) return "has no distribution";
  const normals = normalsOf(data);
  if (normals === undefined) return "has another distribution than normal ones";
  if (normals.length !== rows) return `has ${normals.length} normal distributions where ${rows} are needed`;
  const regressions: GaussianRegression[] = [];
  for (const { mean: meanText, variance: varianceText } of normals) {
    const mean = linearExpression(meanText);
    const spread = linearExpression(varianceText);
    if (mean === undefined) return "has a mean that is not linear";
    if (spread === undefined || spread.coefficients.size > 0) return "has a variance that is not a number";
    if (!(spread.constant > 0 && Number.isFinite(spread.constant)))
      return `has a variance of ${spread.constant}`;
    const stray = [...mean.coefficients.keys()].find((parent) => !continuousParents.includes(parent));
    if (stray !== undefined) return `reads "${stray}", which is not its continuous parent`;
    const coefficients = continuousParents.map(
      (parent) => [parent, mean.coefficients.get(parent) ?? 0] as const,
    );
    if (!Number.isFinite(mean.constant) || coefficients.some(([, value]) => !Number.isFinite(value)))
      return "has numbers beyond any size";
    regressions.push({
      intercept: mean.constant,
      coefficients: Object.fromEntries(coefficients),
      variance: spread.constant,
    });
  }
  return regressions;
}

/** The arguments of every `normal ( , )` of a list in parentheses; nothing where something else stands there. */
function normalsOf(data: string): { mean: string; variance: string }[] | undefined {
  const normals: { mean: string; variance: string }[] = [];
  const next = /[(),\s]*normal\s*\(/iy;
  for (;;) {
    const from = next.lastIndex;
    if (!next.test(data))
      return normals.length > 0 && /^[(),\s]*$/.test(data.slice(from)) ? normals : undefined;
    const start = next.lastIndex;
    let comma = -1;
    let depth = 1;
    let at = start;
    for (; at < data.length && depth > 0; at++) {
      if (data[at] === "(") depth++;
      else if (data[at] === ")") depth--;
      else if (data[at] === "," && depth === 1) comma = comma < 0 ? at : data.length;
    }
    if (depth > 0 || comma < 0 || comma >= at) return undefined;
    normals.push({ mean: data.slice(start, comma), variance: data.slice(comma + 1, at - 1) });
    next.lastIndex = at;
  }
}
