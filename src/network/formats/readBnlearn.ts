import { InputError } from "../../numeric/errors.ts";
import { element, hasClass, namesOf, numbers, type RValue, strings } from "../../rdata/index.ts";
import type { GaussianRegression } from "../conditionalGaussianNode.ts";
import { fastestFirst } from "./configurations.ts";
import { type FoundNode, networkOf } from "./foundNetwork.ts";
import type { NetworkReading } from "./networkReader.ts";

/** Fits of counts, which have other parameters. */
const ZERO_INFLATED = ["bn.fit.zihpnode", "bn.fit.zinbnode"];
const INTERCEPT = "(Intercept)";

/** A fitted network of bnlearn (`bn.fit`): discrete, Gaussian or conditional Gaussian, its parameters included. */
export function readBnFit(value: RValue, file: string, name: string): NetworkReading {
  const names = namesOf(value);
  if (value.type !== "list" || names.length !== value.values.length) throw unlike(file, "bn.fit");
  const states = new Map(
    names.map((node, i) => [node, dimensionNames(element(value.values[i], "prob"))?.[0].levels]),
  );
  const nodes = value.values.map((one, i) => fittedNode(names[i], one, states, file));
  return networkOf({ name, nodes, expectsParameters: true }, file);
}

/** A learnt or made structure of bnlearn (`bn`). */
export function readBn(value: RValue, file: string, name: string): NetworkReading {
  const names = namesOf(element(value, "nodes") ?? value);
  const ends = strings(element(value, "arcs"));
  if (ends === undefined || ends.length % 2 > 0) throw unlike(file, "bn");
  const half = ends.length / 2;
  const arcs = Array.from({ length: half }, (_, i) => [ends[i], ends[half + i]] as const);
  const seen = new Set(arcs.map((arc) => arc.join("\0")));
  const undirected = arcs.find(([from, to]) => seen.has(`${to}\0${from}`));
  if (undirected !== undefined) {
    throw new InputError(
      `Expected a directed graph in ${file}, but the arc between "${undirected[0]}" and "${undirected[1]}" has no direction. Choose one in R, for example by cextend().`,
    );
  }
  const parents = new Map(names.map((node): [string, string[]] => [node, []]));
  for (const [from, to] of arcs) {
    if (!parents.has(from) || !parents.has(to)) throw unlike(file, "bn");
    parents.get(to)!.push(from);
  }
  const nodes = names.map((node) => ({ name: node, parents: parents.get(node)! }));
  return networkOf({ name, nodes, expectsParameters: false }, file);
}

function fittedNode(
  name: string,
  value: RValue,
  states: ReadonlyMap<string, readonly string[] | undefined>,
  file: string,
): FoundNode {
  const parents = strings(element(value, "parents")) ?? [];
  const stray = parents.find((parent) => !states.has(parent));
  if (stray !== undefined)
    throw new InputError(`Expected the parents of node "${name}" of ${file} to be nodes, got "${stray}".`);
  const table = element(value, "prob");
  if (table !== undefined) {
    const isOrdered = hasClass(value, "bn.fit.onode");
    return { ...discreteNode(name, parents, table, states), isOrdered };
  }
  return gaussianNode(name, parents, value, states);
}

interface Dimension {
  readonly name: string;
  readonly levels: readonly string[];
}

/** What each dimension of an array stands for, and the labels along it. */
function dimensionNames(table: RValue | undefined): Dimension[] | undefined {
  const labels = table?.attributes.get("dimnames");
  if (labels?.type !== "list" || labels.values.length === 0) return undefined;
  const names = namesOf(labels);
  return labels.values.map((one, i) => ({ name: names[i] ?? "", levels: strings(one) ?? [] }));
}

function discreteNode(
  name: string,
  parents: readonly string[],
  table: RValue,
  states: ReadonlyMap<string, readonly string[] | undefined>,
): FoundNode {
  const own = states.get(name);
  const values = numbers(table);
  const dimensions = dimensionNames(table)?.slice(1) ?? [];
  if (own === undefined || values === undefined) return { name, parents, without: "has no states" };
  const node = { name, parents, states: own };
  if (dimensions.length !== parents.length) return { ...node, without: "has a table of other parents" };
  const order = dimensions.map((one, i) => one.name || parents[i]);
  if (parents.some((parent) => !order.includes(parent)))
    return { ...node, without: "has a table of other parents" };
  const counts = dimensions.map(({ levels }) => levels.length);
  const rows = counts.reduce((product, count) => product * count, 1);
  if (values.length !== rows * own.length) return { ...node, without: "has a table of another size" };
  const sameLevels = dimensions.every(({ levels }, i) => {
    const theirs = states.get(order[i]);
    return theirs?.length === levels.length && levels.every((level, s) => level === theirs[s]);
  });
  if (!sameLevels) return { ...node, without: "has a table with other states of its parents" };
  const hole = values.findIndex((value) => Number.isNaN(value));
  if (hole >= 0) {
    return {
      ...node,
      parents: order,
      without:
        'has missing probabilities, of states of its parents that never met in the data. Fit it in R by method = "bayes"',
    };
  }
  const places = fastestFirst(counts);
  const rearranged = new Array<number>(values.length);
  for (let row = 0; row < rows; row++) {
    const from = places[row] * own.length;
    for (let s = 0; s < own.length; s++) rearranged[row * own.length + s] = values[from + s];
  }
  return { ...node, parents: order, table: rearranged };
}

function gaussianNode(
  name: string,
  parents: readonly string[],
  value: RValue,
  states: ReadonlyMap<string, readonly string[] | undefined>,
): FoundNode {
  if (ZERO_INFLATED.some((one) => hasClass(value, one)))
    return { name, parents, without: "is a zero-inflated count" };
  const coefficients = element(value, "coefficients");
  const spreads = numbers(element(value, "sd"));
  const values = numbers(coefficients);
  if (coefficients === undefined || spreads === undefined || values === undefined)
    return { name, parents, without: "has neither probabilities nor coefficients" };
  // One column for each configuration, or a plain vector.
  const dimensions = coefficients.attributes.get("dimnames");
  const rowLabels = strings(
    dimensions?.type === "list" ? dimensions.values[0] : coefficients.attributes.get("names"),
  );
  const gaussian = parents.filter((parent) => states.get(parent) === undefined);
  const expected = [INTERCEPT, ...gaussian];
  if (rowLabels === undefined || expected.some((label) => !rowLabels.includes(label)))
    return { name, parents, without: "has no coefficient for each of its parents" };
  const counts = parents.flatMap((parent) => states.get(parent)?.length ?? []);
  const places = fastestFirst(counts);
  const width = rowLabels.length;
  if (spreads.length !== places.length || values.length !== width * places.length)
    return {
      name,
      parents,
      without: "has not one regression for each configuration of its discrete parents",
    };
  const regressions = Array.from(places, (place): GaussianRegression => {
    const of = (label: string) => values[place * width + rowLabels.indexOf(label)];
    return {
      intercept: of(INTERCEPT),
      coefficients: Object.fromEntries(gaussian.map((parent) => [parent, of(parent)])),
      variance: spreads[place] * spreads[place],
    };
  });
  return { name, parents, regressions };
}

function unlike(file: string, what: string): InputError {
  return new InputError(
    `Expected the parts of bnlearn's class ${what} in ${file}, got others. Save the network again with saveRDS.`,
  );
}
