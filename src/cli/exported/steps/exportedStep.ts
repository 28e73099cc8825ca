/**
 * One step of a flow in the languages of the exported programs: bodies of functions of `name` (what stands before the names of
 * the step's tensors), `y`, `read` (the values of the parents) and `context`: vectors in Python, `context` a list of them; in R
 * matrices with a column for every draw. They give y' and log|det dy'/dy|, with `read` and `context` held fixed, where every step that is there already may be called.
 */
export interface ExportedStep {
  /** How the tensors of its steps are numbered. */
  readonly layers: "blocks" | "steps";
  readonly python: string;
  readonly r: string;
}
