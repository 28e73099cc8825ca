import type { Role } from "../../graph/dag.ts";
import { InputError } from "../../numeric/errors.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import { StructureNetwork } from "../structureNetwork.ts";
import type { SourceText } from "./sourceText.ts";

/** Nodes and arcs as a reader meets them, with their places for messages. */
export class CollectedGraph {
  readonly #source: SourceText;
  readonly #nodes = new Map<string, { parents: Set<string>; at: number }>();
  readonly #roles = new Map<string, Role>();
  #others: Role | undefined;
  readonly #causes = new Map<string, readonly [string, string]>();

  readonly #notes: string[] = [];

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
    const hint = didYouMean(name, [...this.#nodes.keys()]).trimStart();
    this.#source.fail(at, "the name of a declared node", `"${name}"`, hint === "" ? undefined : hint);
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

  /** An edge with two arrowheads: a hidden common cause of two nodes, one however often it is drawn. */
  commonCause(one: string, other: string, at: number): void {
    this.node(one, at);
    this.node(other, at);
    if (one === other)
      this.#source.fail(at, "a hidden common cause of two nodes", `an edge from "${one}" to itself`);
    const pair = one < other ? JSON.stringify([one, other]) : JSON.stringify([other, one]);
    if (!this.#causes.has(pair)) this.#causes.set(pair, [one, other]);
  }

  /**
   * @param others what nodes without a mark are on the ground of this one; one of them being observed outweighs all
   * @throws InputError where the node was marked otherwise before
   */
  role(name: string, role: Role, at: number, others: Role = role === "latent" ? "observed" : "latent"): void {
    const known = this.#roles.get(name);
    if (known !== undefined && known !== role)
      this.#source.fail(at, `one role of "${name}"`, `${role} after ${known}`);
    this.#roles.set(name, role);
    if (this.#others !== "observed") this.#others = others;
  }

  /** Says something that a person should know. */
  note(text: string): void {
    this.#notes.push(text);
  }

  /** What a person should know of what was made of the file, known when it is finished. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  get size(): number {
    return this.#nodes.size;
  }

  /**
   * The roles that the file gives; where it gives none, the leaves are observed. Where nodes are marked latent, or not
   * latent, or not observed, all others are observed; where nodes are only marked observed, all others are latent.
   *
   * @throws InputError for an empty graph or a cycle, naming its nodes
   */
  finish(name: string): StructureNetwork {
    if (this.#nodes.size === 0) this.#source.fail(0, "a network with at least one node", "none");
    this.#addCauses();
    const names = [...this.#nodes.keys()];
    const others = this.#others;
    const observed =
      others === undefined
        ? undefined
        : names.filter((node) => (this.#roles.get(node) ?? others) === "observed");
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

  #addCauses(): void {
    const added: string[] = [];
    for (const [one, other] of this.#causes.values()) {
      let cause = `u_${one}_${other}`;
      while (this.#nodes.has(cause)) cause += "_";
      const { at } = this.#nodes.get(one)!;
      this.arc(cause, one, at);
      this.arc(cause, other, at);
      this.role(cause, "latent", at);
      added.push(cause);
    }
    if (added.length > 0) {
      const shown = added.slice(0, 3).map((cause) => `"${cause}"`);
      if (added.length > 3) shown.push(`${added.length - 3} more`);
      this.#notes.push(
        `${added.length === 1 ? "An edge with two arrowheads stands for a hidden common cause" : "Edges with two arrowheads stand for hidden common causes"}: ${shown.join(", ")}.`,
      );
    }
  }

  #line(at: number): number {
    return this.#source.text.slice(0, at).split("\n").length;
  }
}
