export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a layout ran an arc: along its bends, for as long as both ends stand where it put them. */
export interface Route {
  readonly from: Point;
  readonly to: Point;
  readonly bends: readonly Point[];
}

/** Routes by `arcKey`. */
export type Routes = ReadonlyMap<string, Route>;

export function arcKey(parent: string, child: string): string {
  return JSON.stringify([parent, child]);
}

/** The ends of an arc, of its key. */
export function arcOf(key: string): readonly [parent: string, child: string] {
  return JSON.parse(key) as [string, string];
}
