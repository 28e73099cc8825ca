const OFFSETS = [0x811c9dc5, 0x2f8a3b17];
const PRIME = 0x01000193;

/** What a run trains on, and how. */
export interface DigestedRun {
  readonly rows?: Int32Array;
  readonly data: { readonly rowCount: number };
  readonly start?: Float64Array;
  readonly batch: number;
  readonly seed: number;
  readonly path: boolean;
  readonly objective?: { readonly name: string; readonly samples: number };
  readonly precision?: number;
}

/** Names a run by what it trains on and how, so that its record is not taken for that of the run beside it. */
export function runDigest({
  rows,
  data,
  start,
  batch,
  seed,
  path,
  objective,
  precision,
}: DigestedRun): string {
  const settings = JSON.stringify([
    data.rowCount,
    batch,
    seed,
    path,
    objective ?? null,
    precision ?? null,
    start !== undefined,
  ]);
  // Fowler, Noll and Vo's: records are mistaken for each other, not forged.
  return OFFSETS.map((offset) => {
    let hash = offset;
    for (let i = 0; i < settings.length; i++) hash = Math.imul(hash ^ settings.charCodeAt(i), PRIME);
    for (const row of rows ?? []) {
      hash = Math.imul(hash ^ (row & 0xffff), PRIME);
      hash = Math.imul(hash ^ (row >>> 16), PRIME);
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  }).join("");
}
