import { openNetworkFile } from "../network/openNetworkFile.ts";
import { openTable } from "../train/DataPanel.tsx";
import { step } from "./state.ts";

/** Takes a dropped file for what it is. */
export async function openFile(file: File): Promise<void> {
  if (/\.(csv|tsv|parquet|txt)$/i.test(file.name)) {
    step.value = "train";
    await openTable(file);
  } else {
    await openNetworkFile(file);
  }
}
