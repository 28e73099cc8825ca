import { problemOf } from "../../network/index.ts";
import type * as z from "../../numeric/schemas.ts";
import type { ReadJob, ReadResult } from "./jobKind.ts";

/** The job that a parsed text describes by its schema, or what is wrong with it and where. */
export function readJobBySchema<J>(schema: z.ZodMiniType<J>, value: unknown): ReadJob<J> {
  const read = readBySchema(schema, value);
  return "result" in read ? { job: read.result } : read;
}

/** The result that a parsed line holds by its schema, or what is wrong with it and where. */
export function readBySchema<R>(schema: z.ZodMiniType<R>, value: unknown): ReadResult<R> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { result: parsed.data };
  const [first] = parsed.error.issues;
  const where = first.path.length > 0 ? `the field '${first.path.join(".")}': ` : "";
  return { problem: `${where}${problemOf(first, value)}` };
}
