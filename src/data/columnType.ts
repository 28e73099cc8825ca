import type { Curve } from "./curve.ts";

/** What one column of a table measures, beside its name. */
export interface ColumnType {
  /** The name of a likelihood: `gaussian`, `contaminated-normal`, `student-t`, `log-normal`, `skewed`, `count`, `zero-inflated`, `discretized-logistic`, `semicontinuous`, `binary`, `categorical`, `ordinal`. */
  readonly kind: string;
  /**
   * Labels of the codes 0, 1, ... that stand in the values of a binary, categorical or (then in rising order) ordinal
   * column; absent for columns of numbers.
   */
  readonly levels?: readonly string[];
  /** Rounding step of a continuous column whose values repeat, raw units; absent where they hardly do. */
  readonly step?: number;
  /**
   * Of a log-normal or skewed column: whether some of its values, a share that is learnt, may lie far from where the other columns
   * put them. Otherwise its conditional is normal after a curve, and a single row far off may cost thousands of nats.
   */
  readonly outliers?: boolean;
  /** Of a discretized-logistic column: the least number that there can be, to which all below counts; absent where there is none. */
  readonly least?: number;
  /** Likewise the greatest. */
  readonly most?: number;
  /** Of a semicontinuous column: the value that has a probability of its own. */
  readonly atom?: number;
  /** Likewise the kind of all other values: `contaminated-normal`, `log-normal` or `skewed`, with room for outliers. */
  readonly rest?: string;
  /** Of a semicontinuous column the share of the values that are the one, of a zero-inflated one that of the zeros. Found when the column is coded. */
  readonly share?: number;
  /** Of a skewed column, or one of which the rest is skewed: what makes its values normal. Found when the column is coded. */
  readonly curve?: Curve;
}

/** What the values of a semicontinuous column beside the one are. */
export function restOf({ rest, step, curve }: ColumnType): ColumnType {
  return {
    kind: rest!,
    outliers: true,
    ...(step !== undefined && { step }),
    ...(curve && { curve }),
  };
}

/** What a column is taken for where nothing else is said. */
export const GAUSSIAN: ColumnType = { kind: "gaussian" };
