import {
  type ActivationKind,
  atLeast,
  dataRows,
  type Parameter,
  type ParameterList,
  type ParameterStore,
  softFloor,
  type Tape,
  type Tensor,
  type Weights,
} from "../engine/index.ts";
import { negateWhere } from "../flow/index.ts";
import type { ColumnGroup, TableCoding } from "../likelihood/index.ts";
import {
  hiddenLayers,
  type InputPart,
  MaskedNetwork,
  type NamedLayer,
  namedVector,
  OutputHead,
  recordHidden,
  type Subset,
} from "../nn/index.ts";
import type { Random } from "../numeric/random.ts";

export interface DecoderConfig {
  readonly name: string;
  readonly parts: readonly InputPart[];
  /** For each measured column the inputs that its conditional reads, ascending over the concatenated parts. */
  readonly sets: readonly Subset[];
  /** What the straight connections read, where that is more than the hidden layers do. */
  readonly straightSets?: readonly Subset[];
  readonly hidden: readonly number[];
  /** Whether more units than `hidden` are taken where the graph needs them. */
  readonly widen?: boolean;
  readonly activation: ActivationKind;
  /** Straight connections from the inputs to the locations, beside the hidden layers. */
  readonly affine: boolean;
  /** Size of the first random weights of the straight connections and of the last layers. */
  readonly gain: number;
}

/** The columns of one likelihood in a decoder. */
export interface DecoderGroup {
  readonly columns: ColumnGroup;
  readonly head: OutputHead;
  /** The first location row of each of the columns, and after the last one their number. */
  readonly locationStarts: readonly number[];
  /** The first shared parameter of each of the columns, and after the last one their number. */
  readonly sharedStarts: readonly number[];
  readonly shared: Parameter | undefined;
  /** Lowest log scales, one a column. */
  readonly floors: Float64Array | undefined;
  /** Those that training has seen, below which a finished model does not go; one a column. */
  readonly least: Float64Array | undefined;
}

/** What a decoder gives for the columns of one likelihood: rows as in `DecoderGroup`. */
export interface DecodedGroup {
  readonly group: DecoderGroup;
  readonly location: Tensor;
  readonly scale: Tensor | undefined;
  readonly shared: Weights | undefined;
}

/**
 * The conditionals p(x_i | Pa(x_i)) of all measured columns: a masked network that they share, and for every likelihood a
 * head on it that gives its parameters.
 */
export class Decoder {
  readonly config: DecoderConfig;
  readonly coding: TableCoding;
  readonly network: MaskedNetwork;
  readonly groups: readonly DecoderGroup[];

  constructor(list: ParameterList, coding: TableCoding, config: DecoderConfig, random: Random) {
    this.config = config;
    this.coding = coding;
    const { name, parts, sets, straightSets, affine, gain } = config;
    this.network = new MaskedNetwork(list, { ...config, random });
    this.groups = coding.groups.map((columns) => {
      const { likelihood } = columns;
      const shapes = columns.columns.map((c) => likelihood.shape(coding.columns[c].type));
      const repeated = (count: (i: number) => number, of = sets) =>
        columns.columns.flatMap((c, i) => new Array<Subset>(count(i)).fill(of[c]));
      const head = new OutputHead(
        list,
        this.network,
        {
          // Gaussian columns keep the names that they had when there were no others.
          name: columns.plain ? name : `${name}.${likelihood.name}`,
          parts,
          sets: repeated((i) => shapes[i].locations),
          ...(straightSets && { straightSets: repeated((i) => shapes[i].locations, straightSets) }),
          scaleSets: repeated((i) => shapes[i].scales),
          affine,
          gain,
        },
        random,
      );
      const initial = columns.columns.flatMap((c) => {
        return likelihood.initialShared?.(coding.columns[c].type) ?? [];
      });
      return {
        columns,
        head,
        locationStarts: starts(shapes.map(({ locations }) => locations)),
        sharedStarts: starts(shapes.map(({ shared }) => shared)),
        shared:
          initial.length === 0
            ? undefined
            : list.declare(
                `${head.config.name}.${likelihood.sharedName}`,
                "shared",
                [initial.length],
                initial,
              ),
        floors: coding.floors(columns),
        least: coding.leastLogScales(columns),
      };
    });
  }

  /** Reads minus a latent where it read the latent: its weights change signs in place. */
  negate(values: Float64Array, latent: number): void {
    const layers = [...this.network.first, ...this.groups.flatMap(({ head }) => head.straight)];
    for (const layer of layers) {
      if (layer.part === 0) negateWhere(values, layer, (_, column) => column === latent);
    }
  }

