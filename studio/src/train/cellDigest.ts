/** FNV-1a over the words of all cells. */
export function cellDigest(values: Float64Array): number {
  let digest = 0x811c9dc5;
  for (const word of new Uint32Array(values.buffer, values.byteOffset, 2 * values.length))
    digest = Math.imul(digest ^ word, 0x01000193);
  return digest >>> 0;
}
