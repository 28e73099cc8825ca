import type { ColumnType } from "../columnType.ts";

/** What a person says of a column; what is left out is found from its values. */
export interface GivenKind {
  readonly kind?: string;
  /** For an ordinal column in rising order. */
  readonly levels?: readonly string[];
}

/** What a column measures, found from its values or given, with what a person should know before it is used. */
export interface FoundKind {
  readonly name: string;
  readonly type: ColumnType;
  /** In a few words: what it was told by. */
  readonly why: string;
  /** Missing values. */
  readonly gaps: number;
  /** The least and the largest value of a column of numbers; absent where there is none. */
  readonly range?: readonly [number, number];
  /** How often each level of `type.levels` comes. */
  readonly counts?: readonly number[];
  /** The kind that its numbers could as well have. */
  readonly alternative?: string;
  /** Whole sentences. */
  readonly warnings: readonly string[];
  /** Why the column cannot be used, as a whole sentence. */
  readonly problem?: string;
}
