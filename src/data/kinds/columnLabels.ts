import type { RawColumn } from "../rawColumn.ts";

/** A column read as labels; numbers are labels by their shortest text. */
export interface ColumnLabels {
  readonly labels: readonly string[];
  /** One a row: which of the labels; -1 where the value is missing. */
  readonly codes: Int32Array;
  readonly counts: readonly number[];
}

/**
 * @param levels those that the column is known to have: numbers are read as the labels that the file gives them only where
 *   these are meant; without levels, where every number has one
 */
export function labelsOf(column: RawColumn, levels?: readonly string[]): ColumnLabels {
  const { numbers, texts } = column;
  const names = valueLabels(column);
  const named =
    levels === undefined ? isWhollyLabelled(column) : [...names.values()].some((one) => levels.includes(one));
  const known = new Map<string, number>();
  const counts: number[] = [];
  const codes = new Int32Array(numbers.length).fill(-1);
  const add = (row: number, label: string) => {
    let code = known.get(label);
    if (code === undefined) {
      code = known.size;
      known.set(label, code);
      counts.push(0);
    }
    codes[row] = code;
    counts[code]++;
  };
  for (let row = 0; row < numbers.length; row++)
    if (!Number.isNaN(numbers[row])) add(row, (named && names.get(numbers[row])) || String(numbers[row]));
  texts?.rows.forEach((row, i) => {
    const text = texts.labels[texts.codes[i]];
    add(row, text);
  });
  return { labels: [...known.keys()], codes, counts };
}

/** The labels that the file gives to numbers of the column. */
export function valueLabels({ declared }: RawColumn): ReadonlyMap<number, string> {
  return new Map(declared?.values?.map((value, i) => [value, declared.labels[i]]));
}

/** Whether the file has a label of its own for every number of the column. */
export function isWhollyLabelled(column: RawColumn): boolean {
  const names = valueLabels(column);
  if (names.size === 0 || new Set(names.values()).size < names.size) return false;
  return column.numbers.every((value) => Number.isNaN(value) || names.has(value));
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LEADING = /^[<>≤≥=]*\s*([+-]?(\d+\.?\d*|\.\d+))/;

/** Labels in an order that does not depend on the rows: numbers by value, then texts by their letters. */
export function sortedLabels(labels: readonly string[]): string[] {
  const isNumber = (label: string) => NUMBER.test(label);
  return [...labels].sort((a, b) => {
    if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
    if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

/** Whether every label begins with a number of its own, so that they have an order; if so, in that order. */
export function numberedLabels(labels: readonly string[]): string[] | undefined {
  const numbers = labels.map((label) => Number(LEADING.exec(label)?.[1] ?? Number.NaN));
  if (numbers.some(Number.isNaN) || new Set(numbers).size !== numbers.length) return undefined;
  return [...labels].sort((a, b) => numbers[labels.indexOf(a)] - numbers[labels.indexOf(b)]);
}
