import { InputError } from "../../../src/internals.ts";

/** A file that holds a table where a network was wanted; the readers' own class would bring the readers with it. */
export class HoldsTable extends InputError {}
