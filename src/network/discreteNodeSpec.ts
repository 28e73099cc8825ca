/** A node with finitely many states and, where it is known, the probability of each given the parents' states. */
export interface DiscreteNodeSpec {
  readonly name: string;
  /** In the order of the file, all different. */
  readonly states: readonly string[];
  /** In the order of the table. */
  readonly parents: readonly string[];
  /**
   * Row by row, one row for each configuration of the parents' states (first parent slowest, last parent fastest), one
   * column for each state of the node. As the file gives them: rows sum to 1 up to its rounding.
   */
  readonly table?: readonly number[];
}
