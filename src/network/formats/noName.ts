/** How R, Python and people write that there is no name. */
export function isNoName(cell: string): boolean {
  return /^(?:NA|<NA>|NaN|None|NULL|null|nan|none|nil|N\/A|-|\u2013|\u2014|\u2205|character\(0\)|c\(\)|set\(\)|\[\]|\{\}|\(\))$/.test(
    cell,
  );
}
