import * as z from "../../numeric/schemas.ts";
import { PlacedError } from "../placedError.ts";
import { problemOf } from "../schemaIssue.ts";

/** Programs that write every value as a vector write numbers in brackets. */
export const exchangedNumber = z.union([
  z.number(),
  z.pipe(
    z.tuple([z.number()]),
    z.transform(([value]: [number]) => value),
  ),
]);

export const exchangedArc = z.union([
  z.tuple([z.string(), z.string()]),
  z.pipe(
    z.object({ from: z.string(), to: z.string() }),
    z.transform(({ from, to }: { from: string; to: string }): [string, string] => [from, to]),
  ),
]);

/**
 * What JSON of another program holds.
 *
 * @throws PlacedError where it does not fit
 */
export function exchanged<Schema extends z.ZodMiniType>(schema: Schema, json: unknown): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue.path.map(String).join(".") || "the file";
  throw new PlacedError(`In ${place}, ${problemOf(issue, json)}. Correct it there.`, issue.path);
}
