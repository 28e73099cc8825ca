import type { SirenVae } from "../../../src/internals.ts";

type Part = "latent" | "observed";
/** Row, column, and what the row stands for. */
type Cell = readonly [number, number, Part];

export interface MaskPicture {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly Cell[];
  readonly note: string;
}

interface Pattern {
  readonly rows: number;
  readonly columnCount: number;
  readonly size: number;
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
}

const MOST_NAMED = 5;

/** What each layer of a model reads, of alike blocks the first. */
export function maskPictures(model: SirenVae): MaskPicture[] {
  const pictures: MaskPicture[] = [];
  const { blocks } = model.architecture;
  const alike = blocks > 1 ? `The same in all ${blocks} blocks.` : "";
  for (const [what, flow] of [
    ["Prior", model.prior],
    ["Encoder", model.encoder],
  ] as const) {
    const layers = flow?.layers().filter((layer) => layer.kind === "matrix") ?? [];
    const into = layers.find(({ pieces }) => pieces[0]?.parameter.role === "weight");
    const out = layers.find(({ pieces }) => pieces[0]?.parameter.role === "output-weight");
    if (!into || !out) continue;
    const first = into.pieces.map(({ from, pattern }) => ({
      pattern,
      part: (from === 0 ? "latent" : "observed") as Part,
    }));
    const reads = first.length > 1 ? "latents, and measured nodes below" : "latents";
    pictures.push(
      above(`${what}: into the hidden units`, first, `Columns: hidden units; rows: ${reads}. ${alike}`),
      plain(
        `${what}: out of the hidden units`,
        { pattern: out.pieces[0].pattern, part: "latent" },
        `Columns: hidden units; rows: latents. ${alike}`,
      ),
    );
  }
  const { decoder } = model;
  pictures.push(
    above(
      "Decoder: into the hidden units",
      decoder.network.first.map(({ part, pattern }) => ({
        pattern,
        part: (part === 0 ? "latent" : "observed") as Part,
      })),
      "Columns: hidden units; rows: the parents of measured nodes.",
    ),
    ...decoder.groups.map(({ columns, head }) =>
      plain(
        columns.plain
          ? "Decoder: means of the measured nodes"
          : `Decoder: ${columns.likelihood.name} ${columns.columns.length === 1 ? "node" : "nodes"}`,
        { pattern: head.meanLayer.pattern, part: "observed" },
        columns.plain
          ? "Columns: hidden units; rows: measured nodes."
          : `Columns: hidden units; rows: locations of ${listed(columns.columns.map((c) => model.observedNames[c]))}.`,
      ),
    ),
  );
  return pictures.filter(({ rows, columns }) => rows > 0 && columns > 0);
}

function listed(names: readonly string[]): string {
  return names.length <= MOST_NAMED
    ? names.join(", ")
    : `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`;
}

interface Layer {
  readonly pattern: Pattern;
  readonly part: Part;
}

/** A layer out of the hidden units, as it is. */
function plain(title: string, { pattern, part }: Layer, note: string): MaskPicture {
  const { rows, columnCount, size, rowOf, columnOf } = pattern;
  const cells = Array.from({ length: size }, (_, k): Cell => [rowOf[k], columnOf[k], part]);
  return { title, rows, columns: columnCount, cells, note };
}

/** Layers into the hidden units, turned so that these run across in every picture, one layer above the other. */
function above(title: string, layers: readonly Layer[], note: string): MaskPicture {
  const cells: Cell[] = [];
  let rows = 0;
  for (const { pattern, part } of layers) {
    for (let k = 0; k < pattern.size; k++) cells.push([rows + pattern.columnOf[k], pattern.rowOf[k], part]);
    rows += pattern.columnCount;
  }
  return { title, rows, columns: layers[0]?.pattern.rows ?? 0, cells, note };
}
