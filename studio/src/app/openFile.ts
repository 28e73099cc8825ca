import { openNetworkFile } from "../network/openNetworkFile.ts";
import { openTable } from "../train/DataPanel.tsx";
import { step } from "./state.ts";

const ARCS = /^\W*(from|source|parent|cause)\W+(to|target|child|effect)\b/i;

/** Takes a dropped file for what it is: text in columns is a table, unless its two columns are the ends of arcs. */
export async function openFile(file: File): Promise<void> {
  const mayBeTable = /\.(csv|tsv|parquet|txt)$/i.test(file.name);
  if (mayBeTable && !ARCS.test(await file.slice(0, 200).text())) {
    step.value = "train";
    await openTable(file);
  } else {
    await openNetworkFile(file);
  }
}
