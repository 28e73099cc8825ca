import type { DiscreteNodeSpec } from "../discreteNodeSpec.ts";
import type { StructureNetwork } from "../structureNetwork.ts";
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

  states(name: string, states: readonly string[]): void {
    this.#states.set(name, states);
  }

  statesOf(name: string): readonly string[] | undefined {
    return this.#states.get(name);
  }

  /** Rows of parent configurations, first parent slowest; columns are the states of the node. */
  table(name: string, parents: readonly string[], numbers: readonly number[]): void {
    this.#tables.set(name, { parents, numbers });
  }

  /** Says why a node has no table; the first reason counts. */
  without(name: string, reason: string): void {
    if (!this.#reasons.has(name)) this.#reasons.set(name, reason);
  }

  /** The structure with what could be kept of states and tables. */
  reading(network: StructureNetwork): NetworkReading {
    const discrete: DiscreteNodeSpec[] = [];
    const problems: string[] = [];
    const rounded: string[] = [];
    for (const [node, name] of network.dag.names.entries()) {
      const states = this.#states.get(name);
      if (states === undefined || states.length === 0) {
        problems.push(`"${name}" has no states`);
        continue;
      }
      if (new Set(states).size < states.length) {
        problems.push(`a state of "${name}" comes twice`);
        continue;
      }
      const parents = network.dag.parents(node).map((parent) => network.dag.names[parent]);
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
    const notes = problems.length > 0 ? [passedOver(problems)] : [];
    if (rounded.length > 0) notes.push(divided(rounded));
    return { network, discrete, notes };
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
    for (let state = 0; state < states; state++) sum += numbers[start + state];
    if (Math.abs(sum - 1) <= FINE_ROUNDING) continue;
    result ??= [...numbers];
    for (let state = 0; state < states; state++) result[start + state] /= sum;
  }
  return result ?? numbers;
}

function divided(names: readonly string[]): string {
  const more = names.length > 1 ? ` (and ${names.length - 1} more nodes)` : "";
  return `Rows of the table of "${names[0]}"${more} do not add up to 1 and were divided by their sums.`;
}

function passedOver(problems: readonly string[]): string {
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more nodes)` : "";
  return `Only the structure was read, since not every node has a probability table: ${problems[0]}${more}.`;
}
