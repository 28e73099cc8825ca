import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** As many as systems follow. */
const MOST_LINKS = 40;

/**
 * The place to which a path leads through all links, absolute, whether something stands there already or not: a link to what
 * is not there leads to what is to be made.
 *
 * @example
 * throughLinks("new/model.json") === throughLinks("./new/model.json"); // true
 */
export function throughLinks(path: string, left = MOST_LINKS): string {
  try {
    return realpathSync(path);
  } catch {
    const target = left > 0 ? targetOf(path) : undefined;
    if (target !== undefined) return throughLinks(resolve(dirname(path), target), left - 1);
    const above = dirname(resolve(path));
    return above === resolve(path) ? above : join(throughLinks(above, left), basename(path));
  }
}

function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
