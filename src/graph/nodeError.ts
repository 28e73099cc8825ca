import { InputError } from "../numeric/errors.ts";

/** What of a graph or a network an error is about. */
export type NodeSubject =
  | {
      readonly node: string;
      /** Keys and indices below the node, from the outermost inwards, as in files of networks. Default: the node as a whole. */
      readonly at?: readonly PropertyKey[];
    }
  /** The arc from `parent`; where it is given several times, the last of them. */
  | { readonly node: string; readonly parent: string }
  /** The list of observed nodes, or the last entry of this name in it. */
  | { readonly observed: true | string };

/** An input error about a node, an arc or a role: whoever read them from a file can say where they stand. */
export class NodeError extends InputError {
  readonly subject: NodeSubject;

  constructor(message: string, subject: NodeSubject) {
    super(message);
    this.subject = subject;
  }
}
