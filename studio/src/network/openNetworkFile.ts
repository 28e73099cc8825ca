import { isProjectText } from "../../../src/stored/projectSchema.ts";
import { notify } from "../app/notices.ts";
import { step } from "../app/state.ts";
import { openProject } from "../storage/project.ts";
import { openTable } from "../train/openTable.ts";
import { HoldsTable } from "./holdsTable.ts";
import { openFound } from "./openFound.ts";
import { readNetworkText } from "./readNetworkText.ts";

let latest: File | undefined;

/** Opens a file as the network, or as a whole project; a bad one changes nothing and says why. */
export async function openNetworkFile(file: File): Promise<void> {
  latest = file;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    if (isProjectText(text)) return openProject(text, file.name);
    const found = await readNetworkText(bytes, file.name);
    // Of several, the one that was asked for last stays.
    if (latest !== file) return;
    openFound(found, `Network ${file.name} opened`);
    step.value = "network";
  } catch (error) {
    // What R saved does not tell from outside what it is.
    if (error instanceof HoldsTable) {
      step.value = "train";
      return openTable(file);
    }
    notify(error);
  }
}
