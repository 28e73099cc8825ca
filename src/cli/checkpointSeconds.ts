import { InputError } from "../numeric/errors.ts";

const VARIABLE = "SIREN_VAE_CHECKPOINT_SECONDS";

/**
 * How often a training keeps what is done, for those whose machine may go away at any moment or whose disk is slow.
 *
 * @throws InputError where the environment variable is no number of at least 0.
 */
export function checkpointSeconds(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment[VARIABLE]?.trim() ?? "";
  if (text === "") return 10;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw new InputError(
      `Expected ${VARIABLE} to be a number of seconds of at least 0, got "${text}". Correct it, or unset it for 10.`,
    );
  }
  return seconds;
}
