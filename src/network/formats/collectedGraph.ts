import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { StructureNetwork } from "../structureNetwork.ts";
import type { SourceText } from "./sourceText.ts";

/** Nodes and arcs as a reader meets them, with their places for messages. */
export class CollectedGraph {
  readonly #source: SourceText;
  readonly #nodes = new Map<string, { parents: Set<string>; at: number }>();
  readonly #latent = new Set<string>();
  readonly #observed = new Set<string>();

  constructor(source: SourceText) {
    this.#source = source;
  }

  has(name: string): boolean {
    return this.#nodes.has(name);
  }

  /** Declares a node that may have been met before. */
  node(name: string, at: number): void {
    if (!this.#nodes.has(name)) this.#nodes.set(name, { parents: new Set(), at });
  }

  /** @throws InputError where the node was declared before */
  newNode(name: string, at: number): void {
    const known = this.#nodes.get(name);
    if (known)
      this.#source.fail(at, "every node once", `"${name}" again (first in line ${this.#line(known.at)})`);
    this.node(name, at);
  }

  /** @throws InputError where the node was not declared; the nearest name is suggested */
  requireNode(name: string, at: number): void {
    if (this.#nodes.has(name)) return;
    this.#source.fail(
      at,
      "the name of a declared node",
      `"${name}"${didYouMean(name, [...this.#nodes.keys()])
        .trimEnd()
        .replace(/[.?]$/, "")}`,
    );
  }

  /** @throws InputError for a loop, or where `once` is asked for and the arc is there already */
  arc(from: string, to: string, at: number, once = false): void {
    this.node(from, at);
    this.node(to, at);
    if (from === to) this.#source.fail(at, "an arc between two nodes", `one from "${from}" to itself`);
    const { parents } = this.#nodes.get(to)!;
    if (once && parents.has(from)) this.#source.fail(at, "every arc once", `"${from}" to "${to}" again`);
    parents.add(from);
  }

  role(name: string, role: "latent" | "observed"): void {
    (role === "latent" ? this.#latent : this.#observed).add(name);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /**
   * The roles that the file gives; where it gives none, the leaves are observed. Latent nodes that are named leave all
   * others observed.
   *
   * @throws InputError for an empty graph or a cycle, naming its nodes
   */
  finish(name: string): StructureNetwork {
    if (this.#nodes.size === 0) this.#source.fail(0, "a network with at least one node", "none");
    const names = [...this.#nodes.keys()];
    const observed =
      this.#observed.size > 0
        ? names.filter((node) => this.#observed.has(node) && !this.#latent.has(node))
        : this.#latent.size > 0
          ? names.filter((node) => !this.#latent.has(node))
          : undefined;
    if (observed?.length === 0) {
      throw new InputError(
        `Expected at least one observed node in ${this.#source.name}, but all are marked latent. Unmark what was measured.`,
      );
    }
    try {
      const nodes = names.map((node) => ({ name: node, parents: [...this.#nodes.get(node)!.parents] }));
      return new StructureNetwork({ name, nodes, observed });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`${this.#source.name}: ${error.message}`);
    }
  }

  #line(at: number): number {
    return this.#source.text.slice(0, at).split("\n").length;
  }
}
