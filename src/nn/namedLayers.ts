import type { Parameter } from "../engine/index.ts";
import type { LayerShape, MaskedNetwork } from "./maskedNetwork.ts";

/** Some columns of a matrix: those from `from` on hold a sparse layer. */
export interface PlacedLayer extends LayerShape {
  readonly from: number;
}

/** A weight matrix [rows x columns] made of sparse layers side by side. `suffix` follows the words `weight` and `mask`. */
export interface NamedMatrix {
  readonly kind: "matrix";
  readonly name: string;
  readonly suffix: string;
  readonly rows: number;
  readonly columns: number;
  readonly pieces: readonly PlacedLayer[];
}

export interface NamedVector {
  readonly kind: "vector";
  readonly name: string;
  readonly parameter: Parameter;
}

/** A piece of a model under the name that it has outside of this program. */
export type NamedLayer = NamedMatrix | NamedVector;

export function namedMatrix(
  name: string,
  rows: number,
  columns: number,
  pieces: readonly PlacedLayer[],
  suffix = "",
): NamedMatrix {
  return { kind: "matrix", name, suffix, rows, columns, pieces };
}

export function namedVector(name: string, parameter: Parameter): NamedVector {
  return { kind: "vector", name, parameter };
}

/** Where each of several parts begins when they stand behind one another. */
export function partStarts(sizes: readonly number[]): number[] {
  let from = 0;
  return sizes.map((size) => {
    from += size;
    return from - size;
  });
}

/** The hidden layers of a network: `layers.0` reads the inputs, every further one the layer before. */
export function hiddenLayers(prefix: string, network: MaskedNetwork, sizes: readonly number[]): NamedLayer[] {
  const starts = partStarts(sizes);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const units = network.units.length;
  return network.biases.flatMap((bias, layer) => {
    const name = `${prefix}layers.${layer}`;
    const pieces =
      layer === 0
        ? network.first.map((piece) => ({ ...piece, from: starts[piece.part] }))
        : [{ ...network.middle[layer - 1], from: 0 }];
    return [
      namedMatrix(name, units, layer === 0 ? width : units, pieces),
      namedVector(`${name}.bias`, bias),
      namedVector(`${name}.sharpness`, network.sharpness[layer]),
    ];
  });
}

/** Lines that compute the hidden layers `v` of what is called `name` from `input`. */
export function hiddenFormula(name: string, input: string, depth: number): string[] {
  return [
    `v = ${input}`,
    ...Array.from(
      { length: depth },
      (_, l) =>
        `v = h(${name}.layers.${l}.weight @ v + ${name}.layers.${l}.bias)   # with beta of ${name}.layers.${l}.sharpness`,
    ),
  ];
}
