import { InputError } from "../numeric/errors.ts";

/** An input error about one value of a parsed file: whoever has the text can say in which line it stands. */
export class PlacedError extends InputError {
  /** Keys and indices from the outermost value inwards. */
  readonly path: readonly PropertyKey[];

  constructor(message: string, path: readonly PropertyKey[]) {
    super(message);
    this.path = path;
  }
}
