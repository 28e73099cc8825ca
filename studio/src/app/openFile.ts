import { openNetworkFile } from "../network/openNetworkFile.ts";

/** Takes a dropped file for what it is. */
export async function openFile(file: File): Promise<void> {
  await openNetworkFile(file);
}
