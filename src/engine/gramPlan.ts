import { GROUP_FIELDS, type SparsePattern } from "./pattern.ts";

/** How the Gram matrix W^T W of a masked matrix is stored and factored where it is sparse; see assembly/sparseSpectral.ts. */
export interface GramPlan {
  /** Column i of the elimination is column order[i] of W. */
  readonly order: Int32Array;
  /** Entries below the diagonal of column k: starts[k] to starts[k + 1]; fill-in of the factor included. */
  readonly starts: Int32Array;
  /** Row of every entry below the diagonal, as a place in the elimination. */
  readonly rows: Int32Array;
  /** For every column and every pair a >= b of its rows: the entry that the factorisation subtracts their product from. */
  readonly updates: Int32Array;
  /** For every group of W's rows and every pair i >= k of its columns: the entry that their product is added to. */
  readonly targets: Int32Array;
  /** Entries in all: the diagonal, and below it. */
  readonly total: number;
}

/** Beyond this share of a full matrix's work, vectors over whole rows are faster than a list of entries. */
const WORTHWHILE = 0.3;

/**
 * Plans the factorisation by minimum degree, ties to the lower column. Returns undefined where too much would be filled in
 * for a list of entries to pay.
 *
 * @example
 * const pattern = SparsePattern.fromRows([[0, 1], [1, 2]], 3);
 * gramPlan(pattern)?.total; // 5: three on the diagonal, (0, 1) and (1, 2)
 */
export function gramPlan(pattern: SparsePattern): GramPlan | undefined {
  let kept = plans.get(pattern);
  if (kept === undefined) {
    kept = { plan: newPlan(pattern) };
    plans.set(pattern, kept);
  }
  return kept.plan;
}

/** Blocks share their patterns, and training and certificate ask for the same plans. */
const plans = new WeakMap<SparsePattern, { plan: GramPlan | undefined }>();

function newPlan(pattern: SparsePattern): GramPlan | undefined {
  const n = pattern.columnCount;
  const eliminated = eliminate(neighbours(pattern), n ** 3 / 6 < 64 ? Infinity : (WORTHWHILE * n ** 3) / 6);
  if (eliminated === undefined) return undefined;
  const { order, reached } = eliminated;
  const place = new Int32Array(n);
  order.forEach((column, i) => {
    place[column] = i;
  });
  const starts = new Int32Array(n + 1);
  const rows: number[] = [];
  const entryOf = new Map<number, number>();
  reached.forEach((columns, k) => {
    for (const row of columns.map((column) => place[column]).sort((a, b) => a - b)) {
      entryOf.set(row * n + k, n + rows.length);
      rows.push(row);
    }
    starts[k + 1] = rows.length;
  });
  const entry = (a: number, b: number) => (a === b ? a : entryOf.get(Math.max(a, b) * n + Math.min(a, b))!);
  const updates: number[] = [];
  for (let k = 0; k < n; k++) {
    for (let a = starts[k]; a < starts[k + 1]; a++) {
      for (let b = starts[k]; b <= a; b++) updates.push(entry(rows[a], rows[b]));
    }
  }
  const targets: number[] = [];
  for (const columns of columnLists(pattern)) {
    for (let i = 0; i < columns.length; i++) {
      for (let k = 0; k <= i; k++) targets.push(entry(place[columns[i]], place[columns[k]]));
    }
  }
  return {
    order: Int32Array.from(order),
    starts,
    rows: Int32Array.from(rows),
    updates: Int32Array.from(updates),
    targets: Int32Array.from(targets),
    total: n + rows.length,
  };
}

/** The columns of every group of rows. */
function columnLists(pattern: SparsePattern): Int32Array[] {
  return Array.from({ length: pattern.groupCount }, (_, g) => {
    const first = pattern.groups[GROUP_FIELDS * g + 2];
    return pattern.columns.subarray(first, first + pattern.groups[GROUP_FIELDS * g + 3]);
  });
}

/** For every column the others that it meets in a row. */
function neighbours(pattern: SparsePattern): Set<number>[] {
  const sets = Array.from({ length: pattern.columnCount }, () => new Set<number>());
  for (const columns of columnLists(pattern)) {
    for (const a of columns) for (const b of columns) if (a !== b) sets[a].add(b);
  }
  return sets;
}

function eliminate(
  adjacent: Set<number>[],
  mostUpdates: number,
): { order: number[]; reached: number[][] } | undefined {
  const left = new Set(adjacent.keys());
  const order: number[] = [];
  const reached: number[][] = [];
  let updates = 0;
  while (left.size > 0) {
    let best = -1;
    for (const column of left) if (best < 0 || adjacent[column].size < adjacent[best].size) best = column;
    const columns = [...adjacent[best]];
    updates += (columns.length * (columns.length + 1)) / 2;
    if (updates > mostUpdates) return undefined;
    for (const a of columns) {
      adjacent[a].delete(best);
      for (const b of columns) if (a !== b) adjacent[a].add(b);
    }
    left.delete(best);
    order.push(best);
    reached.push(columns);
  }
  return { order, reached };
}
