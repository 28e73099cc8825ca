/**
 * Names in so many letters. Where a cut would leave two of them alike, as it does "strongly agree" and "strongly disagree", these keep
 * their first letter and what they differ by.
 *
 * @param cut how a name that is too long is written
 */
export function shortNames(
  names: readonly string[],
  letters: number,
  cut: (name: string) => string,
): (name: string) => string {
  const write = (name: string) => (name.length <= letters ? name : cut(name));
  const alike = new Map<string, string[]>();
  for (const name of new Set(names)) alike.set(write(name), [...(alike.get(write(name)) ?? []), name]);
  const room = letters - 2;
  return (name) => {
    const others = alike.get(write(name)) ?? [];
    if (others.length < 2 || room < 2) return write(name);
    const from = Math.max(0, Math.min(sharedStart(others), name.length - room));
    const rest = name.slice(from).trimStart();
    return `${name[0]}…${rest.length <= room ? rest : `${rest.slice(0, room - 1)}…`}`;
  };
}

/** How many letters all of them begin with. */
function sharedStart([first, ...others]: readonly string[]): number {
  let shared = 0;
  while (shared < first.length && others.every((other) => other[shared] === first[shared])) shared++;
  return shared;
}
