import { InputError, type Term } from "../../../src/internals.ts";
import {
  bareStructure,
  coefficientOf,
  type DocumentNode,
  hasCoefficients,
  hasMoments,
  hasTables,
  type NetworkDocument,
} from "./document.ts";
import { arcKey, arcOf, type Point } from "./routes.ts";

export type Edit = (document: NetworkDocument) => NetworkDocument;

/** An arc that would close a directed cycle. */
export class CycleError extends InputError {
  /** The nodes of the cycle, the first one once more at the end. */
  readonly cycle: readonly string[];

  constructor(cycle: readonly string[]) {
    super(`That arc would close the cycle ${cycle.join(" → ")}. Reverse or delete one of its arcs first.`);
    this.cycle = cycle;
  }
}

export function setObserved(name: string, observed: boolean): Edit {
  return (document) => {
    nodeOf(document, name);
    const rest = document.observed.filter((other) => other !== name);
    if (!observed && rest.length === 0) {
      throw new InputError(
        `${name} is the only measured node, and data needs a column. Make another node measured first.`,
      );
    }
    const wanted = new Set(observed ? [...rest, name] : rest);
    return { ...document, observed: document.nodes.map((node) => node.name).filter((n) => wanted.has(n)) };
  };
}

export function toggleRole(name: string): Edit {
  return (document) => setObserved(name, !document.observed.includes(name))(document);
}

export function addArc(parent: string, child: string): Edit {
  return (document) => {
    nodeOf(document, parent);
    if (parent === child) throw new CycleError([parent, parent]);
    const path = pathBetween(document, child, parent);
    if (path) throw new CycleError([...path, child]);
    if (nodeOf(document, child).parents.includes(parent)) return document;
    const before = readable(document, parent) ? document : bareStructure(document);
    return changeNode(before, child, (node) =>
      node.parents.includes(parent)
        ? node
        : {
            ...node,
            parents: [...node.parents, parent],
            ...(hasCoefficients(before) && { coefficients: { ...node.coefficients, [parent]: 1 } }),
            ...(before.kind === "nonlinear-gaussian" && {
              terms: [
                ...(node.terms ?? []),
                { factors: [{ function: "linear" as const, parents: { [parent]: 1 } }] },
              ],
            }),
          },
    );
  };
}

/** Whether an arc from a node can be a number beside the others: tables no longer fit, and only Gaussian nodes are read by lines. */
function readable(document: NetworkDocument, parent: string): boolean {
  if (hasTables(document)) return false;
  return document.kind !== "generalized-linear" || nodeOf(document, parent).rest?.kind === "gaussian";
}

export function deleteArc(parent: string, child: string): Edit {
  return (given) => {
    const document = hasTables(given) ? bareStructure(given) : given;
    return changeNode(document, child, (node) => {
      const { [parent]: _, ...coefficients } = node.coefficients ?? {};
      return {
        ...node,
        parents: node.parents.filter((other) => other !== parent),
        ...(node.coefficients && { coefficients }),
        ...(node.terms && { terms: node.terms.flatMap((term) => withoutParent(term, parent)) }),
      };
    });
  };
}

/** The coefficient goes along: a reversed arc of a linear network keeps its number until a person sets another. */
export function reverseArc(parent: string, child: string): Edit {
  return (document) => {
    const coefficient = coefficientOf(nodeOf(document, child), parent);
    const turned = addArc(child, parent)(deleteArc(parent, child)(document));
    if (!hasCoefficients(turned)) return turned;
    return setCoefficient(child, parent, coefficient)(turned);
  };
}

export function setCoefficient(parent: string, child: string, value: number): Edit {
  return (document) =>
    changeNode(document, child, (node) => ({
      ...node,
      coefficients: { ...node.coefficients, [parent]: value },
    }));
}

export function setNumber(name: string, field: "intercept" | "variance", value: number): Edit {
  return (document) => changeNode(document, name, (node) => ({ ...node, [field]: value }));
}

/** @param place the middle of the node in the picture; the page finds one where none is given */
export function addNode(name: string, observed: boolean, place?: DocumentNode["place"]): Edit {
  return (document) => {
    checkNewName(document, name);
    const before = hasTables(document) ? bareStructure(document) : document;
    const glm = before.kind === "generalized-linear";
    const numbers = {
      ...((hasMoments(before) || glm) && { intercept: 0, variance: 1 }),
      ...(glm && { rest: { kind: "gaussian" } }),
    };
    const node: DocumentNode = { name, parents: [], ...numbers, ...(place && { place }) };
    return {
      ...before,
      nodes: [...before.nodes, node],
      observed: observed ? [...document.observed, name] : document.observed,
    };
  };
}

export function deleteNode(name: string): Edit {
  return (document) => {
    nodeOf(document, name);
    const parted = document.nodes
      .filter((node) => node.parents.includes(name))
      .reduce((current, child) => deleteArc(name, child.name)(current), document);
    const observed = parted.observed.filter((other) => other !== name);
    if (observed.length === 0) {
      throw new InputError(
        `${name} is the only measured node, and data needs a column. Make another node measured first.`,
      );
    }
    return { ...parted, nodes: parted.nodes.filter((node) => node.name !== name), observed };
  };
}

