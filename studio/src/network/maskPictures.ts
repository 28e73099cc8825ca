import type { SirenVae } from "../../../src/index.ts";

type Part = "latent" | "observed";
/** Row, column, and what the column stands for. */
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

/** What each layer of a model reads, of alike blocks the first. */
export function maskPictures(model: SirenVae): MaskPicture[] {
  const pictures: MaskPicture[] = [];
  const { blocks } = model.architecture;
  const alike = blocks > 1 ? `The same in all ${blocks} blocks.` : "";
  for (const [what, flow] of [
    ["Prior", model.prior],
    ["Encoder", model.encoder],
  ] as const) {
    const block = flow?.blocks[0];
    if (!flow || !block) continue;
    const first = block.network.first.map(({ part, pattern }) => ({
      pattern,
      part: (part === 0 ? "latent" : "observed") as Part,
    }));
    const reads = first.length > 1 ? "latents (left) and measured nodes (right)" : "latents";
    pictures.push(
      beside(`${what}: into the hidden units`, first, `Columns: ${reads}; rows: hidden units. ${alike}`),
      beside(
        `${what}: out of the hidden units`,
        [{ pattern: block.output.pattern, part: "latent" }],
        `Columns: hidden units; rows: latents. ${alike}`,
      ),
    );
  }
  const { decoder } = model;
  pictures.push(
    beside(
      "Decoder: into the hidden units",
      decoder.network.first.map(({ part, pattern }) => ({
        pattern,
        part: (part === 0 ? "latent" : "observed") as Part,
      })),
      "Columns: the parents of measured nodes; rows: hidden units.",
    ),
    beside(
      "Decoder: means of the measured nodes",
      [{ pattern: decoder.meanLayer.pattern, part: "observed" }],
      "Columns: hidden units; rows: measured nodes.",
    ),
  );
  return pictures.filter(({ rows, columns }) => rows > 0 && columns > 0);
}

function beside(
  title: string,
  patterns: readonly { readonly pattern: Pattern; readonly part: Part }[],
  note: string,
): MaskPicture {
  const cells: Cell[] = [];
  let shift = 0;
  for (const { pattern, part } of patterns) {
    for (let k = 0; k < pattern.size; k++) cells.push([pattern.rowOf[k], shift + pattern.columnOf[k], part]);
    shift += pattern.columnCount;
  }
  return { title, rows: patterns[0]?.pattern.rows ?? 0, columns: shift, cells, note };
}
