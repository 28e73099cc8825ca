import { readNetwork } from "../../../src/internals.ts";
import { isProjectText } from "../../../src/stored/projectSchema.ts";
import { notify } from "../app/notices.ts";
import { openDocument, step } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { openProject } from "../storage/project.ts";
import { withDagittyPlaces } from "./BeginPanel.tsx";

/** Opens a file as the network, or as a whole project; a bad one changes nothing and says why. */
export async function openNetworkFile(file: File): Promise<void> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    if (isProjectText(text)) return openProject(text, file.name);
    const { network, notes } = readNetwork(bytes, file.name);
    openDocument(withDagittyPlaces(documentOf(network), text), `Network ${file.name} opened`);
    step.value = "network";
    for (const note of notes) notify(note, "info");
  } catch (error) {
    notify(error);
  }
}
