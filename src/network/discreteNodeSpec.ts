/** A node with finitely many states, as files describe it. */
export interface DiscreteNodeSpec {
  readonly name: string;
  /** Labels of the states, in the order of the table's columns. */
  readonly states: readonly string[];
  readonly parents: readonly string[];
  /**
   * P(state | parents), row after row: a row for each configuration of the parents (the first parent changes slowest), a
   * column for each state. Absent where only the states are known.
   */
  readonly table?: readonly number[];
}
