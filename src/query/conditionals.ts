import type { Engine } from "../engine/index.ts";
import type { TableCoding, Theta, ValueDistribution } from "../likelihood/index.ts";
import type { DecodedGroup } from "../model/decoder.ts";
import { InputError } from "../numeric/errors.ts";

/** What a decoder gave for one place of the batch. */
export interface Conditionals {
  /** Parameters of the conditional of a column at a place of the batch; they hold until the column is asked for again. */
  theta(column: number, place: number): Theta;
  /** The conditional itself, in raw units. */
  distribution(column: number, place: number): ValueDistribution;
}

/** Reads the parameters that a decoder gave last; views of the engine's memory must not outlive an allocation. */
export function readConditionals(
  engine: Engine,
  padded: number,
  coding: TableCoding,
  decoded: readonly DecodedGroup[],
): Conditionals {
  if (decoded.length === 0 && coding.columns.length > 0) {
    throw new InputError(
      "Expected a model with a conditional for every measured column, got a flow over all of them (family flow) or the encoder of a given network (family posterior), which have none. Use the family siren for this.",
    );
  }
  const columns = new Array<(place: number) => Theta>(coding.columns.length);
  for (const { group, location, scale, shared } of decoded) {
    const locations = engine.reals(location.pointer, location.rows * padded);
    const scales = scale && engine.reals(scale.pointer, scale.rows * padded);
    const values = shared ? Array.from(engine.reals(shared.pointer, shared.length)) : [];
    group.columns.columns.forEach((c, i) => {
      const from = group.locationStarts[i];
      const to = group.locationStarts[i + 1];
      const own = values.slice(group.sharedStarts[i], group.sharedStarts[i + 1]);
      const location = new Array<number>(to - from).fill(0);
      const theta = { location, scale: 1, shared: own };
      // One object a column: a sample asks for millions of them.
      columns[c] = (place) => {
        for (let row = 0; row < location.length; row++) {
          location[row] = locations[(from + row) * padded + place];
        }
        if (scales) theta.scale = engine.kernels.expScalar(scales[i * padded + place]);
        return theta;
      };
    });
  }
  return {
    theta: (column, place) => columns[column](place),
    distribution: (column, place) =>
      coding.likelihoods[column].distribution(coding.columns[column], columns[column](place)),
  };
}
