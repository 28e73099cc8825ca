/**
 * All that is used here of `zod/mini`, as a namespace: `import * as z from ".../schemas.ts"`. In an installed package its code and
 * types lie in this file's place, so that a user's install does not pull the rest of the library.
 */

export type { core, infer, output, ZodMiniType } from "zod/mini";
export {
  _default,
  array,
  boolean,
  custom,
  enum,
  instanceof,
  int,
  literal,
  looseObject,
  maximum,
  minimum,
  minLength,
  nonnegative,
  nullable,
  number,
  object,
  optional,
  pipe,
  positive,
  record,
  refine,
  strictObject,
  string,
  toJSONSchema,
  transform,
  tuple,
  union,
  unknown,
} from "zod/mini";
