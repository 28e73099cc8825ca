/** A table's cell; `strong` marks the best of its column. */
export type Cell = string | { readonly text: string; readonly strong: boolean };

/** One piece of a document that can be written as Markdown and as HTML. Plain text throughout; figures are SVG text. */
export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  /** `note` is set fainter, `alert` must not be overlooked. */
  | { readonly kind: "text"; readonly text: string; readonly tone?: "plain" | "note" | "alert" }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      /** Columns of words instead of numbers. */
      readonly words?: boolean;
    }
  /** `name` is fit for a file and an id: small letters, digits and hyphens. */
  | { readonly kind: "figure"; readonly name: string; readonly caption: string; readonly svg: string };

export interface ReportDocument {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export function cellText(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

export function isStrong(cell: Cell): boolean {
  return typeof cell !== "string" && cell.strong;
}

/** Small letters, digits and single hyphens: what a file, an id and a link can carry unquoted. */
export function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return words.join("-").slice(0, 80) || "unnamed";
}
