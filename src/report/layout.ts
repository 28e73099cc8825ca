/** What Graphviz's JSON says of a layout; lengths in points from the lower left corner, sizes of nodes in inches. */
export interface Layout {
  readonly bb: string;
  readonly objects?: readonly LayoutNode[];
  readonly edges?: readonly LayoutEdge[];
}

export interface LayoutNode {
  readonly pos: string;
  readonly width: string;
  readonly height: string;
}

export interface LayoutEdge {
  readonly tail: number;
  readonly head: number;
  /** The arrow's tip (`e,x,y`), then a cubic spline that ends at the arrow's base. */
  readonly pos: string;
  /** Where the middle of its label is, where it has one. */
  readonly lp?: string;
}

/** Width and height in points. */
export function extent({ bb }: Layout): readonly [number, number] {
  const [, , width, height] = bb.split(",").map(Number);
  return [width, height];
}
