import { parseTyped, stringifyTyped } from "../../../src/stored/typedJson.ts";
import type { Session } from "./sessions.ts";

const KEY = "siren-vae-studio-handed-over";

/**
 * What a page leaves to the one that follows it in the same tab. It is there at once, where a database may still be busy when the
 * page goes, and then loses what waits.
 */
export function handOver(session: Session): void {
  try {
    sessionStorage.setItem(KEY, stringifyTyped(session));
  } catch {
    // Without it, or with more than it takes, the database has what it has.
  }
}

/** What was left of a session, once. */
export function takeOver(id: string): Session | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    const left = text === null ? undefined : (parseTyped(text, "the last session") as Session);
    return left?.id === id && left.version === 2 ? left : undefined;
  } catch {
    return undefined;
  }
}
