import { ComputationError } from "../numeric/errors.ts";

/** What work gives, or what ended it where its numbers were lost. */
export async function unlessLost<Result extends object>(
  work: () => Promise<Result>,
): Promise<Result | { readonly lost: ComputationError }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ComputationError) return { lost: error };
    throw error;
  }
}
