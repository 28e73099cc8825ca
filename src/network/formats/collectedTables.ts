import { typeOfStates } from "../columnTypes.ts";
import { DiscreteNetwork, type DiscreteNode } from "../discreteNetwork.ts";
import type { DiscreteNodeSpec } from "../discreteNodeSpec.ts";
import { StructureNetwork } from "../structureNetwork.ts";
import type { NetworkReading } from "./networkReader.ts";

/** How far a row of a table may be from 1: what rounding to two decimals does to ten states. */
const ROUNDING = 0.05;
/** Up to here nobody need be told. */
const FINE_ROUNDING = 1e-3;

interface Table {
  readonly parents: readonly string[];
  readonly numbers: readonly number[];
}

/** States and tables of discrete nodes as a reader meets them. A node without a usable table keeps the reason why. */
export class CollectedTables {
  readonly #states = new Map<string, readonly string[]>();
  readonly #tables = new Map<string, Table>();
  readonly #reasons = new Map<string, string>();

  /** @param declared how many there are to be, where the file says so */
  states(name: string, states: readonly string[], declared = states.length): void {
    this.#states.set(name, states);
    if (declared !== states.length)
      this.without(name, `declares ${declared} states and lists ${states.length}`);
  }

  statesOf(name: string): readonly string[] | undefined {
    return this.#states.get(name);
  }

  /**
   * Rows of parent configurations, first parent slowest; columns are the states of the node.
   *
   * @param numbers or why there are none
   */
  table(name: string, parents: readonly string[], numbers: readonly number[] | string): void {
    if (typeof numbers === "string") this.without(name, numbers);
    else this.#tables.set(name, { parents, numbers });
  }

  /** Says why a node has no table; the first reason counts. */
  without(name: string, reason: string): void {
    if (!this.#reasons.has(name)) this.#reasons.set(name, reason);
  }

  /**
   * The discrete network, or the structure with the states that are known and the reason why it is only that.
   *
   * @param structure the graph of all nodes
   */
  reading(structure: StructureNetwork): NetworkReading {
    const { discrete, problems, notes } = this.nodes(structure);
    if (problems.length > 0) return structureReading(structure, discrete, [passedOver(problems), ...notes]);
    return {
      network: new DiscreteNetwork({ name: structure.name, nodes: discrete as readonly DiscreteNode[] }),
      discrete,
      notes,
    };
  }

  /** What could be kept of states and tables, and what is missing, each problem a sentence about a node. */
  nodes(
    structure: StructureNetwork,
    names: readonly string[] = structure.dag.names,
  ): { discrete: DiscreteNodeSpec[]; problems: string[]; notes: string[] } {
    const discrete: DiscreteNodeSpec[] = [];
    const problems: string[] = [];
    const rounded: string[] = [];
    for (const name of names) {
      const states = this.#states.get(name) ?? [];
      const trouble = troubleOf(states);
      if (trouble !== undefined) {
        problems.push(`"${name}" ${trouble}`);
        continue;
      }
      const parents = structure.dag
        .parents(structure.dag.indexOf(name))
        .map((one) => structure.dag.names[one]);
      const table = this.#usable(name, states);
      if (typeof table === "string") {
        problems.push(`"${name}" ${table}`);
        discrete.push({ name, states, parents });
        continue;
      }
      const numbers = withRowSums(table.numbers, states.length);
      if (numbers !== table.numbers) rounded.push(name);
      discrete.push({ name, states, parents: table.parents, table: numbers });
    }
    return { discrete, problems, notes: rounded.length > 0 ? [divided(rounded)] : [] };
  }

  /** The table, or what is wrong with it as the rest of a sentence that begins with the node. */
  #usable(name: string, states: readonly string[]): Table | string {
    const reason = this.#reasons.get(name);
    if (reason !== undefined) return reason;
    const table = this.#tables.get(name);
    if (table === undefined) return "has no table";
    let rows = 1;
    for (const parent of table.parents) {
      const count = this.#states.get(parent)?.length ?? 0;
      if (count === 0) return `has a parent without states, "${parent}"`;
      rows *= count;
    }
    const { numbers } = table;
    if (numbers.length !== rows * states.length) {
      return `has a table of ${numbers.length} numbers where its states and parents need ${rows * states.length}`;
    }
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let state = 0; state < states.length; state++) {
        const value = numbers[row * states.length + state];
        if (!(value >= 0 && value <= 1 + ROUNDING)) return `has ${value} as a probability`;
        sum += value;
      }
      if (Math.abs(sum - 1) > ROUNDING) return `has probabilities that add up to ${sum}`;
    }
    return table;
  }
}

/** The same numbers, or where rows are rounded coarsely, every row divided by its sum. */
function withRowSums(numbers: readonly number[], states: number): readonly number[] {
  let result: number[] | undefined;
  for (let start = 0; start < numbers.length; start += states) {
    let sum = 0;
    let largest = 0;
    for (let state = 0; state < states; state++) {
      sum += numbers[start + state];
      largest = Math.max(largest, numbers[start + state]);
    }
    if (Math.abs(sum - 1) <= FINE_ROUNDING && largest <= 1) continue;
    result ??= [...numbers];
    for (let state = 0; state < states; state++) result[start + state] /= sum;
  }
  return result ?? numbers;
}

/** Behind what is said of the first of some nodes: how many more there are. */
export function andMoreNodes({ length }: readonly string[]): string {
  return length < 2 ? "" : ` (and ${length - 1} more ${length === 2 ? "node" : "nodes"})`;
}

function divided(names: readonly string[]): string {
  return `Rows of the table of "${names[0]}"${andMoreNodes(names)} do not add up to 1 and were divided by their sums.`;
}

/** What keeps states from being a node's, as the rest of a sentence about the node. */
function troubleOf(states: readonly string[]): string | undefined {
  if (states.length < 2) return states.length === 0 ? "has no states" : `has only the state "${states[0]}"`;
  if (states.includes("")) return "has a state without a name";
  return new Set(states).size < states.length ? "has a state twice" : undefined;
}

/** A network of which only the structure could be read, with the states of its nodes as far as they are known. */
export function structureReading(
  { name, dag }: StructureNetwork,
  discrete: readonly DiscreteNodeSpec[],
  notes: readonly string[],
): NetworkReading {
  const types = new Map(discrete.map((node) => [node.name, typeOfStates(node.states)]));
  return { network: new StructureNetwork({ name, nodes: dag.toSpecs(), types }), discrete, notes };
}

function passedOver(problems: readonly string[]): string {
  return `Only the structure was read, since not every node has a probability table: ${problems[0]}${andMoreNodes(problems)}.`;
}
