import type { Flow, FlowKind } from "../../flow/index.ts";
import { familyOf, type LatentModel } from "../../model/index.ts";
import type { DenseTensor, TrainedModel } from "../../query/index.ts";
import type { ExportedFamily } from "./families/exportedFamily.ts";
import { exportedFamilies } from "./families/registry.ts";
import { pythonProgram } from "./pythonFrame.ts";
import { rProgram } from "./rFrame.ts";
import { exportedSteps } from "./steps/registry.ts";

/** What a program in another language needs to know of a model beside its weights. */
interface Description {
  readonly latents: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly mean: number;
    readonly deviation: number;
    readonly levels: readonly string[];
    /** [feature rows][levels]; empty where there are none. */
    readonly scores: readonly (readonly number[])[];
  }[];
  readonly groups: readonly {
    readonly kind: string;
    readonly prefix: string;
    /** Positions among the columns, from 0. */
    readonly columns: readonly number[];
    /** Locations and shared parameters of each column, and what the latter are called; empty where there are none. */
    readonly locations: readonly number[];
    readonly shared: readonly number[];
    readonly sharedName: string;
    readonly floors: readonly number[];
    /** Lowest log scales of the columns of a finished model. */
    readonly least: readonly number[];
  }[];
  readonly activation: string;
  readonly layers: number;
  readonly blocks: number;
  readonly affine: boolean;
  readonly missing: boolean;
  readonly flows: Readonly<Record<string, FlowDescription>>;
  /** Whether the decoder's input has the measured columns beside the latents, and whether any of it is used. */
  readonly decoderHears: boolean;
  readonly decoderReads: boolean;
  /** The place of a tensor among all numbers of the weights file, and its shape. */
  readonly tensors: Readonly<Record<string, { readonly from: number; readonly shape: readonly number[] }>>;
}

interface FlowDescription {
  readonly name: string;
  readonly kind: string;
  readonly layers: string;
  readonly blocks: number;
  readonly exact: boolean;
  readonly affine: boolean;
  /** Whether it has a context. */
  readonly reads: boolean;
  /** Latents whose products the linear layer reads, from 0: the first of every pair, and the second. */
  readonly firsts: readonly number[];
  readonly seconds: readonly number[];
}

/** Programs by name of file, or why there are none. */
export interface ExportedPrograms {
  readonly files: ReadonlyMap<string, string>;
  readonly because?: string;
}

/**
 * Programs that compute the log-density of a row and the posterior mean of the hidden nodes from the exported weights alone:
 * Python with numpy, and R without packages. Where a family has none, the export has the weights and the formulas.
 */
export function exportedPrograms(
  model: TrainedModel,
  shape: LatentModel,
  tensors: readonly DenseTensor[],
): ExportedPrograms {
  const family = exportedFamilies[familyOf(model.architecture)];
  if ("because" in family) return { files: new Map(), because: family.because };
  const kinds = [
    ...new Set([...family.flows(shape).map(({ kind }) => kind as FlowKind), ...family.steps]),
  ].map((kind) => ({ kind, step: exportedSteps[kind] }));
  const description = describe(model, shape, family, tensors);
  return {
    files: new Map([
      ["model.py", pythonProgram(JSON.stringify(description), family.python, kinds)],
      ["model.R", rProgram(rValue(description), family.r, kinds)],
    ]),
  };
}

function describe(
  { architecture, coding, latentNames }: TrainedModel,
  shape: LatentModel,
  family: ExportedFamily,
  tensors: readonly DenseTensor[],
): Description {
  const { decoder } = shape;
  let from = 0;
  const places: Record<string, { from: number; shape: readonly number[] }> = {};
  for (const { name, shape: size, values, mask } of tensors) {
    if (mask) continue;
    places[name] = { from, shape: size };
    from += values.length;
  }
  const differences = (starts: readonly number[]) => starts.slice(1).map((next, i) => next - starts[i]);
  return {
    latents: latentNames,
    columns: coding.columns.map(({ name, type, mean, deviation, scores }) => ({
      name,
      kind: type.kind,
      mean,
      deviation,
      levels: type.levels ?? [],
      scores: scores ?? [],
      ...(type.curve && { curve: type.curve }),
      ...(type.least !== undefined && { least: type.least }),
      ...(type.most !== undefined && { most: type.most }),
      ...(type.atom !== undefined && { atom: type.atom, rest: type.rest }),
      ...(type.share !== undefined && { share: type.share }),
    })),
    groups: (decoder?.groups ?? []).map(
      ({ columns, head, shared, locationStarts, sharedStarts, floors, least }) => ({
        kind: columns.likelihood.name,
        prefix: head.config.name,
        columns: columns.columns,
        locations: differences(locationStarts),
        shared: differences(sharedStarts),
        sharedName: shared === undefined ? "" : columns.likelihood.sharedName!,
        floors: floors ? Array.from(floors) : [],
        least: least ? Array.from(least) : [],
      }),
    ),
    activation: architecture.activation,
    layers: architecture.hidden.length,
    blocks: architecture.blocks,
    affine: architecture.affine,
    missing: architecture.missing === true,
    flows: Object.fromEntries(family.flows(shape).map((flow) => [flow.config.name, describeFlow(flow)])),
    decoderHears: decoder !== undefined && decoder.config.parts.length > 1,
    decoderReads:
      decoder === undefined ||
      [...decoder.config.sets, ...(decoder.config.straightSets ?? [])].some((set) =>
        set.some((input) => input >= latentNames.length),
      ),
    tensors: places,
  };
}

function describeFlow({ kind, config, linear }: Flow): FlowDescription {
  const pairs = linear?.interactions?.pairs ?? [];
  return {
    name: config.name,
    kind,
    layers: exportedSteps[kind as FlowKind].layers,
    blocks: config.blocks,
    exact: config.factorisation === "exact",
    affine: config.affine,
    reads: config.context.length > 0,
    firsts: pairs.map(([first]) => first),
    seconds: pairs.map(([, second]) => second),
  };
}

/** A value as R writes it; lists of numbers and of texts become vectors. */
function rValue(value: unknown): string {
  if (typeof value === "string") return rText(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== "object");
    return `${plain ? "c" : "list"}(${value.map(rValue).join(", ")})`;
  }
  const entries = Object.entries(value as object);
  return `list(${entries.map(([key, one]) => `${rText(key)} = ${rValue(one)}`).join(",\n  ")})`;
}

/** A literal in ASCII: in a locale without UTF-8, R would read other letters as bytes that equal no name of a table. */
function rText(text: string): string {
  return JSON.stringify(text).replace(
    /[^\0-\x7f]/gu,
    (letter) => `\\U${(letter.codePointAt(0) as number).toString(16).padStart(8, "0")}`,
  );
}
