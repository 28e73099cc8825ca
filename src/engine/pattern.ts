/** Five integers a group: first row, rows, first entry in `columns`, column count, first weight. */
export const GROUP_FIELDS = 5;

/**
 * The sparsity pattern of a weight matrix. Neighbouring rows that read the same columns form a group with one
 * column list and one dense block of weights; a matrix in which nothing is masked is a single group. Weights are
 * stored in the order of the groups, row by row, and only where the pattern has an entry.
 *
 * @example
 * const pattern = SparsePattern.fromRows([[0, 1], [0, 1], [2]], 3);
 * pattern.size; // 5 stored weights
 * pattern.weightIndex(2, 2); // 4
 */
export class SparsePattern {
  readonly rows: number;
  readonly columnCount: number;
  /** Number of stored weights. */
  readonly size: number;
  readonly groups: Int32Array;
  readonly columns: Int32Array;
  /** Row and column of every stored weight. */
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly #rowColumns: readonly (readonly number[])[];
  readonly #order: readonly number[] | undefined;
  readonly #rowStart: Int32Array;
  #transposed: { pattern: SparsePattern; permutation: Int32Array } | undefined;

  private constructor(
    rowColumns: readonly (readonly number[])[],
    columnCount: number,
    order?: readonly number[],
  ) {
    this.rows = rowColumns.length;
    this.columnCount = columnCount;
    this.#rowColumns = rowColumns;
    this.#order = order;
    const visit = order ?? rowColumns.map((_, row) => row);
    const groups: number[] = [];
    const columns: number[] = [];
    const rowOf: number[] = [];
    const columnOf: number[] = [];
    this.#rowStart = new Int32Array(this.rows);
    for (let i = 0; i < visit.length; ) {
      const row = visit[i];
      const list = rowColumns[row];
      let count = 1;
      while (
        i + count < visit.length &&
        visit[i + count] === row + count &&
        sameList(rowColumns[row + count], list)
      )
        count++;
      groups.push(row, count, columns.length, list.length, rowOf.length);
      columns.push(...list);
      for (let r = row; r < row + count; r++) {
        this.#rowStart[r] = rowOf.length;
        for (const column of list) {
          rowOf.push(r);
          columnOf.push(column);
        }
      }
      i += count;
    }
    this.size = rowOf.length;
    this.groups = Int32Array.from(groups);
    this.columns = Int32Array.from(columns);
    this.rowOf = Int32Array.from(rowOf);
    this.columnOf = Int32Array.from(columnOf);
  }

  /**
   * @param rowColumns for each row the columns it reads, ascending.
   * @param order the order in which rows are computed, where it matters (a triangular solve).
   */
  static fromRows(
    rowColumns: readonly (readonly number[])[],
    columnCount: number,
    order?: readonly number[],
  ): SparsePattern {
    return new SparsePattern(rowColumns, columnCount, order);
  }

  /** Every row reads every column. */
  static dense(rows: number, columnCount: number): SparsePattern {
    const all = Array.from({ length: columnCount }, (_, column) => column);
    return new SparsePattern(
      Array.from({ length: rows }, () => all),
      columnCount,
    );
  }

  get groupCount(): number {
    return this.groups.length / GROUP_FIELDS;
  }

  columnsOf(row: number): readonly number[] {
    return this.#rowColumns[row];
  }

  /** Index of the first stored weight of a row. */
  rowStart(row: number): number {
    return this.#rowStart[row];
  }

  /** Index of the stored weight, or -1 where the pattern has none. */
  weightIndex(row: number, column: number): number {
    const at = this.#rowColumns[row].indexOf(column);
    return at < 0 ? -1 : this.#rowStart[row] + at;
  }

  /** The pattern of the transposed matrix, and for each of its weights the index of the original one. */
  get transposed(): { readonly pattern: SparsePattern; readonly permutation: Int32Array } {
    if (this.#transposed === undefined) {
      const rowsOf: number[][] = Array.from({ length: this.columnCount }, () => []);
      for (let row = 0; row < this.rows; row++)
        for (const column of this.#rowColumns[row]) rowsOf[column].push(row);
      const pattern = new SparsePattern(rowsOf, this.rows, this.#order && [...this.#order].reverse());
      const permutation = new Int32Array(this.size);
      const seen = new Map<number, number>();
      for (let k = 0; k < this.size; k++) seen.set(this.rowOf[k] * this.columnCount + this.columnOf[k], k);
      for (let k = 0; k < this.size; k++) {
        permutation[k] = seen.get(pattern.columnOf[k] * this.columnCount + pattern.rowOf[k])!;
      }
      this.#transposed = { pattern, permutation };
    }
    return this.#transposed;
  }
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
