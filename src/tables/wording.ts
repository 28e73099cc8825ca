/** Words that errors about tables share. */

/** A text as an error shows it: on one line, and not long. */
export function shown(text: string, most = 40): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD");
  return plain.length > most ? `${plain.slice(0, most - 3)}...` : plain;
}

export function listed(names: readonly string[]): string {
  const some = names
    .slice(0, 8)
    .map((name) => shown(name))
    .join(", ");
  return names.length > 8 ? `${some} and ${names.length - 8} more` : some;
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
