/**
 * Adds what is told of an epoch, counted from 1, to a list with one place an epoch. A run that went back to earlier weights tells of
 * epochs again: what was told of those that it took back is dropped, since nobody who follows the list should take them.
 */
export function addTold<T>(told: T[], epoch: number, one: T): void {
  told.splice(epoch - 1);
  told.push(one);
}
