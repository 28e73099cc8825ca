import { InputError } from "../numeric/errors.ts";

/** An exact sum was asked for that is too large to form: whoever can do without it goes on without. */
export class InfeasibleError extends InputError {}
