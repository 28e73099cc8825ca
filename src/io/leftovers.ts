import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The name under which a file is written before it takes its own; the process is named, since two may write at once. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}.part`;
}

/** Whether a name is that of a file which a killed process did not finish, for one of the given final names. */
export function isLeftover(name: string, finals: readonly string[]): boolean {
  const [, final] = /^(.+?)(?:\.\d+)?\.part$/s.exec(name) ?? [];
  return final !== undefined && finals.includes(final);
}

/** Removes what processes that are no more had begun to write for this path. */
export function removeLeftovers(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const [, writer] = /\.(\d+)\.part$/.exec(name) ?? [];
    if (writer === undefined || !isLeftover(name, [basename(path)]) || isRunning(Number(writer))) continue;
    rmSync(join(folder, name), { force: true });
  }
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
