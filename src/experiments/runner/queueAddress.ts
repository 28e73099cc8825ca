import { InputError } from "../../numeric/errors.ts";

/**
 * Host and port of a queue, without what its address holds of names and passwords.
 *
 * @throws InputError for what is no address of a Redis
 */
export function placeOfQueue(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.hostname && ["redis:", "rediss:"].includes(url.protocol))
    return `${url.hostname}:${url.port || 6379}`;
  throw new InputError(
    `Expected the address of a Redis such as redis://127.0.0.1:6379, got '${address}'. Correct --queue.`,
  );
}
