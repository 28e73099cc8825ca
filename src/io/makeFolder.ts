import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, one after the other: where the system has no place for them, such as under /proc,
 * Node's own way of making them all never returns.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let place = path; !existsSync(place) && place !== dirname(place); place = dirname(place))
    missing.push(place);
  for (const place of missing.reverse()) {
    try {
      mkdirSync(place);
    } catch (error) {
      // Another process may have been faster.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !existsSync(place)) throw error;
    }
  }
}
