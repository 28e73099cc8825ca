import { type ColumnType, GAUSSIAN } from "../../../src/data/columnType.ts";
import { scoredColumns } from "../../../src/learn/scoredColumns.ts";
import { chiSquareTail } from "../../../src/numeric/chiSquare.ts";
import { normalQuantile } from "../../../src/numeric/special.ts";

/** Columns side by side; NaN where a value is missing, codes where labels stand. */
export interface ClaimTable {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly values: Float64Array;
  /** What the columns measure; all of them plain numbers where it is absent. */
  readonly types?: readonly ColumnType[];
}

/** What a table says of an independence. */
export interface ClaimFinding {
  /** The partial correlation; without a sign where one of the two has labels without an order, of three levels or more. */
  readonly correlation: number;
  /** How far it is from none, in standard errors. */
  readonly z: number;
  readonly rows: number;
}

/** A share of a column's length that is rounding error. */
const NEGLIGIBLE = 1e-9;
/** Below this a tail has no digits left to turn into standard errors. */
const LEAST_TAIL = 1e-250;

/**
 * Linear tests of independences, over the rows that have a value in all columns that a question is about. Plain numbers are read as
 * they are, labels without an order by an indicator of each, and all other columns by the normal scores of their ranks. Two single
 * columns are compared by Fisher's z; blocks of indicators by Bartlett's chi-square of Wilks' lambda, whose tail is turned
 * into standard errors.
 *
 * Source: M. S. Bartlett, Further aspects of the theory of multiple regression, 1938.
 */
export class ClaimTests {
  readonly #table: ClaimTable;
  readonly #blocks = new Map<string, readonly Float64Array[]>();

  constructor(table: ClaimTable) {
    this.#table = table;
  }

  /** Undefined where the table cannot tell. */
  of(a: string, b: string, given: readonly string[]): ClaimFinding | undefined {
    const { columns, rowCount, values } = this.#table;
    const names = [a, b, ...given];
    const places = names.map((name) => columns.indexOf(name));
    if (places.includes(-1)) return undefined;
    const width = columns.length;
    const rows: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      if (places.every((place) => !Number.isNaN(values[row * width + place]))) rows.push(row);
    }
    const [one, other, ...others] = names.map((name) =>
      this.#block(name).map((column) => centred(column, rows)),
    );
    const known = orthonormal(others.flat(), []);
    const [p, q] = [one, other].map((block) => orthonormal(block, known));
    const free = rows.length - known.length - p.length - q.length - 1;
    if (p.length === 0 || q.length === 0 || free < 2) return undefined;
    if (one.length === 1 && other.length === 1) {
      const correlation = Math.max(-0.999999, Math.min(0.999999, dot(p[0], q[0])));
      return { correlation, z: Math.atanh(correlation) * Math.sqrt(free), rows: rows.length };
    }
    const unexplained = Math.max(1e-12, wilks(p, q));
    const chiSquare =
      -(rows.length - known.length - 1 - 0.5 * (p.length + q.length + 1)) * Math.log(unexplained);
    const tail = chiSquareTail(chiSquare, p.length * q.length);
    const z = tail > LEAST_TAIL ? Math.abs(normalQuantile(0.5 * tail)) : Math.sqrt(chiSquare);
    return { correlation: Math.sqrt(1 - unexplained), z, rows: rows.length };
  }

  /** What stands for a column in a linear test. */
  #block(name: string): readonly Float64Array[] {
    let block = this.#blocks.get(name);
    if (block === undefined) {
      const { columns, rowCount, values, types } = this.#table;
      const place = columns.indexOf(name);
      const own = Float64Array.from({ length: rowCount }, (_, row) => values[row * columns.length + place]);
      const { data } = scoredColumns({
        columns: [name],
        rowCount,
        values: own,
        types: [types?.[place] ?? GAUSSIAN],
      });
      const count = data.columns.length;
      block = data.columns.map((_, c) =>
        Float64Array.from({ length: rowCount }, (_, row) => data.values[row * count + c]),
      );
      this.#blocks.set(name, block);
    }
    return block;
  }
}

function centred(column: Float64Array, rows: readonly number[]): Float64Array {
  const own = Float64Array.from(rows, (row) => column[row]);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return own.map((value) => value - mean);
}

/** The columns without what earlier ones explain, of length 1 each (Gram and Schmidt); those of which nothing is left are left out. */
function orthonormal(columns: readonly Float64Array[], given: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const column of columns) {
    const rest = column.slice();
    for (const one of [...given, ...found]) {
      const share = dot(rest, one);
      for (let i = 0; i < rest.length; i++) rest[i] -= share * one[i];
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > NEGLIGIBLE * Math.sqrt(dot(column, column))) found.push(rest.map((value) => value / length));
  }
  return found;
}

/** Wilks' lambda of two orthonormal blocks: the determinant of 1 less the squared correlations between them. */
function wilks(p: readonly Float64Array[], q: readonly Float64Array[]): number {
  const across = p.map((one) => q.map((other) => dot(one, other)));
  const left = q.map((_, i) =>
    q.map((_, j) => (i === j ? 1 : 0) - across.reduce((sum, row) => sum + row[i] * row[j], 0)),
  );
  // The pivots of a Cholesky factorization.
  let determinant = 1;
  for (let i = 0; i < q.length; i++) {
    const pivot = left[i][i];
    if (!(pivot > 0)) return 0;
    determinant *= pivot;
    for (let j = i + 1; j < q.length; j++) {
      const factor = left[j][i] / pivot;
      for (let k = i; k < q.length; k++) left[j][k] -= factor * left[i][k];
    }
  }
  return determinant;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