  /** Reads latents in other units on the straight connections, in place: z_k / units[k] where it read z_k. */
  rescaleStraight(values: Float64Array, units: Float64Array): void {
    for (const { part, pattern, parameter } of this.groups.flatMap(({ head }) => head.straight)) {
      if (part !== 0) continue;
      for (let k = 0; k < pattern.size; k++) values[parameter.offset + k] *= units[pattern.columnOf[k]];
    }
  }

  /** Weights of the straight connections by which the locations of a column read an input of a part. */
  straightWeights(values: Float64Array, column: number, part: number, input: number): number[] {
    return this.groups.flatMap(({ columns, head, locationStarts }) => {
      const i = columns.columns.indexOf(column);
      if (i < 0) return [];
      const layer = head.straight.find((straight) => straight.part === part);
      return Array.from({ length: locationStarts[i + 1] - locationStarts[i] }, (_, row) => {
        const at = layer?.pattern.columnsOf(locationStarts[i] + row).indexOf(input) ?? -1;
        return at < 0
          ? 0
          : values[layer!.parameter.offset + layer!.pattern.rowStart(locationStarts[i] + row) + at];
      });
    });
  }

  /** Its layers for export: what the likelihoods share, then the heads. */
  parts(): { prefix: string; layers: readonly NamedLayer[] }[] {
    const { name, parts } = this.config;
    const sizes = parts.map(({ size }) => size);
    return [
      { prefix: name, layers: hiddenLayers("", this.network, sizes) },
      ...this.groups.map(({ head, shared, columns }) => ({
        prefix: head.config.name,
        layers: [...head.layers(), ...(shared ? [namedVector(columns.likelihood.sharedName!, shared)] : [])],
      })),
    ];
  }

  /** Shapes: inputs as in `parts`. */
  record(tape: Tape, store: ParameterStore, inputs: readonly (Tensor | undefined)[]): DecodedGroup[] {
    const last = this.groups.flatMap(({ head }) => [
      head.meanLayer,
      ...(head.scaleLayer ? [head.scaleLayer] : []),
    ]);
    if (store.vanishes(...last.map(({ parameter }) => parameter)))
      return this.recordLinear(tape, store, inputs);
    return this.#record(tape, store, recordHidden(tape, store, this.network, inputs), inputs);
  }

  /** Without the hidden layers: biases and straight connections alone, for weights whose nonlinear parts vanish. */
  recordLinear(tape: Tape, store: ParameterStore, inputs: readonly (Tensor | undefined)[]): DecodedGroup[] {
    return this.#record(tape, store, undefined, inputs);
  }

  #record(
    tape: Tape,
    store: ParameterStore,
    hidden: Tensor | undefined,
    inputs: readonly (Tensor | undefined)[],
  ): DecodedGroup[] {
    return this.groups.map((group) => {
      const { mu, s } = group.head.record(tape, store, hidden, inputs);
      return {
        group,
        location: mu,
        scale: s && heldUp(tape, s, group),
        shared: group.shared && store.weights(group.shared),
      };
    });
  }
}

function heldUp(tape: Tape, s: Tensor, { floors, least }: DecoderGroup): Tensor {
  const scale = floors ? softFloor(tape, s, tape.constant(floors)) : s;
  return least ? atLeast(tape, scale, tape.constant(least)) : scale;
}

/**
 * Adds log p(x | what the decoder gave) of everything that is measured, nats.
 *
 * @param target the coded values in the order of the groups, [columns x batch]; `measured` likewise
 */
export function addLikelihood(
  tape: Tape,
  sum: Tensor,
  coding: TableCoding,
  decoded: readonly DecodedGroup[],
  target: Tensor,
  measured: Tensor | undefined,
): void {
  tape.scope = "decoder.likelihood";
  let from = 0;
  for (const { group, location, scale, shared } of decoded) {
    const { likelihood, columns } = group.columns;
    const rows = (data: Tensor) => (decoded.length === 1 ? data : dataRows(tape, data, from, columns.length));
    likelihood.record(tape, sum, {
      target: rows(target),
      measured: measured && rows(measured),
      location,
      scale,
      shared,
      codings: columns.map((c) => coding.columns[c]),
    });
    from += columns.length;
  }
}

function starts(lengths: readonly number[]): number[] {
  const result = [0];
  for (const length of lengths) result.push(result[result.length - 1] + length);
  return result;
}
