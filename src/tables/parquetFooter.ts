import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";

/** What a Parquet file says of itself. */
export interface ParquetFooter {
  readonly metadata: FileMetaData;
  /** The columns as a tree; a table of numbers has leaves alone below its root. */
  readonly root: SchemaTree;
}

/**
 * Reads a file's footer and checks what its reader takes on trust.
 *
 * @throws Error (of any kind) if the bytes are broken
 */
export async function parquetFooter(file: AsyncBuffer): Promise<ParquetFooter> {
  // The search for columns of maps never ends where a group claims less than no children.
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  for (const { name, num_children: children } of metadata.schema) {
    if (typeof name !== "string") throw new RangeError("a column has no name");
    if (children !== undefined && !(children >= 0 && children < metadata.schema.length))
      throw new RangeError(`a group of ${children} columns`);
  }
  for (const { num_rows } of metadata.row_groups) {
    if (typeof num_rows !== "bigint" || num_rows < 0n)
      throw new RangeError(`a row group of ${num_rows} rows`);
  }
  return { metadata, root: parquetSchema(metadata) };
}
