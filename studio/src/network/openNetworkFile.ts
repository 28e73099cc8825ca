import { InputError, parseNetwork } from "../../../src/index.ts";
import { notify } from "../app/notices.ts";
import { openDocument } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { isProject, openProject } from "../storage/project.ts";

/** Opens a file as the network, or as a whole project; a bad one changes nothing and says why. */
export async function openNetworkFile(file: File): Promise<void> {
  try {
    const text = await file.text();
    const json = parseJson(text, file.name);
    if (isProject(json)) openProject(text, file.name);
    else openDocument(documentOf(parseNetwork(json, file.name)), `Network ${file.name} opened`);
  } catch (error) {
    notify(error);
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new InputError(
      `Expected JSON that describes a network in ${name}, but it cannot be read: ${reason}.`,
    );
  }
}
