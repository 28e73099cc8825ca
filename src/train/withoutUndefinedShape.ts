import type { TrainOptions } from "./options.ts";

/** The same options without settings of the architecture that are there and undefined: they would take the place of defaults. */
export function withoutUndefinedShape<Options extends Pick<TrainOptions, "architecture">>(
  options: Options,
): Options {
  if (options.architecture === undefined) return options;
  const set = Object.entries(options.architecture).filter(([, value]) => value !== undefined);
  return { ...options, architecture: Object.fromEntries(set) };
}
