import * as z from "../../numeric/schemas.ts";
import type { GaussianRegression } from "../conditionalGaussianNode.ts";
import { PlacedError } from "../placedError.ts";
import { fastestFirst } from "./configurations.ts";
import { exchangedParents } from "./exchangedParents.ts";
import { exchanged, exchangedArc, exchangedNumber } from "./exchangeSchema.ts";
import { type FoundNode, networkOf } from "./foundNetwork.ts";
import type { JsonPath } from "./jsonPlaces.ts";
import type { NetworkReading } from "./networkReader.ts";

const INTERCEPT = "(Intercept)";

/** A single name stands without brackets. */
const names = z.optional(z.union([z.array(z.string()), z.string()]));
/** One number, or one for each configuration of the discrete parents, by its number or in order. */
const byConfiguration = z.pipe(
  z.union([exchangedNumber, z.array(z.number()), z.record(z.string(), z.number())]),
  z.transform((value: number | number[] | Record<string, number>): Readonly<Record<string, number>> => {
    if (typeof value === "number") return { "0": value };
    return Array.isArray(value) ? Object.fromEntries(value.entries()) : value;
  }),
);
const cpd = z.object({
  parents: names,
  levels: z.optional(z.array(z.string())),
  cpt: z.optional(z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())]))),
  coefficients: z.optional(z.record(z.string(), byConfiguration)),
  sd: z.optional(byConfiguration),
  variance: z.optional(byConfiguration),
});
const schema = z.object({
  name: z.optional(z.string()),
  nodes: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  arcs: z.array(exchangedArc),
  cpds: z.record(z.string(), cpd),
});

type Cpd = z.infer<typeof cpd>;

/** Whether parsed JSON looks like this format: some distribution has a type, a table or levels. */
export function isHybridJson(json: unknown): boolean {
  if (typeof json !== "object" || json === null || !("cpds" in json) || !("arcs" in json)) return false;
  const { cpds } = json;
  if (typeof cpds !== "object" || cpds === null) return false;
  return Object.values(cpds).some(
    (one) => typeof one === "object" && one !== null && ("cpt" in one || "levels" in one || "dlevels" in one),
  );
}

/**
 * The JSON in which pgmpy hands out networks of discrete and Gaussian nodes: like that of linear-Gaussian networks, with
 * `levels` and `cpt` of discrete nodes, and coefficients and `sd` of Gaussian ones for each configuration of their discrete
 * parents, the first of them changing fastest.
 *
 * @throws PlacedError where the JSON does not fit, for arcs of nodes that are not declared and arcs given twice
 */
export function readHybridJson(json: unknown, file: string, name: string): NetworkReading {
  const { nodes, arcs, cpds, ...rest } = exchanged(schema, json);
  const parents = exchangedParents(nodes, arcs);
  const levels = new Map(
    nodes.map((node) => [node, Object.hasOwn(cpds, node) ? cpds[node].levels : undefined]),
  );
  const found = nodes.map((node): FoundNode => {
    const own = parents.get(node)!;
    if (!Object.hasOwn(cpds, node)) return { name: node, parents: own, without: "has no distribution" };
    const given = [cpds[node].parents ?? []].flat();
    if (given.length > 0 && (given.length !== own.length || given.some((parent) => !own.includes(parent))))
      return fail(`Expected the parents of node "${node}" to be those of its arcs, got others.`, [
        "cpds",
        node,
        "parents",
      ]);
    const ordered = given.length > 0 ? given : own;
    return cpds[node].levels === undefined
      ? gaussianNode(node, ordered, cpds[node], levels)
      : discreteNode(node, ordered, cpds[node], levels);
  });
  return networkOf({ name: rest.name || name, nodes: found, expectsParameters: true }, file);
}

type Levels = ReadonlyMap<string, readonly string[] | undefined>;

function discreteNode(name: string, parents: readonly string[], { cpt }: Cpd, levels: Levels): FoundNode {
  const states = levels.get(name) ?? [];
  const node = { name, parents, states };
  if (cpt === undefined) return { ...node, without: "has no table" };
  const rows = parents.length === 0 ? [cpt] : rowsOf(cpt, parents, levels);
  if (rows === undefined)
    return { ...node, without: "has a table with other rows than the states of its parents" };
  const table: number[] = [];
  for (const row of rows) {
    for (const state of states) {
      const value = Object.hasOwn(row, state) ? row[state] : undefined;
      if (typeof value !== "number") return { ...node, without: `has a table without "${state}" in a row` };
      table.push(value);
    }
  }
  return { ...node, table };
}

/** Rows in this project's order, found by keys such as `A=young` or `A=young,H=none`. */
function rowsOf(
  cpt: NonNullable<Cpd["cpt"]>,
  parents: readonly string[],
  levels: Levels,
): Readonly<Record<string, unknown>>[] | undefined {
  let keys: string[][] = [[]];
  for (const parent of parents) {
    const states = levels.get(parent);
    if (states === undefined || keys.length * states.length > Object.keys(cpt).length) return undefined;
    keys = keys.flatMap((begun) => states.map((state) => [...begun, `${parent}=${state}`]));
  }
  const joined = [",", ", ", ";", "; ", "|", " "].find((sign) => Object.hasOwn(cpt, keys[0].join(sign)));
  if (joined === undefined) return undefined;
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (const key of keys) {
    const row = Object.hasOwn(cpt, key.join(joined)) ? cpt[key.join(joined)] : undefined;
    if (typeof row !== "object") return undefined;
    rows.push(row);
  }
  return rows;
}

function gaussianNode(name: string, parents: readonly string[], given: Cpd, levels: Levels): FoundNode {
  const { coefficients, sd, variance } = given;
  if (coefficients === undefined || (sd ?? variance) === undefined)
    return { name, parents, without: "has neither a table nor coefficients and a spread" };
  const gaussian = parents.filter((parent) => levels.get(parent) === undefined);
  const missing = [INTERCEPT, ...gaussian].find((label) => !Object.hasOwn(coefficients, label));
  if (missing !== undefined) return { name, parents, without: `has no coefficient "${missing}"` };
  const places = fastestFirst(parents.flatMap((parent) => levels.get(parent)?.length ?? []));
  const regressions: GaussianRegression[] = [];
  for (const place of places) {
    const key = String(place);
    const at = (values: Readonly<Record<string, number>>) =>
      Object.hasOwn(values, key) ? values[key] : Number.NaN;
    const own = {
      intercept: at(coefficients[INTERCEPT]),
      coefficients: Object.fromEntries(gaussian.map((parent) => [parent, at(coefficients[parent])])),
      variance: variance === undefined ? at(sd!) * at(sd!) : at(variance),
    };
    regressions.push(own);
  }
  return { name, parents, regressions };
}

function fail(what: string, path: JsonPath): never {
  throw new PlacedError(what, path);
}
