import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";

/** The name under which a file is written before it takes its own; the process is named, since two may write at once. */
export function temporaryName(path: string, writer = process.pid): string {
  return `${path}.${writer}.part`;
}

/** Whether a name is that of a file which a killed process did not finish, for one of the given final names. */
export function isLeftover(name: string, finals: readonly string[]): boolean {
  const [, final] = /^(.+?)(?:\.\d+)?\.part$/s.exec(name) ?? [];
  return final !== undefined && finals.includes(final);
}

/** Another process that is writing this path. */
export function writerOf(path: string): number | undefined {
  return writersOf(path).find((writer) => writer !== process.pid && isRunning(writer));
}

/** Removes what processes that are no more had begun to write for this path. */
export function removeLeftovers(path: string): void {
  for (const writer of writersOf(path))
    if (!isRunning(writer)) rmSync(temporaryName(path, writer), { force: true });
}

function writersOf(path: string): number[] {
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, final, writer] = /^(.+)\.(\d+)\.part$/s.exec(name) ?? [];
    return final === basename(path) ? [Number(writer)] : [];
  });
}

function isRunning(writer: number): boolean {
  try {
    process.kill(writer, 0);
    return true;
  } catch (error) {
    // Anything but "no such process" says that there is one, of another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
