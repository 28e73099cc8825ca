/** As far as it is one of Node's; a page has none. */
const { process } = globalThis as { process?: { platform?: string } };

/**
 * A text as one word of a command that a person may copy, in quotes where a shell would take it apart.
 *
 * @param forWindows whether for the shells of Windows, which take double quotes alone; by default where this runs
 *
 * @example
 * shellWord('mood=bad,"it\'s, well, good"'); // 'mood=bad,"it'\''s, well, good"'
 */
export function shellWord(text: string, forWindows = process?.platform === "win32"): string {
  if (forWindows) return /^[\w@+=:,./\\-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