export function renameNode(from: string, to: string): Edit {
  return (document) => {
    if (from === to) return document;
    checkNewName(document, to);
    const rename = (name: string) => (name === from ? to : name);
    const keys = <Value>(record: Readonly<Record<string, Value>>) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), value]));
    return {
      ...document,
      observed: document.observed.map(rename),
      ...(document.suggested && {
        suggested: document.suggested.map(({ parent, child }) => ({
          parent: rename(parent),
          child: rename(child),
        })),
      }),
      ...(document.routes && {
        routes: new Map(
          [...document.routes].map(([key, route]) => {
            const [parent, child] = arcOf(key);
            return [arcKey(rename(parent), rename(child)), route];
          }),
        ),
      }),
      nodes: document.nodes.map((node) => ({
        ...node,
        name: rename(node.name),
        parents: node.parents.map(rename),
        ...(node.coefficients && { coefficients: keys(node.coefficients) }),
        ...(node.rest && { rest: renamedRest(node.rest, keys) }),
        ...(node.terms && {
          terms: node.terms.map((term) => ({
            ...term,
            factors: term.factors.map((factor) => ({ ...factor, parents: keys(factor.parents) })),
          })),
        }),
      })),
    };
  };
}

/** Regressions have coefficients by the names of their parents, too. */
function renamedRest(
  rest: Readonly<Record<string, unknown>>,
  keys: (record: Readonly<Record<string, number>>) => Record<string, number>,
): Readonly<Record<string, unknown>> {
  if (!Array.isArray(rest.regressions)) return rest;
  const regressions = (
    rest.regressions as readonly { readonly coefficients?: Readonly<Record<string, number>> }[]
  ).map((one) => (one.coefficients ? { ...one, coefficients: keys(one.coefficients) } : one));
  return { ...rest, regressions };
}

export function nodeOf(document: NetworkDocument, name: string): DocumentNode {
  const node = document.nodes.find((other) => other.name === name);
  if (node === undefined) throw new InputError(`There is no node "${name}" any more.`);
  return node;
}

/** A name that no node has yet. */
export function freshName(document: NetworkDocument): string {
  const names = new Set(document.nodes.map((node) => node.name));
  for (let i = 1; ; i++) if (!names.has(`node${i}`)) return `node${i}`;
}

/** Takes the mark of a suggestion off an arc, or off all of them. */
export function keepSuggested(parent?: string, child?: string): Edit {
  return ({ suggested = [], ...document }) => {
    const left =
      parent === undefined ? [] : suggested.filter((arc) => arc.parent !== parent || arc.child !== child);
    return left.length > 0 ? { ...document, suggested: left } : document;
  };
}

/** Deletes all arcs that are suggestions still. */
export function dropSuggested(): Edit {
  return (document) =>
    keepSuggested()(
      (document.suggested ?? []).reduce(
        (current, { parent, child }) => deleteArc(parent, child)(current),
        document,
      ),
    );
}

/** Puts a node elsewhere in the picture. */
export function moveNode(name: string, place: Point): Edit {
  return (document) => changeNode(document, name, (node) => ({ ...node, place }));
}

/** Puts all nodes on the lines of a grid, so that those that stand nearly beside or below each other do so exactly. */
export function alignNodes(step: Point): Edit {
  return (document) => {
    const taken = new Set<string>();
    const nodes = document.nodes.map((node) => {
      if (!node.place) return node;
      const y = Math.round(node.place.y / step.y) * step.y;
      // Of two nodes for one place the second goes to the next one that is free.
      const wanted = Math.round(node.place.x / step.x);
      let column = wanted;
      for (let i = 1; taken.has(`${column} ${y}`); i++)
        column = wanted + (i % 2 === 1 ? (i + 1) / 2 : -i / 2);
      taken.add(`${column} ${y}`);
      return { ...node, place: { x: column * step.x, y } };
    });
    return { ...document, nodes };
  };
}

function checkNewName(document: NetworkDocument, name: string): void {
  if (name.trim() === "") throw new InputError("Expected a name for the node, got none. Type one.");
  if (document.nodes.some((node) => node.name === name)) {
    throw new InputError(`Expected a new name, but there is a node "${name}" already. Choose another.`);
  }
}

function changeNode(
  document: NetworkDocument,
  name: string,
  change: (node: DocumentNode) => DocumentNode,
): NetworkDocument {
  nodeOf(document, name);
  return { ...document, nodes: document.nodes.map((node) => (node.name === name ? change(node) : node)) };
}

function withoutParent(term: Term, parent: string): Term[] {
  const factors = term.factors.flatMap((factor) => {
    const { [parent]: _, ...parents } = factor.parents;
    return Object.keys(parents).length > 0 ? [{ ...factor, parents }] : [];
  });
  return factors.length > 0 ? [{ ...term, factors }] : [];
}

/** A directed path, both ends included. */
function pathBetween(document: NetworkDocument, from: string, to: string): string[] | undefined {
  const parents = new Map(document.nodes.map((node) => [node.name, node.parents]));
  const next = new Map<string, string>();
  const queue = [to];
  for (const name of queue) {
    if (name === from) {
      const path = [from];
      while (path.at(-1) !== to) path.push(next.get(path.at(-1)!)!);
      return path;
    }
    for (const parent of parents.get(name) ?? []) {
      if (parent === to || next.has(parent)) continue;
      next.set(parent, name);
      queue.push(parent);
    }
  }
  return undefined;
}

/** A structure with numbers to draw rows by: every coefficient and variance 1, every intercept 0. */
export const giveNumbers: Edit = (document) => ({
  ...document,
  kind: "linear-gaussian",
  nodes: document.nodes.map(({ name, parents, place }) => ({
    name,
    parents,
    coefficients: Object.fromEntries(parents.map((parent) => [parent, 1])),
    intercept: 0,
    variance: 1,
    ...(place && { place }),
  })),
});
